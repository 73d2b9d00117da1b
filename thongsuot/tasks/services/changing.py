"""Đổi người giữ, trạng thái, hạn của việc đang mở; the calling room has checked that it may."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from thongsuot.tasks.specs import NO_DUE

CHANGE = """
WITH open AS (
  UPDATE tasks_openwork SET assignee_id = %(assignee)s, state = %(state)s, due_at = coalesce(%(due)s, due_at)
  WHERE province_id = %(province)s AND task_id = ANY(%(ids)s) RETURNING unit_id),
full_row AS (
  UPDATE tasks_task SET assignee_id = %(assignee)s, state = %(state)s, due_at = coalesce(%(due)s, due_at),
    note = CASE WHEN %(note)s = '' THEN note ELSE %(note)s END
  WHERE province_id = %(province)s AND id = ANY(%(ids)s) RETURNING id)
SELECT (SELECT count(*) FROM full_row),
  (SELECT count(pg_notify('thongsuot_work', unit_id || ':' || coalesce(%(assignee)s::text, ''))) FROM open)
"""

DUES = """
WITH wanted AS (SELECT * FROM unnest(%(ids)s::bigint[], %(dues)s::timestamptz[]) AS x(task_id, due_at)),
open AS (
  UPDATE tasks_openwork o SET due_at = coalesce(wanted.due_at, %(no_due)s) FROM wanted
  WHERE o.province_id = %(province)s AND o.task_id = wanted.task_id RETURNING o.unit_id, o.assignee_id),
full_row AS (
  UPDATE tasks_task t SET due_at = wanted.due_at FROM wanted
  WHERE t.province_id = %(province)s AND t.id = wanted.task_id AND t.closed_at IS NULL)
SELECT count(pg_notify('thongsuot_work', unit_id || ':' || coalesce(assignee_id::text, ''))) FROM open
"""


def change_tasks(
    task_ids: Sequence[int],
    *,
    province_id: int,
    assignee_id: int | None,
    state: int,
    due_at: datetime | None = None,
    note: str = "",
) -> int:
    """Đổi người giữ, trạng thái, hạn của các việc đang mở; the calling room has checked that it may."""
    if not task_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGE,
            {
                "province": province_id,
                "ids": list(task_ids),
                "assignee": assignee_id,
                "state": state,
                "due": due_at,
                "note": note,
            },
        )
        return int(cursor.fetchone()[0])


def set_dues(*, province_id: int, dues: Mapping[int, datetime | None]) -> None:
    """Đổi hạn các việc đang mở, by id; None means without a due moment."""
    if not dues:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            DUES,
            {"province": province_id, "ids": list(dues), "dues": list(dues.values()), "no_due": NO_DUE},
        )
