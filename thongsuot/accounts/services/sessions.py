"""Phiên đăng nhập: seen by their owner, ended by him or by his administrator."""

from datetime import datetime

from django.db import transaction

from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import Session, User
from thongsuot.accounts.pace import forget_old
from thongsuot.accounts.principal import Principal


def signed_in(*, user: User, principal: Principal | None, at: datetime) -> None:
    """Ghi nhận đã đăng nhập (all stages passed)."""
    record(user, "signed_in", at, by=principal)


@transaction.atomic
def end_all(*, user: User, at: datetime, by: Principal | None = None, keep: bytes | None = None) -> int:
    """Kết thúc mọi phiên of an account at once, except the one to keep; returns how many ended."""
    sessions = Session.objects.filter(user=user)
    if keep is not None:
        sessions = sessions.exclude(key_hash=keep)
    count = sessions.delete()[0]
    if count:
        record(user, "sessions_ended", at, by=by, data={"count": count})
    return count


@transaction.atomic
def end_one(*, user: User, key_hash: bytes, at: datetime, by: Principal | None = None) -> int:
    """Kết thúc một phiên of one's own."""
    count = Session.objects.filter(user=user, key_hash=key_hash).delete()[0]
    if count:
        record(user, "sessions_ended", at, by=by, data={"count": count})
    return count


def forget_ended(at: datetime) -> int:
    """Remove sessions that are over and counters of tries nobody needs; returns how many rows went."""
    return Session.objects.filter(expires_at__lte=at).delete()[0] + forget_old(at)
