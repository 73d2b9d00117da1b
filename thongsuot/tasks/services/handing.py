"""Nhận, giao, trả việc: what people do with a task; journalled, and told to the room it belongs to."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.text import clean_text
from thongsuot.tasks.events import TaskTaken, tell_taken
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.services.changing import change_tasks
from thongsuot.tasks.services.locking import (
    OpenTask,
    leads,
    lock_open_task,
    lock_subject_of,
    may_take,
    refuse_stranger,
)

NOTE_LIMIT = 2_000


@transaction.atomic
def claim(*, task_id: int, principal: Principal, at: datetime) -> None:
    """Nhận việc: take a task nobody has; the second of two who press at once is told who was first."""
    lock_subject_of(task_id)
    task = lock_open_task(task_id)
    refuse_stranger(task, principal)
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


@transaction.atomic
def give(*, task_id: int, to: str, principal: Principal, at: datetime, note: str = "") -> None:
    """Giao việc, giao lại: a leader of the unit gives an open task to a person; the holder may pass on their own."""
    note = clean_text(note, field="note", limit=NOTE_LIMIT)
    lock_subject_of(task_id)
    task = lock_open_task(task_id)
    refuse_stranger(task, principal)
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
    refuse_stranger(task, principal)
    if task.assignee_id != principal.user_id:
        raise Forbidden(_("Chỉ người đang giữ việc mới trả lại được."))
    reason = clean_text(reason, field="reason", limit=NOTE_LIMIT)
    if not reason:
        message = _("Cần ghi lý do trả lại để người nhận sau biết việc đang ở đâu.")
        raise Invalid(message, errors=[{"field": "reason", "message": message}])
    state = _unless_waiting(task, TaskState.RETURNED)
    change_tasks([task_id], province_id=task.province_id, assignee_id=None, state=state, note=reason)
    _journal(task, "task_handed_back", principal, at, reason=reason)


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


def _unless_waiting(task: OpenTask, state: int) -> int:
    """Who holds work may change while it waits for the other side; that it waits does not."""
    return task.state if task.state == TaskState.WAITING else state


def _tell(task: OpenTask, assignee_id: int, principal: Principal, at: datetime) -> None:
    tell_taken(
        TaskTaken(
            task.task_id, task.province_id, task.kind, task.subject_id, assignee_id, principal.user_id, task.unit_id, at
        )
    )


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
