"""Số liệu của sảnh: waiting and service time per hour, service, counter and person, from the turns themselves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from thongsuot.hall.selectors.setup import hall_of, province_of

# Waiting: from the line to the first call. Service: from the start at the counter where the turn ended to its end.
_FIGURES = """
WITH turns AS (
  SELECT extract(hour FROM ready_at AT TIME ZONE %(zone)s)::int AS hour, service_id, counter_id, staff_id, state, priority,
         extract(epoch FROM first_called_at - ready_at) AS waited,
         CASE WHEN state = 'finished' THEN extract(epoch FROM ended_at - started_at) END AS served
    FROM hall_ticket
   WHERE province_id = %(province)s AND unit_id = %(unit)s AND day BETWEEN %(first)s AND %(last)s AND label <> '')
SELECT CASE grouping(hour, service_id, counter_id, staff_id)
         WHEN 15 THEN 'all' WHEN 7 THEN 'hour' WHEN 11 THEN 'service' WHEN 13 THEN 'counter' ELSE 'staff' END AS kind,
       coalesce(hour, service_id, counter_id, staff_id) AS key,
       count(*), count(*) FILTER (WHERE state = 'finished'), count(*) FILTER (WHERE state = 'no_show'),
       count(*) FILTER (WHERE priority <> ''), avg(waited), percentile_cont(0.9) WITHIN GROUP (ORDER BY waited), max(waited),
       avg(served), percentile_cont(0.9) WITHIN GROUP (ORDER BY served)
  FROM turns GROUP BY GROUPING SETS ((), (hour), (service_id), (counter_id), (staff_id)) ORDER BY 1, 2
"""
_STAFF = "SELECT id, full_name FROM accounts_user WHERE id = ANY(%s)"
# A spell that is still open counts up to now; what lies outside the days is cut off.
_SPELLS = """
SELECT u.full_name,
       coalesce(sum(extract(epoch FROM span)) FILTER (WHERE state = 'open'), 0)::float,
       coalesce(sum(extract(epoch FROM span)) FILTER (WHERE state = 'break'), 0)::float
  FROM (SELECT s.staff_id, s.state, least(coalesce(s.ended_at, %(at)s), %(until)s) - greatest(s.began_at, %(since)s) AS span
          FROM hall_spell s JOIN hall_counter c ON c.id = s.counter_id
         WHERE c.unit_id = %(unit)s AND s.began_at < %(until)s AND coalesce(s.ended_at, %(at)s) > %(since)s) spells
  JOIN accounts_user u ON u.id = staff_id
 GROUP BY u.id ORDER BY u.full_name
"""


@dataclass(frozen=True, slots=True)
class Seated:
    """Giờ ngồi quầy của một người, in seconds."""

    name: str
    open: float
    resting: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Một dòng số liệu; times in seconds, None where nothing was measured."""

    name: str
    turns: int
    finished: int
    absent: int
    priority: int
    waited: float | None
    waited_most: float | None
    waited_max: float | None
    served: float | None
    served_most: float | None


KINDS = ("all", "hour", "service", "counter", "staff")


def figures(unit_id: int, first: date, last: date) -> dict[str, list[Figures]]:
    """Số liệu của những lượt lấy số từ `first` đến hết `last`, by kind; appointments nobody kept are left out."""
    given: dict[str, Any] = {
        "zone": settings.TIME_ZONE,
        "province": province_of(unit_id),
        "unit": unit_id,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, given)
        rows = cursor.fetchall()
        cursor.execute(_STAFF, [[row[1] for row in rows if row[0] == "staff" and row[1]]])
        people = dict(cursor.fetchall())
    found: dict[str, list[Figures]] = {kind: [] for kind in KINDS}
    for kind, key, *values in rows:
        if kind == "all" or key is not None:  # a number nobody has called yet belongs to no counter
            found[kind].append(Figures(_name(unit_id, kind, key, people), *map(_plain, values)))
    return found


def seated(unit_id: int, first: date, last: date, at: datetime) -> list[Seated]:
    """Ai đã ngồi quầy, nghỉ bao lâu từ `first` đến hết `last`."""
    zone = timezone.get_current_timezone()
    since = datetime.combine(first, datetime.min.time(), zone)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    with connection.cursor() as cursor:
        cursor.execute(_SPELLS, {"unit": unit_id, "at": at, "since": since, "until": until})
        return [Seated(*row) for row in cursor.fetchall()]


def _name(unit_id: int, kind: str, key: int | None, people: dict[int, str]) -> str:
    hall = hall_of(unit_id)
    if kind == "hour":
        return f"{key:02d}:00"
    if kind == "service":
        service = hall.service(key)
        return f"{service.letter} · {service.name}"
    if kind == "counter":
        return str(hall.counter(key).number)
    return people.get(key or 0, "") if kind == "staff" else ""


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else float(value)
