"""Chứng tỏ đúng là mình, before something that protects the account changes: the password, or having just come in."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thongsuot.accounts import pace
from thongsuot.accounts.views.entrance import wait_in_words
from thongsuot.common.errors import TooMany
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address

JUST_NOW = 600  # seconds


def proven(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the present password was typed; who has none must have come in within the last ten minutes."""
    if request.user.has_usable_password():
        return right_password(request, form)
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    if times and time.time() - max(times) < JUST_NOW:
        return True
    form.add_error(None, _("Hãy đăng xuất, đăng nhập lại rồi làm việc này trong vòng 10 phút."))
    return False


def right_password(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the present password was typed; wrong ones slow down as at the door."""
    name, at = request.user.username, now()
    attempt = pace.Attempt(
        purpose=pace.PASSWORD,
        name=name,
        network=pace.network_of(client_address(request)),
        device=f"session:{request.session.session_key}",
    )
    wait = pace.seconds_to_wait(attempt, at)
    if wait:
        detail = _("Đã nhập sai mật khẩu nhiều lần. Hãy đợi %(wait)s rồi thử lại.") % {"wait": wait_in_words(wait)}
        raise TooMany(detail, retry_after=wait)
    if request.user.check_password(form.cleaned_data["password"]):
        pace.forgive(attempt)
        return True
    form.add_error("password", _("Mật khẩu hiện tại không đúng."))
    return False
