"""Biểu mẫu của phòng tài khoản: shapes of what people type; the rules stand in services."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Delegation, Role
from thongsuot.org.models import OrganKind
from thongsuot.ui.forms import VietnameseDateField


def _password(label: Any, autocomplete: str = "current-password") -> forms.CharField:
    """A password, kept as typed."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget)


def _code(label: Any) -> forms.CharField:
    """A short code from a phone or a slip of paper."""
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"})
    return forms.CharField(label=label, max_length=20, widget=widget)


class SignInForm(forms.Form):
    """Đăng nhập."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = _password(_("Mật khẩu"))
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """Mã của bước xác thực thứ hai."""

    code = _code(_("Mã xác thực"))


class ActivationForm(forms.Form):
    """Mật khẩu đầu tiên của một tài khoản mới."""

    new_password = _password(_("Mật khẩu mới"), "new-password")
    again = _password(_("Nhập lại mật khẩu mới"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Typed twice the same."""
        data = super().clean() or {}
        if data.get("new_password") and data.get("again") and data["new_password"] != data["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới không giống nhau."))
        return data


class PasswordForm(ActivationForm):
    """Đổi mật khẩu."""

    field_order = ("password", "new_password", "again")
    password = _password(_("Mật khẩu hiện tại"))

    def clean(self) -> dict[str, Any]:
        """The new one is new, too."""
        data = super().clean()
        if data.get("new_password") and data["new_password"] == data.get("password"):
            self.add_error("new_password", _("Mật khẩu mới phải khác mật khẩu hiện tại."))
        return data


class ConfirmForm(forms.Form):
    """Mật khẩu hiện tại, before something that protects the account changes."""

    password = _password(_("Mật khẩu hiện tại"))


class SwitchOnForm(ConfirmForm):
    """Bật xác thực hai bước."""

    secret = forms.CharField(max_length=300, widget=forms.HiddenInput)
    code = _code(_("Mã 6 số trên ứng dụng"))


class PostForm(forms.Form):
    """Giao chức vụ."""

    unit_code = forms.CharField(label=_("Mã đơn vị"), max_length=12)
    organ_kind = forms.ChoiceField(
        label=_("Bộ phận"), required=False, choices=[("", _("cả đơn vị")), *OrganKind.choices]
    )
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    title = forms.CharField(label=_("Tên chức vụ"), max_length=120, required=False)
    since = VietnameseDateField(label=_("Từ ngày"))
    until = VietnameseDateField(label=_("Đến hết ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=120, required=False)


class AccountForm(PostForm):
    """Mở tài khoản cùng chức vụ đầu tiên."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=80)
    full_name = forms.CharField(label=_("Họ và tên"), max_length=160)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)


class EndPostForm(forms.Form):
    """Thôi giữ chức vụ."""

    ends_on = VietnameseDateField(label=_("Thôi giữ từ ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=120, required=False)


class OptionalConfirmForm(forms.Form):
    """Mật khẩu hiện tại của người có mật khẩu; who came by another way has no such field."""

    password = _password(_("Mật khẩu hiện tại"))

    def __init__(self, *args: Any, has_password: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not has_password:
            del self.fields["password"]


class NewPasskeyForm(OptionalConfirmForm):
    """Thêm khoá truy cập."""

    credential = forms.CharField(max_length=8000, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Tên khoá"), max_length=60)


class PasskeyNameForm(forms.Form):
    """Đổi tên khoá."""

    name = forms.CharField(label=_("Tên khoá"), max_length=60)


class IdNumberForm(forms.Form):
    """Số định danh đã xác minh của một cán bộ."""

    id_number = forms.CharField(
        label=_("Số định danh"), max_length=20, widget=forms.TextInput({"inputmode": "numeric"})
    )
    evidence = forms.CharField(label=_("Đã xác minh bằng"), max_length=200)


class DelegationForm(forms.Form):
    """Ủy quyền một chức vụ của mình."""

    post = forms.ChoiceField(label=_("Chức vụ ủy quyền"))
    to = forms.ChoiceField(label=_("Người nhận ủy quyền"))
    since = VietnameseDateField(label=_("Từ ngày"))
    until = VietnameseDateField(label=_("Đến hết ngày"))
    mode = forms.ChoiceField(label=_("Hình thức"), choices=Delegation.Mode.choices, initial=Delegation.Mode.AUTHORISED)
    number = forms.CharField(label=_("Số văn bản ủy quyền"), max_length=60)
    note = forms.CharField(label=_("Phạm vi, căn cứ"), max_length=300, required=False)


def start_of(day: Any) -> datetime:
    """First moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))
