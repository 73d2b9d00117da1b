"""Hồ sơ đi giữa hai xã: what others took in for a unit and it has not taken over yet, what it took in for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.dossiers.models import Status

COMING = """
SELECT d.code, d.applicant_name, d.version_id, d.receiving_unit_id, d.status, d.handover_due_at, d.due_at
FROM dossiers_holding h JOIN dossiers_dossier d ON d.province_id = h.province_id AND d.id = h.dossier_id
WHERE h.unit_id = %(unit)s AND h.involvement = 'competent' AND h.status = ANY(%(statuses)s)
  AND d.receiving_unit_id <> d.competent_unit_id
ORDER BY d.handover_due_at, d.id LIMIT %(limit)s
"""
SENT = """
SELECT d.code, d.applicant_name, d.version_id, d.competent_unit_id, d.status, d.handover_due_at, d.due_at
FROM dossiers_holding h JOIN dossiers_dossier d ON d.province_id = h.province_id AND d.id = h.dossier_id
WHERE h.unit_id = %(unit)s AND h.involvement = 'receiving' ORDER BY h.due_at, h.dossier_id LIMIT %(limit)s
"""
MOST = 20


@dataclass(frozen=True, slots=True)
class Between:
    """Một hồ sơ; `other_id` is the unit at its other end."""

    code: str
    applicant_name: str
    version_id: int
    other_id: int
    status: str
    handover_due_at: datetime | None
    due_at: datetime | None


def coming_to(unit_id: int, *, limit: int = MOST) -> Sequence[Between]:
    """Nơi khác nhận hộ, đang chờ đơn vị này nhận, the most urgent first; over the unit's open dossiers only."""
    return _read(COMING, {"unit": unit_id, "statuses": [Status.RECEIVED], "limit": limit})


def sent_from(unit_id: int, *, limit: int = MOST) -> Sequence[Between]:
    """Đơn vị này nhận hộ nơi khác, còn mở, soonest due first."""
    return _read(SENT, {"unit": unit_id, "limit": limit})


def _read(sql: str, params: dict[str, Any]) -> Sequence[Between]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Between(*row) for row in cursor.fetchall()]
