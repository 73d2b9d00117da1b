"""Mọi việc của một đối tượng: closed together, or waiting for the other side together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import connection

from thongsuot.tasks.models import TaskState
from thongsuot.tasks.specs import NO_DUE

CLOSE_SUBJECT = """
WITH gone AS (
  DELETE FROM tasks_openwork WHERE province_id = %(province)s AND subject_id = %(subject)s
    AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s)) AND kind LIKE %(room)s RETURNING task_id, unit_id, assignee_id),
shut AS (
  UPDATE tasks_task t SET state = %(state)s, closed_at = %(at)s, closed_by_id = %(by)s
  FROM gone WHERE t.province_id = %(province)s AND t.id = gone.task_id RETURNING t.id)
SELECT (SELECT count(*) FROM shut),
  (SELECT count(pg_notify('thongsuot_work', unit_id || ':' || coalesce(assignee_id::text, ''))) FROM gone)
"""

# While the other side has to answer, work waits; afterwards it is where it was: held by somebody, or free to take.
WAIT_SUBJECT = """
WITH wanted AS (SELECT * FROM unnest(%(ids)s::bigint[], %(dues)s::timestamptz[]) AS x(task_id, due_at)),
open AS (
  UPDATE tasks_openwork o SET state = CASE WHEN %(waiting)s THEN 3 WHEN assignee_id IS NULL THEN 1 ELSE 2 END,
    due_at = CASE WHEN o.task_id = ANY(%(ids)s)
      THEN coalesce((SELECT wanted.due_at FROM wanted WHERE wanted.task_id = o.task_id), %(no_due)s)
      ELSE coalesce(%(due)s, due_at) END
  WHERE province_id = %(province)s AND subject_id = %(subject)s AND kind LIKE %(room)s RETURNING task_id, state, due_at, unit_id, assignee_id),
full_row AS (
  UPDATE tasks_task t SET state = open.state, due_at = nullif(open.due_at, %(no_due)s)
  FROM open WHERE t.province_id = %(province)s AND t.id = open.task_id RETURNING t.id)
SELECT (SELECT count(*) FROM full_row),
  (SELECT count(pg_notify('thongsuot_work', unit_id || ':' || coalesce(assignee_id::text, ''))) FROM open)
"""


def close_subject_tasks(
    *,
    province_id: int,
    subject_id: int,
    by_id: int | None,
    at: datetime,
    kinds: Sequence[str] | None = None,
    room: str = "dossier",
    state: int = TaskState.DONE,
) -> int:
    """Đóng mọi việc đang mở của một đối tượng (or those of some kinds); returns how many."""
    return _subject(
        CLOSE_SUBJECT,
        {
            "province": province_id,
            "subject": subject_id,
            "kinds": list(kinds) if kinds else None,
            "room": f"{room}.%",
            "state": state,
            "at": at,
            "by": by_id,
        },
    )


def set_subject_waiting(
    *,
    province_id: int,
    subject_id: int,
    waiting: bool,
    due_at: datetime | None = None,
    dues: Mapping[int, datetime | None] = MappingProxyType({}),
    room: str = "dossier",
) -> int:
    """Cho các việc của một đối tượng chờ bên khác, or set them going again with new due moments.

    `dues` by task (None = without a due moment); the others get `due_at` when it is given.
    """
    return _subject(
        WAIT_SUBJECT,
        {
            "province": province_id,
            "subject": subject_id,
            "waiting": waiting,
            "due": due_at,
            "ids": list(dues),
            "dues": list(dues.values()),
            "no_due": NO_DUE,
            "room": f"{room}.%",
        },
    )


def _subject(statement: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.fetchone()[0])
