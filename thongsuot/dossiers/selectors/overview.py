"""Đơn vị nhìn tổng thể: what lies where, what is late; counted over the narrow holdings of one unit."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

COUNTS = """
SELECT status, count(*), count(*) FILTER (WHERE due_at < %(at)s), count(*) FILTER (WHERE due_at >= %(at)s AND due_at < %(soon)s)
FROM dossiers_holding WHERE unit_id = %(unit)s AND involvement = 'competent' GROUP BY status
"""
LOADS = """
SELECT coalesce(u.full_name, ''), w.role, count(*), count(*) FILTER (WHERE w.due_at < %(at)s)
FROM tasks_openwork w LEFT JOIN accounts_user u ON u.id = w.assignee_id
WHERE w.unit_id = %(unit)s GROUP BY 1, 2 ORDER BY 4 DESC, 3 DESC
"""


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many open dossiers of a unit stand in a state, late ones and those due soon among them."""

    status: str
    total: int
    late: int
    soon: int


@dataclass(frozen=True, slots=True)
class Load:
    """Work in hand of one person (empty name = nobody has taken it)."""

    name: str
    role: str
    total: int
    late: int


def counts_of_unit(unit_id: int, *, at: datetime, soon: datetime) -> list[StateCount]:
    """Số hồ sơ đang mở theo trạng thái; one index-only statement. Late is counted without paused states by the caller."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"unit": unit_id, "at": at, "soon": soon})
        return [StateCount(*row) for row in cursor.fetchall()]


def loads_of_unit(unit_id: int, *, at: datetime) -> list[Load]:
    """Việc trong tay từng người của đơn vị."""
    with connection.cursor() as cursor:
        cursor.execute(LOADS, {"unit": unit_id, "at": at})
        return [Load(*row) for row in cursor.fetchall()]
