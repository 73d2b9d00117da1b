"""Khoá một văn bản đến rồi đổi trạng thái: the document first, then its tasks; the narrow row goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.documents import journalling, permissions
from thongsuot.documents.models import (
    CLOSED,
    Direction,
    Document,
    DocumentHolding,
    IncomingKey,
    IncomingOrigin,
    Recipient,
    State,
)
from thongsuot.documents.services import confirming
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.services import close_subject_tasks
from thongsuot.tasks.specs import NO_DUE

# What a receiver of this installation reports to the sender's list of receivers, in the numbers of the axis.
REPORTED = {"registered": "03", "sent_back": "02", "assigned": "04", "started": "05", "done": "06"}
REPORTED |= {"recall_agreed": "15", "recall_refused": "16"}
# What ends with the document's own work. Whether the sender may have it back is answered all the same (`sending_back`).
OWN_WORK = (
    "document.register", "document.present", "document.instruct", "document.work", "document.help", "document.more_time",
)  # fmt: skip


@dataclass(slots=True)
class Locked:
    """Văn bản đến đã khoá, and the unit that has it now (that of the document once it is closed)."""

    document: Document
    unit_id: int


def lock(uid: UUID | str) -> Locked:
    """Khoá văn bản đến. Raises NotFound."""
    found = Document.objects.select_for_update().filter(uid=uid, direction=Direction.INCOMING).first()
    if found is None:
        raise NotFound()
    return Locked(found, _held_by(found))


def lock_id(document_id: int) -> Locked:
    """As `lock`, by id."""
    found = Document.objects.select_for_update().filter(pk=document_id, direction=Direction.INCOMING).first()
    if found is None:
        raise NotFound()
    return Locked(found, _held_by(found))


def _held_by(document: Document) -> int:
    # The narrow row before any task, as a reorganisation does.
    rows = DocumentHolding.objects.select_for_update()
    held = rows.filter(province_id=document.province_id, document_id=document.pk).first()
    return held.unit_id if held else document.unit_id


def need(locked: Locked, principal: Principal, roles: Sequence[str], states: Sequence[str]) -> None:
    """Refuse in the right order: not seen, not permitted, not now."""
    permissions.need(principal, locked.unit_id, *roles)
    need_state(locked, states)


def need_state(locked: Locked, states: Sequence[str]) -> None:
    """MoveNotAllowed when the document is in none of these states."""
    if locked.document.state not in states:
        now = State(locked.document.state).label
        raise MoveNotAllowed(
            _("Văn bản đang ở trạng thái “%(now)s” nên không làm được việc này. Văn bản vẫn giữ nguyên.")
            % {"now": now},
            reason="state",
        )


def move(locked: Locked, state: str, *, at: datetime, **fields: Any) -> None:
    """Đổi trạng thái cùng các mục khác; a closed document leaves the narrow table."""
    document = locked.document
    for name, value in fields.items():
        setattr(document, name, value)
    document.state, document.revision = state, document.revision + 1
    if state in CLOSED and document.closed_at is None:
        document.closed_at = at
    document.save(update_fields=[*fields, "state", "revision", "closed_at"])
    held = DocumentHolding.objects.filter(province_id=document.province_id, document_id=document.pk)
    if state in CLOSED:
        held.delete()
    else:
        held.update(state=state, urgency=document.urgency, due_at=document.due_at or NO_DUE)


def forget_marks(document: Document) -> None:
    """The same letter may come again."""
    IncomingKey.objects.filter(province_id=document.province_id, document_id=document.pk).delete()


def close_tasks(
    locked: Locked, *, at: datetime, by_id: int | None, kinds: Sequence[str] | None = None, done: bool = True
) -> None:
    """Đóng các việc của văn bản (or those of some kinds)."""
    close_subject_tasks(
        province_id=locked.document.province_id,
        subject_id=locked.document.pk,
        by_id=by_id,
        at=at,
        kinds=kinds,
        room=journalling.SUBJECT,
        state=TaskState.DONE if done else TaskState.CANCELLED,
    )


def write(locked: Locked, verb: str, *, principal: Principal | None, at: datetime, **data: Any) -> None:
    """Ghi nhật ký, and tell the sender: on his list when it is a unit of this installation, by mail when it came by mail."""
    document = locked.document
    journalling.write(document, verb, principal=principal, at=at, unit_id=locked.unit_id, **data)
    if document.way not in ("inside", "mail") or verb not in REPORTED:
        return
    origin = IncomingOrigin.objects.filter(province_id=document.province_id, document_id=document.pk).first()
    if origin and document.way == "mail":
        reason = str(data.get("reason", ""))
        confirming.answer(document, origin, verb, unit_id=locked.unit_id, at=at, reason=reason)
    elif origin and origin.recipient_id:
        Recipient.objects.filter(province_id=origin.recipient_province_id, pk=origin.recipient_id).update(
            status=REPORTED[verb], status_at=at, status_note=str(data.get("reason", ""))[:300]
        )
        if origin.confirmation == IncomingOrigin.Confirmation.WAITING:
            origin.confirmation, origin.confirmed_at = IncomingOrigin.Confirmation.SENT, at
            origin.save(update_fields=["confirmation", "confirmed_at"])
