"""Việc đang mở đổi đơn vị: the narrow rows of open work go to the new unit with their due moments.

Who holds a task keeps it when he holds its role in the new unit from that moment; else it waits there for whoever does.
An organ becomes the same organ of the new unit; where there is none, the whole unit sees the task.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy as _

from thongsuot.org.moving import BOOKS, Batch, Moved, OpenThing, Sum
from thongsuot.tasks.models import OpenWork

SUMS = """
SELECT o.unit_id, o.kind, count(*), sum(hashint8extended(o.task_id, 0)::numeric)::text FROM tasks_openwork o
 WHERE o.province_id = %(province)s AND o.unit_id = ANY(%(units)s) GROUP BY 1, 2 ORDER BY 1, 2
"""
ABOUT_DOSSIER = """(o.kind LIKE 'dossier.%%' OR EXISTS (
    SELECT FROM tasks_task t WHERE t.province_id = o.province_id AND t.id = o.task_id AND t.subject_kind = 'dossier'))"""
OF_DOSSIERS = f"(o.subject_id = ANY(%(dossiers)s) AND {ABOUT_DOSSIER})"
MOVE = """
WITH organs AS (SELECT * FROM unnest(%(organs)s::bigint[], %(new_organs)s::bigint[]) AS g(old_id, new_id)),
fit AS (
  SELECT DISTINCT h.user_id, h.role FROM accounts_held h JOIN accounts_user u ON u.id = h.user_id
  WHERE h.unit_id = %(new)s AND h.valid @> %(at)s::timestamptz AND u.is_active),
mine AS MATERIALIZED (
  SELECT o.id, o.task_id, o.kind, o.organ_id, o.role, o.assignee_id, o.state FROM tasks_openwork o
  WHERE o.province_id = %(province)s AND o.unit_id = %(old)s AND {wanted} ORDER BY o.task_id {lock}),
placed AS MATERIALIZED (
  SELECT mine.*, g.new_id AS new_organ, mine.assignee_id IS NOT NULL AND f.user_id IS NULL AS let_go
  FROM mine LEFT JOIN organs g ON g.old_id = mine.organ_id
  LEFT JOIN fit f ON f.user_id = mine.assignee_id AND f.role = mine.role),
moved AS (
  UPDATE tasks_openwork o SET unit_id = %(new)s, organ_id = p.new_organ,
    assignee_id = CASE WHEN p.let_go THEN NULL ELSE o.assignee_id END,
    state = CASE WHEN p.let_go AND o.state IN (2, 4) THEN 1 ELSE o.state END
  FROM placed p WHERE o.province_id = %(province)s AND o.id = p.id RETURNING o.task_id, o.kind),
full_row AS (
  UPDATE tasks_task t SET assignee_id = NULL, state = CASE WHEN t.state IN (2, 4) THEN 1 ELSE t.state END
  FROM placed p WHERE p.let_go AND t.province_id = %(province)s AND t.id = p.task_id)
SELECT array_agg(task_id ORDER BY task_id),
  coalesce(jsonb_agg(jsonb_build_array(task_id, organ_id, assignee_id, state) ORDER BY task_id)
    FILTER (WHERE let_go OR organ_id IS NOT NULL), '[]')::text, {before}, {after},
  pg_notify('thongsuot_work', %(new)s || ':')
FROM placed
"""
BEFORE = BOOKS.format(state="kind", id="task_id", rows="mine")
AFTER = BOOKS.format(state="kind", id="task_id", rows="moved")
OF_THESE = "SELECT " + BOOKS.format(
    state="o.kind",
    id="o.task_id",
    rows="tasks_openwork o WHERE o.province_id = %(province)s AND o.task_id = ANY(%(ids)s) AND o.unit_id = %(unit)s",
)
ALONE = f"""
SELECT DISTINCT o.unit_id FROM tasks_openwork o
 WHERE o.province_id = %(province)s AND o.unit_id = ANY(%(units)s) AND NOT {ABOUT_DOSSIER}
"""  # noqa: S608  (a constant of ours)
SUBJECTS = f"""
SELECT DISTINCT o.subject_id FROM tasks_openwork o
 WHERE o.province_id = %(province)s AND o.unit_id = %(old)s AND {ABOUT_DOSSIER} ORDER BY 1
"""  # noqa: S608  (a constant of ours)
# Back at the old unit: its organ again, and who held it before if nobody else has taken it since.
BACK = """
WITH kept AS (SELECT * FROM jsonb_to_recordset(%(kept)s::jsonb)
    AS k(task_id bigint, organ_id bigint, assignee_id bigint, state smallint)),
mine AS MATERIALIZED (
  SELECT o.id, o.task_id, k.organ_id, k.assignee_id, k.state, o.assignee_id IS NULL AND k.assignee_id IS NOT NULL AS again
  FROM tasks_openwork o LEFT JOIN kept k ON k.task_id = o.task_id
  WHERE o.province_id = %(province)s AND o.unit_id = %(new)s AND o.task_id = ANY(%(ids)s)
  ORDER BY o.task_id FOR UPDATE OF o),
