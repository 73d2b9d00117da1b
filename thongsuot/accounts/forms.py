"""Biểu mẫu của phòng tài khoản: shapes of what people type; the rules stand in services."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role


class SignInForm(forms.Form):
    """Đăng nhập."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=80)
    password = forms.CharField(label=_("Mật khẩu"), max_length=200, strip=False)
    next = forms.CharField(required=False, max_length=500)


class CodeForm(forms.Form):
    """Mã của bước xác thực thứ hai."""

    code = forms.CharField(label=_("Mã xác thực"), max_length=20)


class PasswordForm(forms.Form):
    """Đổi mật khẩu."""

    password = forms.CharField(label=_("Mật khẩu hiện tại"), max_length=200, strip=False)
    new_password = forms.CharField(label=_("Mật khẩu mới"), max_length=200, strip=False)
    again = forms.CharField(label=_("Nhập lại mật khẩu mới"), max_length=200, strip=False)

    def clean(self) -> dict[str, Any]:
        """The new password was typed twice the same, and is new."""
        data = super().clean() or {}
        if data.get("new_password") and data.get("again") and data["new_password"] != data["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới không giống nhau."))
        if data.get("new_password") and data["new_password"] == data.get("password"):
            self.add_error("new_password", _("Mật khẩu mới phải khác mật khẩu hiện tại."))
        return data


class ConfirmForm(forms.Form):
    """Mật khẩu hiện tại, before something that protects the account changes."""

    password = forms.CharField(label=_("Mật khẩu hiện tại"), max_length=200, strip=False)


class SwitchOnForm(ConfirmForm):
    """Bật xác thực hai bước."""

    secret = forms.CharField(max_length=300)
    code = forms.CharField(label=_("Mã 6 số trên ứng dụng"), max_length=20)


class PostForm(forms.Form):
    """Giao chức vụ."""

    unit_code = forms.CharField(label=_("Mã đơn vị"), max_length=12, required=False)
    unit = forms.IntegerField(required=False)
    organ = forms.IntegerField(label=_("Bộ phận"), required=False)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    title = forms.CharField(label=_("Tên chức vụ"), max_length=120, required=False)
    since = forms.DateField(label=_("Từ ngày"))
    until = forms.DateField(label=_("Đến hết ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=120, required=False)


class AccountForm(PostForm):
    """Mở tài khoản cùng chức vụ đầu tiên."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=80)
    full_name = forms.CharField(label=_("Họ và tên"), max_length=160)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)


class EndPostForm(forms.Form):
    """Thôi giữ chức vụ."""

    ends_on = forms.DateField(label=_("Thôi giữ từ ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=120, required=False)


def start_of(day: Any) -> datetime:
    """First moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))
