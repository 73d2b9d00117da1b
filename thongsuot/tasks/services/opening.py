"""Mở việc, đóng việc: each write touches `Task` and `OpenWork` in one statement."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from thongsuot.common import prepared
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.specs import NO_DUE, TaskSpec

OPEN = """
WITH spec AS (
  SELECT s.*, o.ordinality AS n FROM jsonb_array_elements(%(specs)s::jsonb) WITH ORDINALITY o(value, ordinality),
    jsonb_to_record(o.value) AS s(province_id bigint, unit_id bigint, organ_id bigint, roles text[], assignee_id bigint,
      kind text, what text, due_at timestamptz, result text, accountable text, subject_kind text, subject_id bigint,
      subject_code text, subject_title text, page text, note text, state smallint)
), placed AS (
  SELECT spec.*, coalesce(h.role, spec.roles[1]) AS role, h.organ_id AS in_organ
  FROM spec LEFT JOIN LATERAL (
    SELECT p.role, CASE WHEN p.organ_id = spec.organ_id THEN spec.organ_id END AS organ_id
    FROM accounts_post p
    WHERE p.unit_id = spec.unit_id AND p.role = ANY(spec.roles) AND p.valid @> %(at)s::timestamptz
    ORDER BY array_position(spec.roles, p.role::text), (p.organ_id IS NOT DISTINCT FROM spec.organ_id) DESC
    LIMIT 1) h ON true
), held AS (  -- who is named but no longer holds the role gets nothing: the task waits for whoever does
  SELECT placed.*, (SELECT u.id FROM accounts_user u WHERE u.id = placed.assignee_id AND u.is_active AND (EXISTS (
      SELECT FROM accounts_post q WHERE q.user_id = u.id AND q.unit_id = placed.unit_id AND q.role = placed.role
        AND q.valid @> %(at)s::timestamptz)
      OR accounts_acts_as(u.id, placed.unit_id, placed.role, %(at)s::timestamptz))) AS holder_id
  FROM placed
), made AS (
  INSERT INTO tasks_task (province_id, unit_id, organ_id, role, assignee_id, kind, what, due_at, result, accountable,
    subject_kind, subject_id, subject_code, subject_title, page, note, state, opened_at)
  SELECT province_id, unit_id, in_organ, role, holder_id, kind, what, due_at, result, accountable, subject_kind,
    subject_id, subject_code, subject_title, page, note, CASE WHEN holder_id IS NULL THEN 1 ELSE state END, %(at)s
  FROM held ORDER BY n
  RETURNING id, province_id, unit_id, organ_id, role, assignee_id, state, due_at, kind, subject_id
), open AS (
  INSERT INTO tasks_openwork (province_id, task_id, unit_id, organ_id, role, assignee_id, state, due_at, kind, subject_id)
  SELECT province_id, id, unit_id, organ_id, role, assignee_id, state, coalesce(due_at, %(no_due)s), kind, subject_id FROM made
)
SELECT id, pg_notify('thongsuot_work', unit_id || ':' || coalesce(assignee_id::text, '')) FROM made ORDER BY id
"""

CLOSE = """
WITH gone AS (DELETE FROM tasks_openwork WHERE province_id = %(province)s AND task_id = ANY(%(ids)s) RETURNING unit_id, assignee_id),
shut AS (
  UPDATE tasks_task SET state = %(state)s, closed_at = %(at)s, closed_by_id = %(by)s
  WHERE province_id = %(province)s AND id = ANY(%(ids)s) AND closed_at IS NULL RETURNING id)
SELECT (SELECT count(*) FROM shut),
  (SELECT count(pg_notify('thongsuot_work', unit_id || ':' || coalesce(assignee_id::text, ''))) FROM gone)
"""


def open_tasks(specs: Sequence[TaskSpec], *, at: datetime) -> list[int]:
    """Mở việc: write tasks and their rows of open work in one statement; returns ids in the order given.

    A step whose role nobody holds in the unit goes to the role that stands in; a task addressed to an organ where
    nobody holds the role is shown to the role in the whole unit.
    """
    if not specs:
        return []
    with prepared.cursor() as cursor:
        cursor.execute(OPEN, {"specs": orjson.dumps([s.as_row() for s in specs]).decode(), "at": at, "no_due": NO_DUE})
        return [row[0] for row in cursor.fetchall()]


def close_tasks(
    task_ids: Sequence[int], *, province_id: int, by_id: int | None, at: datetime, state: int = TaskState.DONE
) -> None:
    """Đóng việc (done or cancelled): the rows leave the table of open work; what was closed before stays as it was."""
    if not task_ids:
        return
    with prepared.cursor() as cursor:
        cursor.execute(CLOSE, {"province": province_id, "ids": list(task_ids), "state": state, "at": at, "by": by_id})
