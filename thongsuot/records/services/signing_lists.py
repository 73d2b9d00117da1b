"""Ký số danh mục huỷ đã duyệt: who approved it signs with his own certificate, then the seal; only then is anything destroyed.

An approver without a certificate signed the decision on paper: the page says so, and the list stays unsigned here.
"""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.records import journalling
from thongsuot.records.models import Disposal
from thongsuot.records.papers.minutes import DISPOSAL, disposal_data, disposal_pdf
from thongsuot.records.permissions import visible_disposals
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import person_stands, seal_stands
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order
from thongsuot.signatures.spots import spots

SUBJECT = "disposal"
Purpose, State = SigningRequest.Purpose, Disposal.State


def able(disposal: Disposal, at: datetime) -> bool:
    """Whether who approved the list has a certificate."""
    return disposal.state == State.APPROVED and person_stands(disposal.approved_by_id, at)


def missing(disposal: Disposal, at: datetime) -> str:
    """Vì sao chưa huỷ được: signatures that are waited for, or not asked for though they could be; else empty."""
    paper = paper_of(disposal.province_id, SUBJECT, disposal.pk)
    if paper.waiting:
        return _("Danh mục đã duyệt đang chờ ký số. Ký xong mới huỷ.")
    if not paper.lines and able(disposal, at):
        return _("Người duyệt có chứng thư số nên danh mục phải ký số trước khi huỷ. Hãy trình ký danh mục.")
    return ""


def ask(*, uid: UUID, principal: Principal, at: datetime) -> list[SigningRequest]:
    """Trình ký danh mục đã duyệt: the approver, then the seal when there is one. The page is set before anything is locked.

    Raises MoveNotAllowed `no_certificate`, or when it is not approved, waits already or is signed.
    """
    disposal = visible_disposals(principal).select_related("fonds").filter(uid=uid).first()
    if disposal is None:
        raise NotFound()
    if disposal.state != State.APPROVED:
        raise MoveNotAllowed(_("Chỉ ký danh mục đã duyệt."))
    if not able(disposal, at):
        raise MoveNotAllowed(_("Người duyệt chưa có chứng thư số còn hiệu lực."), code="no_certificate")
    unit_id = disposal.fonds.keeper_id
    pdf = disposal_pdf(disposal, at=at)
    room = spots(DISPOSAL, disposal_data(disposal, at=at))["approver"]
    wanted = [Wanted(Purpose.PERSON, unit_id, user_id=disposal.approved_by_id, mark=room.person)]
    if seal_stands(unit_id, at):
        wanted.append(Wanted(Purpose.SEAL, unit_id, role=Role.DOCUMENT_CLERK, mark=room.seal))
    return _ask(disposal, pdf, wanted, principal, at)


@transaction.atomic
def _ask(
    disposal: Disposal, pdf: bytes, wanted: list[Wanted], principal: Principal, at: datetime
) -> list[SigningRequest]:
    locked = Disposal.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=disposal.pk)
    if locked.state != State.APPROVED or paper_of(locked.province_id, SUBJECT, locked.pk).lines:
        raise MoveNotAllowed(_("Danh mục này đã ký hoặc đang chờ ký."))
    name = f"danh-muc-huy-{locked.number:02}-{locked.year}.pdf"
    file = files.store_made(BytesIO(pdf), name, principal.user_id, kind=files.PDF, at=at, limit=len(pdf))
    with in_vietnamese():
        title = _("Danh mục tài liệu hết giá trị được huỷ, %(decision)s") % {"decision": locked.decision}
    subject = Subject(
        locked.province_id, SUBJECT, locked.pk, f"DMH {locked}",
        title,
        reverse("records:disposal", args=[locked.uid]),
    )  # fmt: skip
    made = ask_in_order(subject, file, wanted, principal=principal, at=at)
    _note(locked, "list_sent_to_sign", principal, at)
    return made


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký: the approval counts under exactly this list. Inside the transaction of the room that signs."""
    disposal = Disposal.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=request.subject_id)
    if disposal.state != State.APPROVED:
        raise MoveNotAllowed(_("Danh mục này không còn chờ ký."))
    if request.purpose == Purpose.PERSON and principal.user_id != disposal.approved_by_id:
        raise Forbidden(_("Danh mục này do %(name)s duyệt nên chỉ người ấy ký được.") % {"name": disposal.approved_by})
    _note(disposal, "list_signed", principal, at, sha256=signed.sha256, purpose=request.purpose)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Không ký: the approval falls, the list waits for a decision again."""
    disposal = Disposal.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=request.subject_id)
    if disposal.state != State.APPROVED:
        return
    disposal.state, disposal.decision, disposal.approved_by, disposal.approved_at = State.PROPOSED, "", None, None
    disposal.save(update_fields=["state", "decision", "approved_by", "approved_at"])
    _note(disposal, "list_not_signed", principal, at, reason=reason)


def _note(disposal: Disposal, verb: str, principal: Principal | None, at: datetime, **data: str) -> None:
    unit_id = disposal.fonds.keeper_id
    journalling.write(
        disposal,
        verb,
        by_id=principal.user_id if principal else None,
        at=at,
        unit_id=unit_id,
        number=str(disposal),
        **data,
    )
