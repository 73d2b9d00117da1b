"""Questions to the list of open work. Every list is one statement over the narrow table, at any size.

Pools are read per (unit, role) with LATERAL and merged, so that each branch stops after one page of its index; the
form `unit = ANY(…)` would sort all open work of the units first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import prepared
from thongsuot.common.text import bare
from thongsuot.tasks.models import OPEN_STATES
from thongsuot.tasks.specs import NO_DUE
from thongsuot.ui.formats import given_name_key

COLUMNS = "w.province_id, w.task_id, w.unit_id, w.role, w.assignee_id, w.state, w.due_at"

FILTERS = """w.state = ANY(%(states)s) AND (w.due_at, w.task_id) > (%(after_due)s, %(after_id)s)
      AND w.due_at < %(due_before)s AND (%(kinds)s::text[] IS NULL OR w.kind = ANY(%(kinds)s)){search}"""

# The search is scoped to the rows of the branch; code by prefix, names without marks.
SEARCH = """ AND EXISTS (SELECT 1 FROM tasks_task s WHERE s.province_id = w.province_id AND s.id = w.task_id
        AND (s.subject_code ILIKE %(code_like)s OR f_bare(s.subject_title) LIKE %(name_like)s))"""

MINE = """(SELECT {columns} FROM tasks_openwork w WHERE w.assignee_id = %(me)s AND {filters}
    ORDER BY w.due_at, w.task_id LIMIT {limit})"""

POOLS = """(SELECT o.* FROM unnest(%(pool_units)s::bigint[], %(pool_roles)s::text[]) AS p(unit_id, role) CROSS JOIN LATERAL (
    SELECT {columns} FROM tasks_openwork w
    WHERE w.unit_id = p.unit_id AND w.role = p.role AND w.assignee_id IS NULL
      AND (w.organ_id IS NULL OR w.organ_id = ANY(%(organs)s)) AND {filters}
    ORDER BY w.due_at, w.task_id LIMIT {limit}) o)"""

UNITS = """(SELECT o.* FROM unnest(%(led_units)s::bigint[]) AS p(unit_id) CROSS JOIN LATERAL (
    SELECT {columns} FROM tasks_openwork w WHERE w.unit_id = p.unit_id AND {filters}
    ORDER BY w.due_at, w.task_id LIMIT {limit}) o)"""

PAGE = """
SELECT t.id, t.kind, t.what, nullif(w.due_at, %(no_due)s), t.result, t.accountable, t.subject_code, t.subject_title, t.page,
  t.note, w.state, w.role, w.unit_id, w.assignee_id, u.full_name
FROM (SELECT * FROM ({branches}) b ORDER BY due_at, task_id LIMIT {limit}) w
JOIN tasks_task t ON t.province_id = w.province_id AND t.id = w.task_id
LEFT JOIN accounts_user u ON u.id = w.assignee_id
ORDER BY w.due_at, w.task_id
"""

VIEWS = ("mine", "pool", "unit", "all")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the list: the five clears and where to go on."""

    id: int
    kind: str
    what: str
    due_at: datetime | None
    result: str
    accountable: str
    subject_code: str
    subject_title: str
    page: str
    note: str
    state: int
    role: str
    unit_id: int
    assignee_id: int | None
    assignee_name: str | None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the person chose: view (mine, pool, unit, all), states, kinds, latest due moment, text."""

    view: str = "all"
    states: tuple[int, ...] = tuple(int(s) for s in OPEN_STATES)
    kinds: tuple[str, ...] = ()
    due_before: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of the list and the key of the next one (None at the end)."""

    rows: Sequence[TaskRow]
    next: tuple[datetime, int] | None

    def __iter__(self) -> Iterator[TaskRow]:
        return iter(self.rows)


def led_units(principal: Principal) -> list[int]:
    """Units whose whole list this person may see: where they are leader or chair."""
    return sorted(principal.units_with(Role.UNIT_LEADER, Role.CHAIR))


