"""Khối lượng và thời gian giữ việc (C13): who holds how much, how late, and how long each kind of task takes.

From the tasks of the unit, of all rooms, in two statements whatever the size: what is open now by person and kind, and
what was closed in the period, with the middle and the longest time in hand.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_OPEN = """
SELECT o.assignee_id, u.full_name, o.kind, count(*), count(*) FILTER (WHERE o.due_at < %(at)s), min(t.opened_at)
  FROM tasks_openwork o JOIN tasks_task t ON t.province_id = o.province_id AND t.id = o.task_id
  LEFT JOIN accounts_user u ON u.id = o.assignee_id
 WHERE o.unit_id = ANY(%(units)s) AND (%(kind)s = '' OR o.kind LIKE %(kind)s)
 GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 2 NULLS FIRST, 3 LIMIT 500
"""
_CLOSED = """
SELECT t.closed_by_id, u.full_name, t.kind, count(*), count(*) FILTER (WHERE t.closed_at > t.due_at),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.closed_at - t.opened_at)),
  max(extract(epoch FROM t.closed_at - t.opened_at))
  FROM tasks_task t LEFT JOIN accounts_user u ON u.id = t.closed_by_id
 WHERE t.unit_id = ANY(%(units)s) AND t.state = 8 AND t.closed_at >= %(since)s AND t.closed_at < %(until)s
   AND (%(kind)s = '' OR t.kind LIKE %(kind)s)
 GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 2 NULLS FIRST, 3 LIMIT 500
"""


@dataclass(frozen=True, slots=True)
class OpenLoad:
    """Việc đang mở của một người, một loại; without a person they wait for whoever takes them."""

    person_id: int | None
    name: str | None
    kind: str
    count: int
    late: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class ClosedLoad:
    """Việc đã xong trong kỳ: seconds in hand, in the middle and at most."""

    person_id: int | None
    name: str | None
    kind: str
    count: int
    late: int
    middle: float
    longest: float


def open_load(unit_ids: Collection[int], at: datetime, *, kind: str = "") -> list[OpenLoad]:
    """Ai đang giữ bao nhiêu, the most first. `kind` is the room or the whole kind: "document", "dossier.step"."""
    rows = _rows(_OPEN, {"units": sorted(unit_ids), "at": at, "kind": _like(kind)})
    return [OpenLoad(*row) for row in rows]


def closed_load(unit_ids: Collection[int], since: datetime, until: datetime, *, kind: str = "") -> list[ClosedLoad]:
    """Đã xong bao nhiêu trong kỳ, và mất bao lâu."""
    rows = _rows(_CLOSED, {"units": sorted(unit_ids), "since": since, "until": until, "kind": _like(kind)})
    return [ClosedLoad(*row[:5], float(row[5]), float(row[6])) for row in rows]


def _like(kind: str) -> str:
    plain = "".join(char for char in kind if char.isalnum() or char in "._")
    return (plain.replace("_", r"\_") + "%") if plain else ""


def _rows(statement: str, given: dict[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
