"""Kiểm tra nội dung, kiểm tra thể thức, trả lại, thôi không ban hành (NĐ 30/2020, Điều 11, 12)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line
from thongsuot.documents import outgoing_kinds
from thongsuot.documents.models import Document, State
from thongsuot.documents.permissions import CLERKS, LEADERS
from thongsuot.documents.services import registering, signing, turning
from thongsuot.documents.services.drafting import note
from thongsuot.documents.services.faults import faults_of
from thongsuot.tasks.specs import TaskSpec

IN_CHECK = (State.CONTENT_CHECK, State.FORM_CHECK, State.TO_SIGN)


@transaction.atomic
def send_to_check(uid: UUID, *, principal: Principal, at: datetime) -> Document:
    """Trình kiểm tra nội dung: to the head of the drafting division. Raises Invalid `draft_empty`."""
    document, unit_id = turning.locked(uid, principal, (State.DRAFTING,))
    if not faults_of(document, at).has_text:
        raise Invalid(_("Bản thảo chưa có nội dung."), code="draft_empty")
    turning.turn(
        document, State.CONTENT_CHECK, "sent_to_check", principal=principal, unit_id=unit_id, at=at,
        task=_content_task(document, unit_id), revision=document.revision,
    )  # fmt: skip
    return document


@transaction.atomic
def pass_content(uid: UUID, *, principal: Principal, at: datetime) -> Document:
    """Đồng ý nội dung: a leader of the unit answers for it; goes on to the check of form."""
    document, unit_id = turning.locked(uid, principal, (State.CONTENT_CHECK,), *LEADERS)
    turning.turn(
        document, State.FORM_CHECK, "content_passed", principal=principal, unit_id=unit_id, at=at,
        task=_form_task(document, unit_id), revision=document.revision,
    )  # fmt: skip
    return document


@transaction.atomic
def pass_form(uid: UUID, *, principal: Principal, at: datetime) -> Document:
    """Đồng ý thể thức và trình ký. Raises Invalid `form_faults`: everything that is missing, in one list."""
    document, unit_id = turning.locked(uid, principal, (State.FORM_CHECK,), *CLERKS)
    found = faults_of(document, at).messages
    if found:
        raise Invalid(
            _("Văn bản chưa đủ thể thức để trình ký."),
            code="form_faults",
            errors=[{"field": field, "message": message} for field, message in found],
        )
    turning.turn(
        document, State.TO_SIGN, "form_passed", principal=principal, unit_id=unit_id, at=at, revision=document.revision
    )
    signing.ask(document, unit_id, at=at)
    return document


@transaction.atomic
def send_back(uid: UUID, *, reason: str, principal: Principal, at: datetime) -> Document:
    """Trả lại người soạn, with a reason that stays with the draft."""
    document, unit_id = turning.locked(uid, principal, IN_CHECK, *LEADERS, *CLERKS)
    back(document, unit_id, reason=reason, principal=principal, at=at)
    return document


def back(document: Document, unit_id: int, *, reason: str, principal: Principal | None, at: datetime) -> None:
    """Về soạn thảo; signatures that were asked for are not wanted any more. Inside a transaction.

    Without a principal nobody has sent it back: who was to sign is gone, and only the journal and the task say why.
    """
    why = note(document, reason, principal, at, sends_back=True) if principal else reason
    if document.state == State.TO_SIGN:
        signing.cancel(document, at=at)
    if outgoing_kinds.renderer_of(document.subject_kind):
        # Nobody drafts it here: its room goes on without this signature, or makes it anew.
        _given_up(document, unit_id, why[:300], principal, at)
        return
    turning.turn(
        document, State.DRAFTING, "sent_back", principal=principal, unit_id=unit_id, at=at,
        task=_draft_task(document, unit_id, why), reason=why[:300],
    )  # fmt: skip


@transaction.atomic
def abandon(uid: UUID, *, reason: str, principal: Principal, at: datetime) -> Document:
    """Thôi không ban hành: a number that was reserved stays in the book as void, with this reason.

    A signed document (proposed: the decree does not speak of it) is given up by a leader or the clerk only; its number is
    spent and the book says that it was not issued.
    """
    document, unit_id = turning.locked(uid, principal, (State.DRAFTING, *IN_CHECK, State.SIGNED))
    if document.state == State.SIGNED:
        _refuse_signed(document, principal, unit_id)
    elif principal.user_id != document.lead_id and not principal.roles_in(unit_id) & {*LEADERS, *CLERKS}:
        raise Forbidden(_("Chỉ người soạn, lãnh đạo hoặc văn thư thôi ban hành được văn bản này."))
    why = clean_line(reason, field="reason", limit=300)
    if not why:
        message = _("Hãy ghi vì sao thôi không ban hành.")
        raise Invalid(code="reason_missing", errors=[{"field": "reason", "message": message}])
    signing.cancel(document, at=at)
    _given_up(document, unit_id, why, principal, at)
    return document


def _given_up(document: Document, unit_id: int, why: str, principal: Principal, at: datetime) -> None:
    """The number that was reserved is void in its book; one from another room's register is that room's business."""
    released = registering.release(document, outgoing_kinds.book_of(document.subject_kind), reason=why)
    if released or (document.state != State.SIGNED and not outgoing_kinds.numbers_itself(document.subject_kind)):
        document.number, document.issued_on = "", None
    turning.turn(
        document, State.ABANDONED, "abandoned", principal=principal, unit_id=unit_id, at=at, reason=why,
        fields=["number", "issued_on"],
    )  # fmt: skip


def _refuse_signed(document: Document, principal: Principal, unit_id: int) -> None:
    if outgoing_kinds.renderer_of(document.subject_kind):
        raise MoveNotAllowed(_("Văn bản này là kết quả của việc khác; hãy làm tiếp ở việc ấy."), code="made_elsewhere")
    if not principal.roles_in(unit_id) & {*LEADERS, *CLERKS}:
        raise Forbidden(_("Văn bản đã ký: chỉ lãnh đạo hoặc văn thư thôi ban hành được."))


@in_vietnamese()
def _content_task(document: Document, unit_id: int) -> TaskSpec:
    return turning.task_for(
        document,
        unit_id,
        role=Role.UNIT_LEADER,
        kind="content",
        what=_("Kiểm tra nội dung văn bản"),
        result=_("Ý kiến đồng ý hoặc trả lại có lý do"),
        accountable=_("Người đứng đầu đơn vị chủ trì soạn thảo"),
        organ_id=document.organ_id,
        due_at=document.due_at,
    )


@in_vietnamese()
def _draft_task(document: Document, unit_id: int, why: str) -> TaskSpec:
    return turning.task_for(
        document,
        unit_id,
        role=Role.SPECIALIST,
        kind="draft",
        what=_("Sửa bản thảo theo ý kiến: %(why)s") % {"why": why[:200]},
        result=_("Bản thảo đã sửa, trình lại"),
        accountable=_("Người soạn thảo"),
        organ_id=document.organ_id,
        assignee_id=document.lead_id,
        due_at=document.due_at,
    )


@in_vietnamese()
def _form_task(document: Document, unit_id: int) -> TaskSpec:
    return turning.task_for(
        document,
        unit_id,
        role=Role.DOCUMENT_CLERK,
        kind="form",
        what=_("Kiểm tra thể thức, kỹ thuật trình bày"),
        result=_("Văn bản đúng thể thức, đã trình ký"),
        accountable=_("Văn thư, Văn phòng"),
        due_at=document.due_at,
    )
