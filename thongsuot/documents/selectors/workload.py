"""Khối lượng và thời gian giữ việc (C13): who holds how much, how late, and how long each kind of task takes.

From the tasks of the unit, of all rooms, and from the documents that are open, in three statements whatever the size: what
is open now by person and kind, and what was closed in the period. Time in hand is working time of the province's calendar.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from django.db import connection

from thongsuot.common.clock import Calendar, CalendarUnknown
from thongsuot.common.clock.lateness import remaining

_OPEN = """
SELECT o.assignee_id, u.full_name, o.kind, count(*), count(*) FILTER (WHERE o.due_at < %(at)s), min(t.opened_at)
  FROM tasks_openwork o JOIN tasks_task t ON t.province_id = o.province_id AND t.id = o.task_id
  LEFT JOIN accounts_user u ON u.id = o.assignee_id
 WHERE o.unit_id = ANY(%(units)s) AND (%(kind)s = '' OR o.kind LIKE %(kind)s)
 GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 2 NULLS FIRST, 3 LIMIT 500
"""
# Who has a document: whoever leads the work on it (drafts it, answers for it); before that, nobody.
_DOCUMENTS = """
SELECT d.lead_id, u.full_name, h.direction, h.state, count(*), count(*) FILTER (WHERE h.due_at < %(at)s),
  min(coalesce(d.arrived_at, d.created_at))
  FROM documents_documentholding h JOIN documents_document d ON d.province_id = h.province_id AND d.id = h.document_id
  LEFT JOIN accounts_user u ON u.id = d.lead_id
 WHERE h.unit_id = ANY(%(units)s) GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 2 NULLS FIRST, 3, 4 LIMIT 500
"""
_CLOSED = """
SELECT t.closed_by_id, u.full_name, t.kind, count(*), count(*) FILTER (WHERE t.closed_at > t.due_at),
  array_agg(extract(epoch FROM t.opened_at)::float8), array_agg(extract(epoch FROM t.closed_at)::float8)
  FROM tasks_task t LEFT JOIN accounts_user u ON u.id = t.closed_by_id
 WHERE t.unit_id = ANY(%(units)s) AND t.state = 8 AND t.closed_at >= %(since)s AND t.closed_at < %(until)s
   AND (%(kind)s = '' OR t.kind LIKE %(kind)s)
 GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 2 NULLS FIRST, 3 LIMIT 500
"""
Measure = Callable[[datetime, datetime], int | None]


def working_minutes(calendar: Calendar | None) -> Measure:
    """Thước đo: working minutes between two moments; None where the calendar of that year is not known."""

    def between(since: datetime, until: datetime) -> int | None:
        if calendar is None:
            return None
        try:
            return int(remaining(calendar, until, since).time.total_seconds() // 60)
        except CalendarUnknown:
            return None

    return between


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
class DocumentLoad:
    """Văn bản đang ở trong tay một người, by direction and stage."""

    person_id: int | None
    name: str | None
    direction: str
    state: str
    count: int
    late: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class ClosedLoad:
    """Việc đã xong trong kỳ: working minutes in hand, in the middle and at most; None without a calendar."""

    person_id: int | None
    name: str | None
    kind: str
    count: int
    late: int
    middle: int | None
    longest: int | None


def open_load(unit_ids: Collection[int], at: datetime, *, kind: str = "") -> list[OpenLoad]:
    """Ai đang giữ bao nhiêu, the most first. `kind` is the room or the whole kind: "document", "dossier.step"."""
    rows = _rows(_OPEN, {"units": sorted(unit_ids), "at": at, "kind": _like(kind)})
    return [OpenLoad(*row) for row in rows]


def document_load(unit_ids: Collection[int], at: datetime) -> list[DocumentLoad]:
    """Ai đang có những văn bản nào trong tay."""
    return [DocumentLoad(*row) for row in _rows(_DOCUMENTS, {"units": sorted(unit_ids), "at": at})]


def closed_load(
    unit_ids: Collection[int], since: datetime, until: datetime, *, measure: Measure, kind: str = ""
) -> list[ClosedLoad]:
    """Đã xong bao nhiêu trong kỳ, và mất bao nhiêu giờ làm việc."""
    rows = _rows(_CLOSED, {"units": sorted(unit_ids), "since": since, "until": until, "kind": _like(kind)})
    return [ClosedLoad(*row[:5], *_times(row[5], row[6], measure)) for row in rows]


def _times(opened: list[float], closed: list[float], measure: Measure) -> tuple[int | None, int | None]:
    spans = [
        measure(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
        for start, end in zip(opened, closed, strict=True)
    ]
    known = [span for span in spans if span is not None]
    return (int(median(known)), max(known)) if known else (None, None)


def _like(kind: str) -> str:
    plain = "".join(char for char in kind if char.isalnum() or char in "._")
    return (plain.replace("_", r"\_") + "%") if plain else ""


def _rows(statement: str, given: dict[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
