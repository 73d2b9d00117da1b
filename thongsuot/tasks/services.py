"""Verbs on tasks: open, take, give, hand back, wait, close. Each write touches `Task` and `OpenWork` in one statement.

Every change tells the live lists of the unit by NOTIFY; the message leaves with the commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal, prepared
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_text
from thongsuot.tasks.events import TaskTaken, lock_subject, tell_taken
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.specs import NO_DUE, TaskSpec

NOTE_LIMIT = 2_000

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

LOCK = """
SELECT o.province_id, o.task_id, o.unit_id, o.organ_id, o.role, o.assignee_id, o.state, o.kind, o.subject_id,
  t.subject_kind, t.subject_code, t.what, u.full_name
FROM tasks_openwork o JOIN tasks_task t ON t.province_id = o.province_id AND t.id = o.task_id
LEFT JOIN accounts_user u ON u.id = o.assignee_id
WHERE o.task_id = %(id)s FOR UPDATE OF o
"""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task as locked for a change."""

    province_id: int
    task_id: int
    unit_id: int
    organ_id: int | None
    role: str
    assignee_id: int | None
    state: int
    kind: str
    subject_id: int
    subject_kind: str
    subject_code: str
    what: str
    assignee_name: str | None


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


def set_dues(*, province_id: int, dues: Mapping[int, datetime | None]) -> None:
    """Đổi hạn các việc đang mở, by id; None means without a due moment."""
    if not dues:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            DUES,
            {"province": province_id, "ids": list(dues), "dues": list(dues.values()), "no_due": NO_DUE},
        )


def _subject(statement: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.fetchone()[0])


def lock_subject_of(task_id: int) -> None:
    """Lock what the task is about before the task, as every room does; nothing when the task is unknown or closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, subject_id FROM tasks_openwork WHERE task_id = %s", [task_id])
        row = cursor.fetchone()
    if row is not None:
        lock_subject(*row)


def lock_open_task(task_id: int) -> OpenTask:
    """Lock one open task; NotFound when there is none, MoveNotAllowed when it is already closed."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"id": task_id})
        row = cursor.fetchone()
        if row is None:
            cursor.execute("SELECT 1 FROM tasks_task WHERE id = %s", [task_id])
            if cursor.fetchone():
                raise MoveNotAllowed(_("Việc này đã xong hoặc đã huỷ, không còn trong danh sách việc mở."))
            raise NotFound()
    return OpenTask(*row)


def _journal(task: OpenTask, verb: str, principal: Principal, at: datetime, **data: object) -> None:
    journal.append(
        [
            journal.Entry(
                province_id=task.province_id,
                subject_kind=task.subject_kind,
                subject_id=task.subject_id,
                verb=verb,
                at=at,
                actor_id=principal.user_id,
                unit_id=task.unit_id,
                data={"task": task.task_id, "what": task.what, **data, **_on_behalf(task, verb, principal)},
            )
        ]
    )


def _on_behalf(task: OpenTask, verb: str, principal: Principal) -> dict[str, object]:
    """For whom a delegate acted: takes work as the role it needs, gives it as a leader."""
    roles = {task.role} if verb == "task_claimed" else {Role.UNIT_LEADER, Role.CHAIR}
    found = principal.on_behalf_in(task.unit_id, roles)
    return {"on_behalf": found.as_facts()} if found else {}


def may_take(task: OpenTask, principal: Principal) -> bool:
    """Whether a post of this person carries the role the task asks for, in its unit and (if named) its organ."""
    return any(
        post.role == task.role and (task.organ_id is None or post.organ_id == task.organ_id)
        for post in principal.posts_in(task.unit_id)
    )


def leads(task: OpenTask, principal: Principal) -> bool:
    """Whether this person leads the unit that holds the task."""
    return bool(principal.roles_in(task.unit_id) & {Role.UNIT_LEADER, Role.CHAIR})


def _refuse_stranger(task: OpenTask, principal: Principal) -> None:
    if not principal.roles_in(task.unit_id):
        raise NotFound()


