"""Tin gửi đi: figures for watching, and where one dossier stands with each system."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.exchange import systems
from thongsuot.exchange.causes import CAUSES, Cause
from thongsuot.exchange.models import OutMessage, System

_FIGURES = """
SELECT s.key, count(m.id) FILTER (WHERE m.state <> 'stuck'), count(m.id) FILTER (WHERE m.state = 'stuck'), min(m.made_at),
       s.rest_until, s.answered_at
  FROM exchange_system s LEFT JOIN exchange_outmessage m ON m.system_id = s.key
 WHERE s.direction IN ('out', 'both') GROUP BY s.key ORDER BY s.key
"""
_OF_DOSSIER = """
SELECT s.key, s.name, t.status, t.messages, t.sent_at, t.confirmed_at,
       count(m.id), min(m.made_at),
       (array_agg(m.state ORDER BY m.seq, m.kind))[1], (array_agg(m.cause ORDER BY m.seq, m.kind))[1],
       (array_agg(m.last_answer ORDER BY m.seq, m.kind))[1], (array_agg(m.next_try_at ORDER BY m.seq, m.kind))[1],
       (array_agg(m.id ORDER BY m.seq, m.kind))[1], (array_agg(m.unit_id ORDER BY m.seq, m.kind))[1]
  FROM exchange_system s
  LEFT JOIN exchange_sentdossier t ON t.system_id = s.key AND t.province_id = %(province)s AND t.dossier_id = %(dossier)s
  LEFT JOIN exchange_outmessage m ON m.system_id = s.key AND m.province_id = %(province)s AND m.dossier_id = %(dossier)s
 WHERE s.direction IN ('out', 'both')
 GROUP BY s.key, s.name, t.status, t.messages, t.sent_at, t.confirmed_at
HAVING t.sent_at IS NOT NULL OR count(m.id) > 0
 ORDER BY s.key
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Số liệu của một hệ thống: `oldest_made_at` of what is not confirmed, None when nothing waits."""

    system: str
    waiting: int
    stuck: int
    oldest_made_at: datetime | None
    rest_until: datetime | None
    answered_at: datetime | None


def figures() -> list[Figures]:
    """Mỗi hệ thống một dòng; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES)
        return [Figures(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Standing:
    """Một hồ sơ với một hệ thống: what was confirmed last, how many messages wait, and what the first waits for."""

    key: str
    name: str
    status: str | None
    messages: int | None
    sent_at: datetime | None
    confirmed_at: datetime | None
    waiting: int
    since: datetime | None
    state: str | None
    cause_code: str | None
    answer: str | None
    next_try_at: datetime | None
    first_id: int | None
    unit_id: int | None

    @property
    def stuck(self) -> bool:
        """Whether a person has to look at it."""
        return self.state == OutMessage.State.STUCK

    @property
    def cause(self) -> Cause | None:
        """Vì sao chờ, nếu đã thử mà không được."""
        return CAUSES.get(self.cause_code or "")


def of_dossier(province_id: int, dossier_id: int) -> list[Standing]:
    """Hồ sơ này với từng hệ thống đã nối hoặc đã gửi; one statement. The caller has checked who asks."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_DOSSIER, {"province": province_id, "dossier": dossier_id})
        return [Standing(*row) for row in cursor.fetchall()]


def stuck_or_late(*, unit_ids: Sequence[int] | None = None, made_before: datetime | None = None) -> Any:
    """Tin đi đang kẹt hoặc đã thử mà chưa được, oldest first; of these units, or of all. What just waits is left out."""
    found = OutMessage.objects.exclude(cause="")
    if unit_ids is not None:
        found = found.filter(unit_id__in=unit_ids)
    if made_before is not None:
        found = found.filter(made_at__lt=made_before)
    return found.order_by("made_at", "id")


def connected() -> bool:
    """Có hệ thống nào để gửi tới không."""
    return bool(systems.connected(System.Direction.OUT))
