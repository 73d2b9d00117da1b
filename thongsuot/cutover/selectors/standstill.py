"""Những tuần đầu: what stands still since the effective day, unit by unit; a few set-based statements for a province.

Counted by a job and kept as one row a unit and day (`StandstillDay`), so that the board costs one statement and has a
history. "Untouched": a task that was open before the instant and about whose subject no person has done anything since;
the transfer itself is nobody's work.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.exchange.stuck_kinds import kinds

MOST_LINES = 200
# %(news)s: new units; %(instant)s: 00:00 of the effective day; %(at)s: now.
_TOUCHED = """EXISTS (SELECT FROM common_journalentry e WHERE e.province_id = t.province_id
  AND e.subject_kind = t.subject_kind AND e.subject_id = t.subject_id
  AND e.at >= %(instant)s AND e.actor_id IS NOT NULL AND e.verb <> 'transferred')"""
# Open before the instant, or opened by the old unit between the instant and its execution.
_CAME = "(t.opened_at < %(instant)s OR t.unit_id <> w.unit_id)"
_WORK = f"""
SELECT w.unit_id, count(*), count(*) FILTER (WHERE w.due_at < %(at)s), count(*) FILTER (WHERE {_CAME}),
  count(*) FILTER (WHERE {_CAME} AND NOT {_TOUCHED}),
  count(*) FILTER (WHERE {_CAME} AND w.due_at < %(at)s AND NOT {_TOUCHED})
