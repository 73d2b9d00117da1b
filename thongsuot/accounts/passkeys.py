"""Khoá truy cập (passkey, WebAuthn): a way in by itself, because the device asks for a finger, a face or its PIN.

allauth keeps them (type `webauthn`) and fido2 checks them; the challenge waits in the session. They are no second step
of a password: whoever loses the device still comes in by the other ways.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line

MOST = 10
NAME_LIMIT = 60
BROKEN = (ValidationError, ValueError, TypeError, KeyError, AttributeError)  # what crooked answers make of the library


@dataclass(frozen=True, slots=True)
class Passkey:
    """Một khoá như trang hiện."""

    id: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


def passkeys_of(user: User) -> list[Passkey]:
    """Khoá của một người, the oldest first; one query."""
    return [Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at) for row in _rows(user).order_by("id")]


def challenge_to_add(user: User) -> str:
    """What the browser needs to make a key for this account, as JSON; the challenge is kept in the session."""
    return json.dumps(_plain(auth.begin_registration(user, passwordless=True)))


def challenge_to_sign_in() -> dict[str, Any]:
    """What the browser needs to offer its keys; nobody is named."""
    return _plain(auth.begin_authentication())


@transaction.atomic
def add(*, user: User, name: str, answer: str, at: datetime, by: Principal | None = None) -> None:
    """Thêm khoá mà trình duyệt vừa tạo. Raises Invalid when the answer does not fit the challenge."""
    label = clean_line(name, field="name", limit=NAME_LIMIT) or _("Khoá truy cập")
    User.objects.select_for_update().get(pk=user.pk)
    if _rows(user).count() >= MOST:
        raise _invalid(
            "name", _("Mỗi tài khoản có nhiều nhất %(count)d khoá. Hãy bỏ khoá không dùng.") % {"count": MOST}
        )
    try:
        credential = json.loads(answer)
        auth.parse_registration_response(credential)
        verified = auth.complete_registration(credential).is_user_verified()
    except BROKEN:
        verified = False
    if not verified:
        raise _invalid("credential", _("Khoá chưa được tạo: trình duyệt không trả lời đúng. Hãy bấm lại “Tạo khoá”."))
    auth.WebAuthn.add(user, label, credential)
    record(user, "passkey_added", at, by=by, data={"name": label})


def owner_of(answer: str) -> tuple[User, Authenticator] | None:
    """Whose key answered the challenge of this session; None when it fits nobody who may come in."""
    try:
        credential = json.loads(answer)
        auth.parse_authentication_response(credential)
        user = auth.extract_user_from_response(credential)
        found = auth.complete_authentication(user, credential)
    except BROKEN:
        return None
    return (user, found) if user.is_open(now()) and user.kind != User.Kind.SYSTEM else None


@transaction.atomic
def rename(*, user: User, key_id: int, name: str, at: datetime, by: Principal | None = None) -> None:
    """Đổi tên khoá."""
    row = _one(user, key_id)
    label = clean_line(name, field="name", limit=NAME_LIMIT)
    if not label:
        raise _invalid("name", _("Hãy nhập mục này."))
    row.data["name"] = label
    row.save(update_fields=["data"])
    record(user, "passkey_renamed", at, by=by, data={"name": label})


@transaction.atomic
def remove(*, user: User, key_id: int, at: datetime, by: Principal | None = None) -> None:
    """Bỏ khoá: it opens nothing from now on."""
    row = _one(user, key_id)
    row.delete()
    record(user, "passkey_removed", at, by=by, data={"name": row.data["name"]})


def remove_all(*, user: User, at: datetime, by: Principal | None = None) -> None:
    """Bỏ mọi khoá, when an account is handed over: a key of whoever had it must not stay a way in."""
    if _rows(user).delete()[0]:
        record(user, "passkey_removed", at, by=by, data={"all": True})


def _rows(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)


def _one(user: User, key_id: int) -> Authenticator:
    row = _rows(user).select_for_update().filter(pk=key_id).first()
    if row is None:
        raise NotFound(_("Không có khoá truy cập này."))
    return row


def _plain(options: Any) -> Any:
    """Options of fido2 as JSON: its objects behave as mappings."""
    if isinstance(options, (str, int, float, bool)) or options is None:
        return options
    if isinstance(options, (list, tuple)):
        return [_plain(one) for one in options]
    return {key: _plain(options[key]) for key in options}


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": field, "message": message}])