moved AS (
  UPDATE tasks_openwork o SET unit_id = %(old)s, organ_id = m.organ_id,
    assignee_id = CASE WHEN m.again THEN m.assignee_id ELSE o.assignee_id END,
    state = CASE WHEN m.again AND o.state = 1 THEN m.state ELSE o.state END
  FROM mine m WHERE o.province_id = %(province)s AND o.id = m.id),
full_row AS (
  UPDATE tasks_task t SET assignee_id = m.assignee_id, state = CASE WHEN t.state = 1 THEN m.state ELSE t.state END
  FROM mine m WHERE m.again AND t.province_id = %(province)s AND t.id = m.task_id)
SELECT array_agg(task_id ORDER BY task_id), pg_notify('thongsuot_work', %(old)s || ':') FROM mine
"""
ROOTS = f"""
SELECT o.task_id, t.subject_code, t.what, t.due_at, t.subject_title FROM tasks_openwork o
  JOIN tasks_task t ON t.province_id = o.province_id AND t.id = o.task_id
 WHERE o.province_id = %(province)s AND o.unit_id = %(old)s AND NOT {ABOUT_DOSSIER} ORDER BY o.task_id
"""  # noqa: S608  (a constant of ours)


class OpenWorkMover:
    """Việc đang mở. Tasks about a dossier go with it; others are decided about by themselves."""

    kind = "task"
    label = _("việc đang mở")
    journal: str | None = None
    root = "task"
    columns = ((OpenWork, "unit_id"), (OpenWork, "organ_id"))

    def sums(self, province_id: int, unit_ids: Sequence[int]) -> list[Sum]:
        """Sổ: open work by unit and kind of task (who holds it may change with the unit, what it is does not)."""
        rows = _rows(SUMS, {"province": province_id, "units": list(unit_ids)})
        return [Sum(unit, kind, count, int(total)) for unit, kind, count, total in rows]

    def move(self, batch: Batch) -> Moved:
        """Chuyển một đợt; where dossiers are moved their lock is held already, and theirs is the order."""
        wanted, given, lock = self._wanted(batch)
        if wanted == "false":
            return Moved()
        statement = MOVE.format(wanted=wanted, lock=lock, before=BEFORE, after=AFTER)
        [(ids, kept, before, after, _told)] = _rows(statement, _given(batch) | given)
        return Moved(list(ids or ()), orjson.loads(kept), orjson.loads(before), orjson.loads(after))

    def held(self, province_id: int, unit_id: int, ids: Sequence[int]) -> list[list[Any]]:
        """Sổ của những việc này ở đơn vị này."""
        [(books,)] = _rows(OF_THESE, {"province": province_id, "unit": unit_id, "ids": list(ids)})
        return list(orjson.loads(books))

    def subjects(self, province_id: int, unit_id: int) -> list[int]:
        """Hồ sơ có việc đang mở ở đơn vị này: they are locked before their tasks."""
        return [row[0] for row in _rows(SUBJECTS, {"province": province_id, "old": unit_id})]

    def aside(self, province_id: int, unit_ids: Sequence[int]) -> set[int]:
        """Units with tasks about no dossier."""
        return {row[0] for row in _rows(ALONE, {"province": province_id, "units": list(unit_ids)})}

    def back(self, batch: Batch, moved: Moved) -> list[int]:
        """Đưa một đợt về."""
        names = ("task_id", "organ_id", "assignee_id", "state")
        kept = [dict(zip(names, row, strict=True)) for row in moved.kept]
        given = {"ids": moved.ids, "kept": orjson.dumps(kept).decode()}
        [(ids, _told)] = _rows(BACK, _given(batch) | given)
        return list(ids or ())

    def roots(self, province_id: int, unit_id: int) -> Iterator[OpenThing]:
        """Việc không về một hồ sơ nào: of the unit itself, of a rating."""
        for task_id, code, what, due_at, title in _rows(ROOTS, {"province": province_id, "old": unit_id}):
            yield OpenThing(task_id, code, f"{what}: {title}" if title else what, due_at, {})

    @staticmethod
    def _wanted(batch: Batch) -> tuple[str, dict[str, Any], str]:
        if batch.roots is None:
            return f"NOT {ABOUT_DOSSIER}", {}, "FOR UPDATE"  # those about a dossier go when it is locked
        dossiers, own = batch.roots.get("dossier", ()), batch.roots.get("task", ())
        ways = ([OF_DOSSIERS] if dossiers else []) + (["o.task_id = ANY(%(own)s)"] if own else [])
        given = {"dossiers": list(dossiers), "own": list(own)}
        return f"({' OR '.join(ways)})" if ways else "false", given, "FOR UPDATE" if own else ""


def _given(batch: Batch) -> dict[str, Any]:
    return {
        "province": batch.province_id,
        "old": batch.old_unit,
        "new": batch.new_unit,
        "at": batch.at,
        "organs": list(batch.organs),
        "new_organs": list(batch.organs.values()),
    }


def _rows(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
