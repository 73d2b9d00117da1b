"""Ký số biên bản huỷ: who carried it out, under his own name, then the seal; the list was signed before (`signing_lists`).

Without a certificate of his the minutes are printed and signed by hand, and the page says so; they may be signed later.
"""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.records import journalling
from thongsuot.records.models import Disposal
from thongsuot.records.papers.minutes import DISPOSAL, disposal_data, disposal_pdf
from thongsuot.records.permissions import need_keeper, visible_disposals
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import person_stands, seal_stands
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order
from thongsuot.signatures.spots import spots

SUBJECT = "disposal_minutes"
Purpose, State = SigningRequest.Purpose, Disposal.State


def able(disposal: Disposal, at: datetime) -> bool:
    """Whether who carried it out still works there and has a certificate."""
    if disposal.state != State.DONE or not person_stands(disposal.done_by_id, at):
        return False
    held = Held.objects.filter(user_id=disposal.done_by_id or 0, unit_id=disposal.fonds.keeper_id, valid__contains=at)
    return held.exists()


def ask(*, uid: UUID, principal: Principal, at: datetime) -> list[SigningRequest]:
    """Trình ký biên bản huỷ. The page is set before anything is locked.

    Raises MoveNotAllowed `no_certificate`, or before it is carried out, when it waits already or is signed.
    """
    disposal = visible_disposals(principal).select_related("fonds").filter(uid=uid).first()
    if disposal is None:
        raise NotFound()
    unit_id = disposal.fonds.keeper_id
    need_keeper(principal, unit_id)
    if disposal.state != State.DONE:
        raise MoveNotAllowed(_("Huỷ xong mới có biên bản để ký."))
    if not able(disposal, at):
        raise MoveNotAllowed(
            _("Người huỷ chưa có chứng thư số còn hiệu lực, hoặc không còn làm ở đây."), code="no_certificate"
        )
    pdf = disposal_pdf(disposal, at=at)
    room = spots(DISPOSAL, disposal_data(disposal, at=at))["carrier"]
    wanted = [Wanted(Purpose.PERSON, unit_id, user_id=disposal.done_by_id, mark=room.person)]
    if seal_stands(unit_id, at):
        wanted.append(Wanted(Purpose.SEAL, unit_id, role=Role.DOCUMENT_CLERK, mark=room.seal))
    return _ask(disposal, pdf, wanted, principal, at)


@transaction.atomic
def _ask(
    disposal: Disposal, pdf: bytes, wanted: list[Wanted], principal: Principal, at: datetime
) -> list[SigningRequest]:
    locked = Disposal.objects.select_for_update(of=("self",)).select_related("fonds").get(pk=disposal.pk)
    if locked.state != State.DONE or paper_of(locked.province_id, SUBJECT, locked.pk).lines:
        raise MoveNotAllowed(_("Biên bản này đã ký hoặc đang chờ ký."))
    name = f"bien-ban-huy-{locked.number:02}-{locked.year}.pdf"
    file = files.store_made(BytesIO(pdf), name, principal.user_id, kind=files.PDF, at=at, limit=len(pdf))
    subject = Subject(
        locked.province_id, SUBJECT, locked.pk, f"BBH {locked}",
        _("Biên bản huỷ tài liệu hết giá trị, %(decision)s") % {"decision": locked.decision},
        reverse("records:disposal", args=[locked.uid]),
    )  # fmt: skip
    made = ask_in_order(subject, file, wanted, principal=principal, at=at)
    _note(locked, "minutes_sent_to_sign", principal, at)
    return made


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký hoặc đã đóng dấu. Inside the transaction of the room that signs."""
    disposal = Disposal.objects.select_related("fonds", "done_by").get(pk=request.subject_id)
    if request.purpose == Purpose.PERSON and principal.user_id != disposal.done_by_id:
        raise Forbidden(_("Biên bản này đứng tên %(name)s nên chỉ người ấy ký được.") % {"name": disposal.done_by})
    _note(disposal, "minutes_signed", principal, at, sha256=signed.sha256, purpose=request.purpose)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Không ký: what was destroyed stays so; the minutes may be sent again."""
    disposal = Disposal.objects.select_related("fonds").get(pk=request.subject_id)
    _note(disposal, "minutes_not_signed", principal, at, reason=reason)


def _note(disposal: Disposal, verb: str, principal: Principal | None, at: datetime, **data: str) -> None:
    by_id, unit_id = principal.user_id if principal else None, disposal.fonds.keeper_id
    journalling.write(disposal, verb, by_id=by_id, at=at, unit_id=unit_id, number=str(disposal), **data)
