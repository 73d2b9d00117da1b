"""Khoá một việc đang mở trước khi đổi: its subject first, as every room does; and who may do what with it."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.tasks.events import lock_subject

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


def may_take(task: OpenTask, principal: Principal) -> bool:
    """Whether a post of this person carries the role the task asks for, in its unit and (if named) its organ."""
    return any(
        post.role == task.role and (task.organ_id is None or post.organ_id == task.organ_id)
        for post in principal.posts_in(task.unit_id)
    )


def leads(task: OpenTask, principal: Principal) -> bool:
    """Whether this person leads the unit that holds the task."""
    return bool(principal.roles_in(task.unit_id) & {Role.UNIT_LEADER, Role.CHAIR})


def refuse_stranger(task: OpenTask, principal: Principal) -> None:
    """NotFound for who has no post in the unit of the task."""
    if not principal.roles_in(task.unit_id):
        raise NotFound()
