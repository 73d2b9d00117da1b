"""Xin chữ ký, thôi xin: a request and its task, in one transaction with whatever the asking room writes.

A signature that comes after another one of the same subject has no task before its turn: nobody's list shows what he
cannot do yet. `turn_of_next` opens it when the one before it is made.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held, Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.transactions import one_transaction
from thongsuot.signatures.journalling import about
from thongsuot.signatures.models import SigningRequest
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.specs import STAND_INS, TaskSpec

TASK = "signature.wanted"
Purpose = SigningRequest.Purpose


@one_transaction
def request_signature(
    *,
    province_id: int,
    unit_id: int,
    purpose: str,
    subject_kind: str,
    subject_id: int,
    subject_code: str,
    subject_title: str,
    page: str,
    at: datetime,
    wanted_user_id: int | None = None,
    wanted_role: str | None = None,
    file_uid: UUID | None = None,
    mark: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    order: int = 1,
    principal: Principal | None = None,
) -> SigningRequest:
    """Xin một chữ ký of a person (`wanted_user_id`) or of whoever holds a role in the unit; opens the task in its turn.

    `mark`: {"page", "x", "y", "width", "height"} in mm, see `signing.Mark`; without it nothing is drawn. Raises Invalid
    when nobody named holds a post in the unit, MoveNotAllowed when that signature waits already.
    """
    role = _held_role(wanted_role, unit_id, at) if wanted_role else _role_of(wanted_user_id, unit_id, at)
    waiting = {one.order for one in _waiting(province_id, subject_kind, subject_id)}
    if order in waiting:
        raise MoveNotAllowed(_("Chữ ký này đang chờ rồi; không xin hai lần."), reason="already_waiting")
    request = SigningRequest.objects.create(
        province_id=province_id,
        unit_id=unit_id,
        wanted_user_id=wanted_user_id,
        wanted_role=role,
        purpose=Purpose(purpose),
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_code=subject_code[:60],
        subject_title=subject_title[:200],
        page=page,
        file_id=file_uid,
        mark=dict(mark or {}),
        order=order,
        due_at=due_at,
        asked_at=at,
        asked_by_id=principal.user_id if principal else None,
    )
    if not any(earlier < order for earlier in waiting):
        _open_task(request, at)
    about(request, "signature_wanted", by_id=request.asked_by_id, at=at, purpose=purpose, order=order)
    return request


@one_transaction
def cancel(request: SigningRequest, *, principal: Principal | None, at: datetime, reason: str = "") -> None:
    """Không cần chữ ký này nữa; what was signed or refused stays as it is."""
    locked = SigningRequest.objects.select_for_update().get(pk=request.pk, province_id=request.province_id)
    if locked.state == SigningRequest.State.WAITING:
        close(locked, SigningRequest.State.CANCELLED, by_id=principal.user_id if principal else None, at=at)
        about(locked, "signature_cancelled", by_id=locked.closed_by_id, at=at, reason=reason)


@one_transaction
def cancel_subject(
    *, province_id: int, subject_kind: str, subject_id: int, principal: Principal | None, at: datetime, reason: str = ""
) -> None:
    """Thôi mọi chữ ký của một việc, in their order: what waits is cancelled, what was signed counts no more for it."""
    for request in lock_subject(province_id, subject_kind, subject_id):
        if request.state == SigningRequest.State.WAITING:
            close(request, SigningRequest.State.CANCELLED, by_id=principal.user_id if principal else None, at=at)
            about(request, "signature_cancelled", by_id=request.closed_by_id, at=at, reason=reason)
        elif request.state == SigningRequest.State.SIGNED and not request.superseded:
            request.superseded = True
            request.save(update_fields=["superseded"])


def lock_subject(province_id: int, subject_kind: str, subject_id: int) -> list[SigningRequest]:
    """All requests of a subject, locked in one order for everybody."""
    found = SigningRequest.objects.select_for_update().order_by("pk")
    return list(found.filter(province_id=province_id, subject_kind=subject_kind, subject_id=subject_id))


def turn_of_next(province_id: int, subject_kind: str, subject_id: int, *, at: datetime) -> None:
    """Đến lượt chữ ký sau: its task opens, now that the one before it is made. Inside the signing transaction."""
    first = next(iter(_waiting(province_id, subject_kind, subject_id)), None)
    if first is not None and first.task_id is None:
        _open_task(first, at)


def _waiting(province_id: int, subject_kind: str, subject_id: int) -> list[SigningRequest]:
    """What waits of a subject, locked, the first to sign first: a signature made meanwhile is seen before or after."""
    found = SigningRequest.objects.select_for_update().filter(
        province_id=province_id, subject_kind=subject_kind, subject_id=subject_id, state=SigningRequest.State.WAITING
    )
    return sorted(found.order_by("pk"), key=lambda one: one.order)


def _open_task(request: SigningRequest, at: datetime) -> None:
    (request.task_id,) = tasks.open_tasks([_task(request)], at=at)
    request.save(update_fields=["task_id"])


def close(request: SigningRequest, state: str, *, by_id: int | None, at: datetime, **more: Any) -> None:
    """End a locked request and its task."""
    request.state, request.closed_at, request.closed_by_id = state, at, by_id
    for name, value in more.items():
        setattr(request, name, value)
    request.save(update_fields=["state", "closed_at", "closed_by", *more])
    done = TaskState.DONE if state == SigningRequest.State.SIGNED else TaskState.CANCELLED
    if request.task_id:
        tasks.close_tasks([request.task_id], province_id=request.province_id, by_id=by_id, at=at, state=done)


def _held_role(wanted: str, unit_id: int, at: datetime) -> str:
    """The role itself, or the first that stands in for it when nobody in the unit holds it."""
    standing_in = STAND_INS.get(wanted, (wanted,))
    held = Held.objects.filter(unit_id=unit_id, role__in=standing_in, valid__contains=at)
    found = set(held.values_list("role", flat=True))
    return next((role for role in standing_in if role in found), wanted)


def _role_of(user_id: int | None, unit_id: int, at: datetime) -> str:
    """The highest role of the person in the unit, by which the task is shown."""
    held = set(
        Held.objects.filter(user_id=user_id or 0, unit_id=unit_id, valid__contains=at).values_list("role", flat=True)
    )
    for role in (Role.CHAIR, Role.UNIT_LEADER, Role.DOCUMENT_CLERK, Role.SPECIALIST, *sorted(held)):
        if role in held:
            return role
    message = _("Người được xin chữ ký không giữ chức vụ nào ở đơn vị này.")
    raise Invalid(message, code="signer_not_in_unit", errors=[{"field": "signer", "message": message}])


@in_vietnamese()
def _task(request: SigningRequest) -> TaskSpec:
    what = {
        Purpose.PERSON: _("Ký số: %(title)s"),
        Purpose.SEAL: _("Đóng dấu số của cơ quan: %(title)s"),
        Purpose.COPY: _("Ký số bản sao: %(title)s"),
        Purpose.RECORD: _("Ký số tài liệu số hoá: %(title)s"),
    }[Purpose(request.purpose)]
    person = User.objects.filter(pk=request.wanted_user_id or 0).values_list("full_name", flat=True).first()
    return TaskSpec(
        province_id=request.province_id,
        unit_id=request.unit_id,
        role=request.wanted_role,
        kind=TASK,
        what=what % {"title": request.subject_title},
        result=_("Tệp đã ký số"),
        accountable=person or str(Role(request.wanted_role).label),
        subject_kind="signing_request",
        subject_id=request.pk,
        subject_code=request.subject_code,
        subject_title=request.subject_title,
        page=f"{reverse('signatures:queue')}#{request.code}",
        due_at=request.due_at,
        assignee_id=request.wanted_user_id,
    )
