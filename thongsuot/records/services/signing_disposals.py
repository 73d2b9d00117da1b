"""Ký số biên bản huỷ: who carried it out, under his own name, then the seal; the list was signed before (`signing_lists`).

Without a certificate of his the minutes are printed and signed by hand, and the page says so; they may be signed later.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Held
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.records.models import Disposal
from thongsuot.records.permissions import need_keeper, visible_disposals
from thongsuot.records.services.disposal_papers import Paper, note, send
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import person_stands

SUBJECT = "disposal_minutes"
Purpose, State = SigningRequest.Purpose, Disposal.State
MINUTES = Paper(
    kind=SUBJECT,
    state=State.DONE,
    spot="carrier",
    file_name="bien-ban-huy",
    code="BBH",
    title=gettext_lazy("Biên bản huỷ tài liệu hết giá trị, %(decision)s"),
    taken=gettext_lazy("Biên bản này đã ký hoặc đang chờ ký."),
    verb="minutes_sent_to_sign",
)


def able(disposal: Disposal, at: datetime) -> bool:
    """Whether who carried it out still works there and has a certificate."""
    if disposal.state != State.DONE or not person_stands(disposal.done_by_id, at):
        return False
    held = Held.objects.filter(user_id=disposal.done_by_id or 0, unit_id=disposal.fonds.keeper_id, valid__contains=at)
    return held.exists()


def ask(*, uid: UUID, principal: Principal, at: datetime) -> list[SigningRequest]:
    """Trình ký biên bản huỷ: who carried it out, then the seal (`disposal_papers`).

    Raises MoveNotAllowed `no_certificate`, or before it is carried out, when it waits already or is signed.
    """
    disposal = visible_disposals(principal).select_related("fonds").filter(uid=uid).first()
    if disposal is None:
        raise NotFound()
    need_keeper(principal, disposal.fonds.keeper_id)
    if disposal.state != State.DONE:
        raise MoveNotAllowed(_("Huỷ xong mới có biên bản để ký."))
    if not able(disposal, at):
        raise MoveNotAllowed(
            _("Người huỷ chưa có chứng thư số còn hiệu lực, hoặc không còn làm ở đây."), code="no_certificate"
        )
    return send(MINUTES, disposal, disposal.done_by_id, principal=principal, at=at)


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký hoặc đã đóng dấu. Inside the transaction of the room that signs."""
    disposal = Disposal.objects.select_related("fonds", "done_by").get(pk=request.subject_id)
    if request.purpose == Purpose.PERSON and principal.user_id != disposal.done_by_id:
        raise Forbidden(_("Biên bản này đứng tên %(name)s nên chỉ người ấy ký được.") % {"name": disposal.done_by})
    note(disposal, "minutes_signed", principal, at, sha256=signed.sha256, purpose=request.purpose)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Không ký: what was destroyed stays so; the minutes may be sent again."""
    disposal = Disposal.objects.select_related("fonds").get(pk=request.subject_id)
    note(disposal, "minutes_not_signed", principal, at, reason=reason)
