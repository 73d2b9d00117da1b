"""Số liệu việc kẹt for /metrics: how many of each kind, system and cause wait, since when; how many alarms hold."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from thongsuot.exchange.models import Alarm
from thongsuot.exchange.stuck_kinds import kinds


@dataclass(frozen=True, slots=True)
class Figure:
    """Một dòng số liệu."""

    kind: str
    system: str
    cause: str
    number: int
    oldest: datetime


def figures() -> list[Figure]:
    """Một câu lệnh cho mọi loại."""
    parts = " UNION ALL ".join(
        f"SELECT '{kind.key}', s.system, s.cause, count(*), min(s.since) FROM ({kind.source}) s GROUP BY 2, 3"  # noqa: S608
        for kind in kinds()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{parts} ORDER BY 1, 2, 3")
        return [Figure(*row) for row in cursor.fetchall()]


def alarms_holding() -> int:
    """Bao nhiêu báo động đang kéo dài."""
    return Alarm.objects.filter(ended_at=None).count()
