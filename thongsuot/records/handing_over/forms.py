"""Biểu mẫu ký bàn giao."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """Ký một bên: the password proves who signs, as a hand does on paper."""

    password = forms.CharField(
        label=_("Mật khẩu của bạn"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    agree = forms.BooleanField(
        label=_("Tôi đã xem danh mục và xác nhận đúng như vậy."),
        error_messages={"required": _("Hãy đánh dấu xác nhận trước khi ký.")},
    )