def open_work(
    principal: Principal,
    chosen: TaskFilter,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = 20,
) -> TaskPage:
    """Việc của tôi: what is mine and what waits for somebody with my posts, soonest due first; one statement.

    View `unit` shows all open work of the units the person leads. Leaves out closed work and other people's tasks.
    """
    sql, params = question(principal, chosen, after=after, limit=limit)
    # A search is planned for its words: with a plan for any words every task of the nation might be read.
    with connection.cursor() if chosen.text else prepared.cursor() as cursor:
        cursor.execute(sql, params)
        rows = [TaskRow(*row) for row in cursor.fetchall()]
    more = len(rows) > limit
    rows = rows[:limit]
    last = rows[-1] if more else None
    return TaskPage(rows, (last.due_at or NO_DUE, last.id) if last else None)


def question(
    principal: Principal, chosen: TaskFilter, *, after: tuple[datetime, int] | None, limit: int
) -> tuple[str, dict[str, Any]]:
    """The statement of the list and its values; the text depends on the view, on whether a text is searched, on `limit`."""
    branches = {"mine": [MINE], "pool": [POOLS], "unit": [UNITS]}.get(chosen.view, [MINE, POOLS])
    filters = FILTERS.format(search=SEARCH if chosen.text else "")
    cut = int(limit) + 1  # part of the text: a prepared plan must know how little is wanted
    parts = (b.format(columns=COLUMNS, filters=filters, limit=cut) for b in branches)
    sql = PAGE.format(branches=" UNION ALL ".join(parts), limit=cut)
    after_due, after_id = after or (datetime.min.replace(tzinfo=NO_DUE.tzinfo), 0)
    pools = sorted({(post.unit_id, post.role) for post in principal.posts})  # one role in two organs is one pool
    text = chosen.text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    params: dict[str, Any] = {
        "me": principal.user_id,
        "pool_units": [unit_id for unit_id, _role in pools],
        "pool_roles": [role for _unit_id, role in pools],
        "organs": [p.organ_id for p in principal.posts if p.organ_id],
        "led_units": led_units(principal),
        "states": list(chosen.states),
        "kinds": list(chosen.kinds) or None,
        "due_before": chosen.due_before or datetime.max.replace(tzinfo=NO_DUE.tzinfo),
        "after_due": after_due,
        "after_id": after_id,
        "no_due": NO_DUE,
        "code_like": f"{text}%",
        "name_like": f"%{bare(text)}%",
    }
    return sql, params


@dataclass(frozen=True, slots=True)
class ChosenTask:
    """An open task as the page names it that asks about it."""

    id: int
    what: str
    subject_title: str
    subject_code: str


def chosen_tasks(principal: Principal, ids: Sequence[int]) -> list[ChosenTask]:
    """Những việc đã đánh dấu: the open ones in units where this person holds a post, soonest due first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.what, t.subject_title, t.subject_code FROM tasks_openwork w"
            " JOIN tasks_task t ON t.province_id = w.province_id AND t.id = w.task_id"
            " WHERE w.task_id = ANY(%s) AND w.unit_id = ANY(%s) ORDER BY w.due_at, w.task_id",
            [list(ids), sorted(principal.units_with())],
        )
        return [ChosenTask(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a task may be given to."""

    username: str
    full_name: str
    title: str
    role: str


def colleagues(unit_id: int, role: str, at: datetime, *, organ_id: int | None = None) -> list[Colleague]:
    """Who holds this role in the unit now: those of the organ first, then by given name as offices expect."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.username, u.full_name, min(p.title), p.role, bool_or(p.organ_id IS NOT DISTINCT FROM %s)"
            " FROM accounts_held p JOIN accounts_user u ON u.id = p.user_id AND u.is_active"
            " WHERE p.unit_id = %s AND p.role = %s AND p.valid @> %s::timestamptz GROUP BY 1, 2, 4",
            [organ_id, unit_id, role, at],
        )
        people = [(not near, Colleague(*row)) for *row, near in cursor.fetchall()]
    people.sort(key=lambda pair: (pair[0], given_name_key(pair[1].full_name)))
    return [person for _far, person in people]
