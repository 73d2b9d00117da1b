"""Một hồ sơ như máy quầy gửi lên, and its true time: the PC's clock corrected by what the PC knew of the server's."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Refused

TOLERATED = timedelta(minutes=5)  # proposed: what a clock may have drifted between two contacts
FARTHEST = timedelta(days=30)


class Conflict(Refused):
    """Vướng mắc khi gộp: a person has to decide; `code` says what about."""

    code, status = "offline_conflict", 409


@dataclass(frozen=True, slots=True)
class Sent:
    """Bì thư. `offset`: server's clock minus the PC's, as last measured; `synced_at`: when that was, by the server's clock."""

    uid: uuid.UUID
    number: int
    provisional: str
    taken_at: datetime
    offset: timedelta
    synced_at: datetime
    dossier: dict[str, Any]
    printed_due_at: datetime | None = None
    void_reason: str = ""

    @property
    def corrected(self) -> datetime:
        """Giờ thật theo độ lệch mà máy biết."""
        return self.taken_at + self.offset


def true_time(sent: Sent, *, at: datetime, present_offset: timedelta) -> datetime:
    """Giờ nhận thật; Conflict `clock_skew` when the PC's clock was moved meanwhile or the time cannot be."""
    corrected = sent.corrected
    drift = abs(present_offset - sent.offset)
    if drift > TOLERATED:
        raise _skew(
            _("Đồng hồ của máy quầy đã bị chỉnh (lệch %(minutes)s phút so với lần có mạng trước).")
            % {"minutes": int(drift.total_seconds() // 60)},
            sent,
        )
    if corrected > at + TOLERATED:
        raise _skew(_("Giờ nhận (%(at)s) ở phía trước giờ máy chủ.") % {"at": _words(corrected)}, sent)
    if corrected < sent.synced_at - TOLERATED:
        raise _skew(_("Giờ nhận (%(at)s) trước lần máy quầy có mạng gần nhất.") % {"at": _words(corrected)}, sent)
    if corrected < at - FARTHEST:
        raise _skew(_("Hồ sơ nhận đã quá %(days)s ngày trước khi gửi lên.") % {"days": FARTHEST.days}, sent)
    return min(corrected, at)


def _skew(text: str, sent: Sent) -> Conflict:
    facts = {"taken_at": sent.taken_at.isoformat(), "synced_at": sent.synced_at.isoformat()}
    return Conflict(text, code="clock_skew", facts=facts)


def _words(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