@transaction.atomic
def claim(*, task_id: int, principal: Principal, at: datetime) -> None:
    """Nhận việc: take a task nobody has; the second of two who press at once is told who was first."""
    lock_subject_of(task_id)
    task = lock_open_task(task_id)
    _refuse_stranger(task, principal)
    if task.assignee_id == principal.user_id:
        return
    if task.assignee_id is not None:
        raise MoveNotAllowed(
            _("Việc này đã có %(name)s nhận. Anh/chị không cần làm gì thêm.") % {"name": task.assignee_name},
            reason="already_taken",
        )
    if not may_take(task, principal):
        raise Forbidden(_("Việc này dành cho vai trò khác; chức vụ của anh/chị ở đơn vị này không nhận được."))
    state = _unless_waiting(task, TaskState.IN_PROGRESS)
    change_tasks([task_id], province_id=task.province_id, assignee_id=principal.user_id, state=state)
    _journal(task, "task_claimed", principal, at)
    _tell(task, principal.user_id, principal, at)


def _unless_waiting(task: OpenTask, state: int) -> int:
    """Who holds work may change while it waits for the other side; that it waits does not."""
    return task.state if task.state == TaskState.WAITING else state


def _tell(task: OpenTask, assignee_id: int, principal: Principal, at: datetime) -> None:
    tell_taken(
        TaskTaken(
            task.task_id, task.province_id, task.kind, task.subject_id, assignee_id, principal.user_id, task.unit_id, at
        )
    )


def person_for(task: OpenTask, username: str, at: datetime) -> tuple[int, str]:
    """Find whom a task may be given to: a person who holds its role in its unit now; Invalid names the field `to`."""
    user = (
        Held.objects.filter(
            user__username=username.lower(),
            user__is_active=True,
            unit_id=task.unit_id,
            role=task.role,
            valid__contains=at,
        )
        .values_list("user_id", "user__full_name")
        .first()
    )
    if user is None:
        message = _("Không có ai tên đăng nhập “%(name)s” giữ vai trò phù hợp ở đơn vị này.") % {"name": username}
        raise Invalid(message, code="assignee_not_found", errors=[{"field": "to", "message": message}])
    return user


@transaction.atomic
def give(*, task_id: int, to: str, principal: Principal, at: datetime, note: str = "") -> None:
    """Giao việc, giao lại: a leader of the unit gives an open task to a person; the holder may pass on their own."""
    note = clean_text(note, field="note", limit=NOTE_LIMIT)
    lock_subject_of(task_id)
    task = lock_open_task(task_id)
    _refuse_stranger(task, principal)
    if not (leads(task, principal) or task.assignee_id == principal.user_id):
        raise Forbidden(_("Chỉ lãnh đạo đơn vị hoặc người đang giữ việc mới giao lại được."))
    person_id, name = person_for(task, to, at)
    state = _unless_waiting(task, TaskState.IN_PROGRESS)
    change_tasks([task_id], province_id=task.province_id, assignee_id=person_id, state=state, note=note)
    _journal(task, "task_given", principal, at, to=person_id, to_name=name, note=note)
    _tell(task, person_id, principal, at)


@transaction.atomic
def hand_back(*, task_id: int, principal: Principal, at: datetime, reason: str) -> None:
    """Trả việc về danh sách chung, kèm lý do; only the holder may, and the reason is shown to the next."""
    lock_subject_of(task_id)
    task = lock_open_task(task_id)
    _refuse_stranger(task, principal)
    if task.assignee_id != principal.user_id:
        raise Forbidden(_("Chỉ người đang giữ việc mới trả lại được."))
    reason = clean_text(reason, field="reason", limit=NOTE_LIMIT)
    if not reason:
        message = _("Cần ghi lý do trả lại để người nhận sau biết việc đang ở đâu.")
        raise Invalid(message, errors=[{"field": "reason", "message": message}])
    state = _unless_waiting(task, TaskState.RETURNED)
    change_tasks([task_id], province_id=task.province_id, assignee_id=None, state=state, note=reason)
    _journal(task, "task_handed_back", principal, at, reason=reason)
