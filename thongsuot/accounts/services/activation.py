"""Kích hoạt tài khoản: a link printed on paper lets its owner set the first password, once.

It opens only accounts that have no password, so it is of no use to take over one that is at work. Who hands it out must
be allowed to hand the account over (`permissions.require_hand_over`). Issuing again ends the link before.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts import permissions
from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import Activation, User
from thongsuot.accounts.principal import Principal, key_hash
from thongsuot.accounts.services.accounts import keep_password
from thongsuot.common.errors import MoveNotAllowed, NotFound

DAYS = 30
OPEN, UNKNOWN, USED, EXPIRED, REPLACED, CLOSED = "open", "unknown", "used", "expired", "replaced", "closed"


@dataclass(frozen=True, slots=True)
class Found:
    """Liên kết này còn dùng được không; `user` is told only to who holds a link that was really given out."""

    state: str
    user: User | None = None
    expires_at: datetime | None = None


@transaction.atomic
def issue(*, by: Principal, user: User, at: datetime, days: int = DAYS) -> str:
    """Cấp liên kết mới; returns the token, which is stored nowhere. Raises MoveNotAllowed for accounts with a password."""
    permissions.require_hand_over(by, user, at)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.has_usable_password():
        raise MoveNotAllowed(_("Tài khoản này đã có mật khẩu. Quên mật khẩu thì cấp lại mật khẩu tạm."))
    Activation.objects.filter(user=user, used_at=None, revoked_at=None).update(revoked_at=at)
    token = secrets.token_urlsafe(24)
    ends = at + timedelta(days=days)
    Activation.objects.create(token_hash=key_hash(token), user=user, made_by_id=by.user_id, made_at=at, expires_at=ends)
    record(user, "activation_issued", at, by=by, data={"expires_at": ends.isoformat()})
    return token


def look(token: str, at: datetime) -> Found:
    """Xem một liên kết, changing nothing."""
    found = Activation.objects.select_related("user").filter(token_hash=key_hash(token)).first()
    return _state(found, at)


def _state(found: Activation | None, at: datetime) -> Found:
    if found is None:
        return Found(UNKNOWN)
    user = found.user
    if found.used_at is not None or user.has_usable_password():
        return Found(USED, user)
    if found.revoked_at is not None:
        return Found(REPLACED, user)
    if found.expires_at <= at:
        return Found(EXPIRED, user, found.expires_at)
    return Found(OPEN if user.is_open(at) else CLOSED, user, found.expires_at)


@transaction.atomic
def activate(*, token: str, new: str, at: datetime) -> User:
    """Đặt mật khẩu đầu tiên; the link is used up. Raises NotFound, MoveNotAllowed `activation_<state>`, Invalid."""
    found = (
        Activation.objects.select_for_update(of=("self", "user"))
        .select_related("user")
        .filter(token_hash=key_hash(token))
    ).first()
    state = _state(found, at)
    if found is None or state.user is None:
        raise NotFound()
    if state.state != OPEN:
        raise MoveNotAllowed(_("Liên kết này không còn dùng được."), code=f"activation_{state.state}")
    user = state.user
    keep_password(user, new)
    found.used_at = at
    found.save(update_fields=["used_at"])
    record(user, "activated", at)
    return user
