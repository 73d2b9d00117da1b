"""Văn bản đổi trạng thái: the row, the narrow row of who holds it, its tasks and the journal, always together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.documents import gate, journalling
from thongsuot.documents.models import Direction, Document, DocumentHolding, State
from thongsuot.documents.models.document import CLOSED
from thongsuot.documents.permissions import WORKERS, need
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.specs import NO_DUE, TaskSpec


def page_of(document: Document) -> str:
    """Địa chỉ trang của văn bản đi."""
    return f"/can-bo/van-ban/di/{document.uid}/"


def locked(
    uid: UUID, principal: Principal, states: Sequence[str], *roles: str, direction: str = Direction.OUTGOING
) -> tuple[Document, int]:
    """Khoá một văn bản để làm tiếp; returns it with the unit that holds it (another one after a merger).

    NotFound outside one's units, Forbidden without the role, MoveNotAllowed in another state.
    """
    found = Document.objects.filter(uid=uid, direction=direction)
    if State.TO_SIGN in states and (signs := gate.current()):
        for province_id, pk in found.values_list("province_id", "pk"):
            signs.lock(province_id=province_id, subject_id=pk)
    document = found.select_for_update().first()
    if document is None:
        raise NotFound()
    unit_id = holder_of(document)
    need(principal, unit_id, *(roles or WORKERS))
    if document.state not in states:
        raise MoveNotAllowed(
            _("Văn bản đang ở trạng thái “%(state)s” nên không làm việc này được. Hãy tải lại trang.")
            % {"state": State(document.state).label}
        )
    return document, unit_id


def holder_of(document: Document) -> int:
    """Đơn vị đang giữ; the one that issued it, once it is closed."""
    held = DocumentHolding.objects.filter(province_id=document.province_id, document_id=document.pk)
    return held.values_list("unit_id", flat=True).first() or document.unit_id


def begin(document: Document, *, principal: Principal, at: datetime, verb: str = "drafted", **data: Any) -> None:
    """Ghi một văn bản mới đang mở."""
    document.save()
    DocumentHolding.objects.create(
        province_id=document.province_id,
        document_id=document.pk,
        unit_id=document.unit_id,
        direction=document.direction,
        state=document.state,
        urgency=document.urgency,
        due_at=document.due_at or NO_DUE,
    )
    journalling.write(document, verb, principal=principal, at=at, type=document.type, summary=document.summary, **data)


def turn(
    document: Document,
    state: str,
    verb: str,
    *,
    principal: Principal | None,
    unit_id: int,
    at: datetime,
    fields: Sequence[str] = (),
    task: TaskSpec | None = None,
    **data: Any,
) -> None:
    """Chuyển sang trạng thái này: earlier tasks of the document are done, the next one opens."""
    document.state = state
    document.closed_at = at if state in CLOSED else None
    document.save(update_fields=["state", "closed_at", *fields])
    held = DocumentHolding.objects.filter(province_id=document.province_id, document_id=document.pk)
    if state in CLOSED:
        held.delete()
    else:
        held.update(state=state, urgency=document.urgency, due_at=document.due_at or NO_DUE)
    tasks.close_subject_tasks(
        province_id=document.province_id,
        subject_id=document.pk,
        by_id=principal.user_id if principal else None,
        at=at,
        room=gate.SUBJECT,
        state=TaskState.CANCELLED if state == State.ABANDONED else TaskState.DONE,
    )
    if task:
        tasks.open_tasks([task], at=at)
    journalling.write(document, verb, principal=principal, at=at, unit_id=unit_id, **data)


def task_for(
    document: Document, unit_id: int, *, role: str, kind: str, what: str, result: str, accountable: str, **more: Any
) -> TaskSpec:
    """Việc về văn bản này, with its five clears."""
    return TaskSpec(
        province_id=document.province_id,
        unit_id=unit_id,
        role=role,
        kind=f"{gate.SUBJECT}.{kind}",
        what=what,
        result=result,
        accountable=accountable,
        subject_kind=gate.SUBJECT,
        subject_id=document.pk,
        subject_code=document.sign or document.type,
        subject_title=document.summary,
        page=page_of(document),
        **more,
    )
