"""Ký số danh mục huỷ đã duyệt: who approved it signs with his own certificate, then the seal; only then is anything destroyed.

An approver without a certificate signed the decision on paper: the page says so, and the list stays unsigned here.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.records.models import Disposal
from thongsuot.records.permissions import visible_disposals
from thongsuot.records.services.disposal_papers import Paper, note, send
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import person_stands
from thongsuot.signatures.selectors.papers import paper_of

SUBJECT = "disposal"
Purpose, State = SigningRequest.Purpose, Disposal.State
LIST = Paper(
    kind=SUBJECT,
    state=State.APPROVED,
    spot="approver",
    file_name="danh-muc-huy",
    code="DMH",
    title=gettext_lazy("Danh mục tài liệu hết giá trị được huỷ, %(decision)s"),
    taken=gettext_lazy("Danh mục này đã ký hoặc đang chờ ký."),
    verb="list_sent_to_sign",
)


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
    """Trình ký danh mục đã duyệt: the approver, then the seal (`disposal_papers`).

    Raises MoveNotAllowed `no_certificate`, or when it is not approved, waits already or is signed.
    """
    disposal = visible_disposals(principal).select_related("fonds").filter(uid=uid).first()
    if disposal is None:
        raise NotFound()
    if disposal.state != State.APPROVED:
        raise MoveNotAllowed(_("Chỉ ký danh mục đã duyệt."))
    if not able(disposal, at):
        raise MoveNotAllowed(_("Người duyệt chưa có chứng thư số còn hiệu lực."), code="no_certificate")
    return send(LIST, disposal, disposal.approved_by_id, principal=principal, at=at)


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký: the approval counts under exactly this list. Inside the transaction of the room that signs."""
    disposal = Disposal.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=request.subject_id)
    if disposal.state != State.APPROVED:
        raise MoveNotAllowed(_("Danh mục này không còn chờ ký."))
    if request.purpose == Purpose.PERSON and principal.user_id != disposal.approved_by_id:
        raise Forbidden(_("Danh mục này do %(name)s duyệt nên chỉ người ấy ký được.") % {"name": disposal.approved_by})
    note(disposal, "list_signed", principal, at, sha256=signed.sha256, purpose=request.purpose)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Không ký: the approval falls, the list waits for a decision again."""
    disposal = Disposal.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=request.subject_id)
    if disposal.state != State.APPROVED:
        return
    disposal.state, disposal.decision, disposal.approved_by, disposal.approved_at = State.PROPOSED, "", None, None
    disposal.save(update_fields=["state", "decision", "approved_by", "approved_at"])
    note(disposal, "list_not_signed", principal, at, reason=reason)
