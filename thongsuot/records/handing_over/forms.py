"""Biểu mẫu xác nhận biên bản bàn giao ký tay."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """Bên giao đã ký tay: the password proves who says so."""

    password = forms.CharField(
        label=_("Mật khẩu của bạn"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    agree = forms.BooleanField(
        label=_("Tôi đã xem danh mục, xác nhận đúng như vậy và đã ký tay vào biên bản giấy."),
        error_messages={"required": _("Hãy đánh dấu xác nhận trước khi ký.")},
    )


class AcceptForm(SignForm):
    """Bên nhận đã ký tay: brings the scan of the minutes with both signatures."""

    scan = forms.FileField(
        label=_("Bản quét biên bản"),
        error_messages={"required": _("Hãy tải lên bản quét biên bản có chữ ký tay của cả hai bên.")},
    )
    field_order = ("scan", "agree", "password")
