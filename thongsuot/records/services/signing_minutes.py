"""Ký số biên bản giao nhận nộp lưu: the side that hands in, then the archivist who received (NĐ 30/2020, Điều 30, Phụ lục V).

Where one side has no certificate the two printed copies are signed by hand, and the page says that nothing is signed here.
"""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.records import journalling
from thongsuot.records.models import HandIn
from thongsuot.records.papers.minutes import HAND_IN, hand_in_data, hand_in_pdf
from thongsuot.records.permissions import KEEPERS, READERS, need_keeper, visible_hand_ins
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import Able, able_people
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order
from thongsuot.signatures.spots import spots

SUBJECT = "hand_in"
Purpose = SigningRequest.Purpose


def givers(hand: HandIn, at: datetime) -> list[Able]:
    """Ai ký số được cho bên giao, who handed in first."""
    found = able_people(hand.unit_id, READERS, at)
    return sorted(found, key=lambda one: one.user_id != hand.offered_by_id)


def receivers(hand: HandIn, at: datetime) -> list[Able]:
    """Ai ký số được cho lưu trữ, who received first."""
    found = able_people(hand.fonds.keeper_id, KEEPERS, at)
    return sorted(found, key=lambda one: one.user_id != hand.closed_by_id)


def ask(*, uid: UUID, giver_id: int, receiver_id: int, principal: Principal, at: datetime) -> list[SigningRequest]:
    """Trình ký biên bản của một đợt đã xong. The page is set before anything is locked.

    Raises Invalid at `giver` or `receiver` (no certificate, the same person), MoveNotAllowed before it is closed or twice.
    """
    hand = visible_hand_ins(principal).select_related("fonds").filter(uid=uid).first()
    if hand is None:
        raise NotFound()
    need_keeper(principal, hand.fonds.keeper_id)
    giver = next((one for one in givers(hand, at) if one.user_id == giver_id), None)
    receiver = next((one for one in receivers(hand, at) if one.user_id == receiver_id), None)
    if giver is None or receiver is None or giver_id == receiver_id:
        message = _("Mỗi bên cần một người có chứng thư số còn hiệu lực, hai người khác nhau.")
        field = "receiver" if giver else "giver"
        raise Invalid(message, code="signer_unable", errors=[{"field": field, "message": message}])
    names = (giver.name, receiver.name)
    pdf = hand_in_pdf(hand, at=at, signers=names)
    room = spots(HAND_IN, hand_in_data(hand, at=at, signers=names))
    wanted = [
        Wanted(Purpose.PERSON, hand.unit_id, user_id=giver_id, mark=room["giver"].person),
        Wanted(Purpose.PERSON, hand.fonds.keeper_id, user_id=receiver_id, mark=room["receiver"].person),
    ]
    return _ask(hand, pdf, wanted, principal, at)


@transaction.atomic
def _ask(hand: HandIn, pdf: bytes, wanted: list[Wanted], principal: Principal, at: datetime) -> list[SigningRequest]:
    locked = HandIn.objects.select_for_update(of=("self",)).get(pk=hand.pk)
    if locked.state != HandIn.State.CLOSED:
        raise MoveNotAllowed(_("Kiểm xong mọi hồ sơ của đợt nộp rồi mới ký biên bản."))
    if paper_of(locked.province_id, SUBJECT, locked.pk).lines:
        raise MoveNotAllowed(_("Biên bản này đã ký hoặc đang chờ ký."))
    name = f"bien-ban-nop-luu-{locked.number:02}-{locked.year}.pdf"
    file = files.store_made(BytesIO(pdf), name, principal.user_id, kind=files.PDF, at=at, limit=len(pdf))
    subject = Subject(
        locked.province_id, SUBJECT, locked.pk, f"BBNL {locked}",
        gettext_lazy("Biên bản giao nhận nộp lưu: %(title)s"),
        reverse("records:hand_in", args=[locked.uid]), {"title": locked.title},
    )  # fmt: skip
    made = ask_in_order(subject, file, wanted, principal=principal, at=at)
    _note(locked, "minutes_sent_to_sign", principal, at)
    return made


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Một bên đã ký: only who is named, for the minutes bear his name."""
    if principal.user_id != request.wanted_user_id:
        wanted = User.objects.get(pk=request.wanted_user_id or 0)
        raise Forbidden(_("Biên bản này đứng tên %(name)s nên chỉ người ấy ký được.") % {"name": wanted})
    hand = HandIn.objects.select_related("fonds").get(pk=request.subject_id)
    _note(hand, "minutes_signed", principal, at, sha256=signed.sha256)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Một bên không ký: what was received stays received; the minutes may be sent again."""
    _note(
        HandIn.objects.select_related("fonds").get(pk=request.subject_id),
        "minutes_not_signed",
        principal,
        at,
        reason=reason,
    )


def _note(hand: HandIn, verb: str, principal: Principal | None, at: datetime, **data: str) -> None:
    unit_id = hand.fonds.keeper_id
    journalling.write(
        hand, verb, by_id=principal.user_id if principal else None, at=at, unit_id=unit_id, number=str(hand), **data
    )