FROM tasks_openwork w JOIN tasks_task t ON t.province_id = w.province_id AND t.id = w.task_id
WHERE w.province_id = %(province)s AND w.unit_id = ANY(%(news)s) GROUP BY 1
"""  # noqa: S608  (constants of ours)
# Months narrow by the index of the facts before the moments are compared.
_INTAKE = """
SELECT u.id,
  (SELECT count(*) FROM warehouse_dossierfact f WHERE f.province_id = %(province)s AND f.unit_id = u.id
     AND f.received_month >= date_trunc('month', %(instant)s AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AND f.received_at >= %(instant)s),
  (SELECT count(*) FROM unnest(%(olds)s::bigint[], %(olds_of)s::bigint[]) AS o(id, heir), LATERAL (
     SELECT FROM warehouse_dossierfact f WHERE f.unit_id = o.id AND f.received_at < %(instant)s
       AND f.received_month >= date_trunc('month', %(before)s AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AND f.received_at >= %(before)s) x
    WHERE o.heir = u.id)
FROM unnest(%(news)s::bigint[]) AS u(id)
"""
_PEOPLE = """
SELECT p.unit_id, count(DISTINCT u.id), count(DISTINCT u.id) FILTER (WHERE u.must_change_password),
  count(DISTINCT u.id) FILTER (WHERE u.last_login IS NULL OR u.last_login < %(instant)s)
FROM accounts_post p JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND u.kind = 'official'
WHERE p.unit_id = ANY(%(news)s) AND p.valid @> %(at)s::timestamptz GROUP BY 1
"""
_COUNTERS = """
SELECT c.unit_id, count(*), count(*) FILTER (WHERE NOT EXISTS (
  SELECT FROM hall_spell s WHERE s.counter_id = c.id AND s.began_at >= %(instant)s))
FROM hall_counter c WHERE c.unit_id = ANY(%(news)s) AND c.active GROUP BY 1
"""
_UNDECIDED = """
SELECT o.heir, count(*) FROM unnest(%(olds)s::bigint[], %(olds_of)s::bigint[]) AS o(id, heir)
  JOIN cutover_planunit pu ON pu.unit_id = o.id AND pu.side = 'old' AND pu.plan_id = %(plan)s
  JOIN cutover_splitcase c ON c.old_id = pu.id AND c.goes_to_id IS NULL
GROUP BY 1
"""
_LINES = f"""
SELECT w.task_id, t.what, t.subject_code, t.role, w.due_at, t.opened_at, ou.full_name
FROM tasks_openwork w JOIN tasks_task t ON t.province_id = w.province_id AND t.id = w.task_id
LEFT JOIN LATERAL (SELECT v.full_name FROM org_unitversion v WHERE v.unit_id = t.unit_id AND t.unit_id <> w.unit_id
  ORDER BY lower(v.valid) DESC NULLS LAST LIMIT 1) ou ON true
WHERE w.province_id = %(province)s AND w.unit_id = %(unit)s AND {{which}}
ORDER BY w.due_at, w.task_id LIMIT {MOST_LINES + 1}
"""  # noqa: S608  (constants of ours)
WHICH = {
    "dung": f"{_CAME} AND NOT {_TOUCHED}",
    "den": _CAME,
    "qua-han": "w.due_at < %(at)s",
    "dung-qua-han": f"{_CAME} AND w.due_at < %(at)s AND NOT {_TOUCHED}",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Điều cần để đếm một kế hoạch: new units, who went into which, and the instant."""

    plan_id: int
    province_id: int
    instant: datetime
    before: datetime  # from when the predecessors' intake counts
    news: tuple[int, ...]
    goings: tuple[tuple[int, int], ...]  # (old, new)

    def params(self, at: datetime) -> dict[str, Any]:
        """Parameters of all statements."""
        return {
            "plan": self.plan_id,
            "province": self.province_id,
            "instant": self.instant,
            "before": self.before,
            "at": at,
            "news": list(self.news),
            "olds": [old for old, _new in self.goings],
            "olds_of": [new for _old, new in self.goings],
        }


@dataclass(frozen=True, slots=True)
class Line:
    """Một việc đứng yên, without who it is about: the team of the project reads no dossiers."""

    task_id: int
    what: str
    code: str
    role: str
    due_at: datetime
    opened_at: datetime
    came_from: str


def count(scope: Scope, at: datetime) -> dict[int, dict[str, int]]:
    """Số của từng đơn vị mới, by the columns of `StandstillDay`. Six statements, whatever the number of units."""
    found: dict[int, dict[str, int]] = {unit: {} for unit in scope.news}
    params = scope.params(at)
    columns: tuple[tuple[str, tuple[str, ...]], ...] = (
        (_WORK, ("open_now", "overdue", "came_over", "untouched", "untouched_overdue")),
        (_INTAKE, ("intake", "usual_intake")),
        (_PEOPLE, ("accounts", "not_activated", "not_signed_in")),
        (_COUNTERS, ("counters", "counters_closed")),
        (_UNDECIDED, ("undecided",)),
        (_stuck(), ("stuck",)),
    )
    with connection.cursor() as cursor:
        for sql, names in columns:
            if not sql:
                continue
            cursor.execute(sql, params)
            for unit_id, *numbers in cursor.fetchall():
                found[unit_id].update(zip(names, numbers, strict=True))
    return found


def _stuck() -> str:
    """Tin kẹt của các đơn vị mới, of every kind that some room registered."""
    parts = [
        f"SELECT s.unit_id FROM ({kind.source}) s WHERE s.unit_id = ANY(%(news)s)"  # noqa: S608  (rooms' own texts)
        for kind in kinds()
    ]
    return f"SELECT unit_id, count(*) FROM ({' UNION ALL '.join(parts)}) x GROUP BY 1" if parts else ""  # noqa: S608


def lines(scope: Scope, unit_id: int, which: str, at: datetime) -> list[Line]:
    """Việc sau một con số của bảng, soonest due first; one more than `MOST_LINES` tells that there are more."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(which=WHICH[which]), scope.params(at) | {"unit": unit_id})
        return [Line(*row[:6], row[6] or "") for row in cursor.fetchall()]


def split_olds(goings: Collection[tuple[int, int]]) -> frozenset[int]:
    """Đơn vị cũ đi về nhiều nơi."""
    seen: set[int] = set()
    twice: set[int] = set()
    for old, _new in goings:
        (twice if old in seen else seen).add(old)
    return frozenset(twice)
