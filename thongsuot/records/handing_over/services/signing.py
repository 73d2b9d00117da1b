"""Ký số biên bản bàn giao: the head of the old side, then the head of the new side, and the seals that there are.

The last head of a dissolved unit signs with his own certificate from where he works now; his unit's seal signs nothing any
more. Without a certificate on either side the minutes are signed by hand and their scan is kept (`handovers.accept`).
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Post, Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.records.handing_over.minutes import TEMPLATE, Signers, minutes_data, minutes_pdf
from thongsuot.records.handing_over.permissions import HEADS, handover_for, last_moment, need_writer
from thongsuot.records.handing_over.selectors.handovers import content_hash
from thongsuot.records.handing_over.services import handovers
from thongsuot.records.handing_over.services.handovers import SUBJECT
from thongsuot.records.models import Handover
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import able_people, person_stands, seal_stands, works_in
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order
from thongsuot.signatures.spots import spots

State, Purpose = Handover.State, SigningRequest.Purpose


@dataclass(frozen=True, slots=True)
class Signer:
    """Người ký được cho một bên: with which title, and the unit in which he works now."""

    user_id: int
    name: str
    title: str
    unit_id: int

    @property
    def pair(self) -> tuple[int, str]:
        """As a list of choices takes it."""
        return self.user_id, f"{self.name}, {self.title}" if self.title else self.name


def givers(handover: Handover, at: datetime) -> list[Signer]:
    """Ai ký số được cho bên giao: who headed it on its last day, has a certificate and works somewhere now."""
    last = last_moment(handover.old_id, at)
    headed = Post.objects.filter(unit_id=handover.old_id, role__in=HEADS, valid__contains=last).order_by("pk")
    found: dict[int, Signer] = {}
    for post in headed.select_related("user"):
        unit = works_in(post.user_id, handover.old_id, at)
        if unit and person_stands(post.user_id, at):
            found.setdefault(post.user_id, Signer(post.user_id, str(post.user), post.title, unit))
    return list(found.values())


def receivers(handover: Handover, at: datetime) -> list[Signer]:
    """Ai ký số được cho bên nhận."""
    return [
        Signer(one.user_id, one.name, one.title, handover.new_id) for one in able_people(handover.new_id, HEADS, at)
    ]


def ask(
    *, uid: UUID | str, seen: int, giver_id: int, receiver_id: int, by: Principal, at: datetime
) -> list[SigningRequest]:
    """Trình ký biên bản. The page is set and its places are asked for before anything is locked.

    Raises Invalid `giver`, `receiver`; MoveNotAllowed before it was checked, when it waits already, or `stale`.
    """
    handover, standing = handover_for(by, uid, at)
    if not standing.titles:
        need_writer(standing)
    giver = next((one for one in givers(handover, at) if one.user_id == giver_id), None)
    receiver = next((one for one in receivers(handover, at) if one.user_id == receiver_id), None)
    if giver is None or receiver is None or giver_id == receiver_id:
        field = "receiver" if giver else "giver"
        message = _("Mỗi bên cần một người đứng đầu có chứng thư số còn hiệu lực, hai người khác nhau.")
        raise Invalid(message, code="signer_unable", errors=[{"field": field, "message": message}])
    signers = Signers((giver.name, giver.title), (receiver.name, receiver.title))
    pdf = minutes_pdf(handover, made_at=at, signers=signers)
    room = spots(TEMPLATE, minutes_data(handover, made_at=at, signers=signers))
    wanted = [Wanted(Purpose.PERSON, giver.unit_id, user_id=giver.user_id, mark=room["giver"].person)]
    if seal_stands(handover.old_id, at):
        wanted.append(Wanted(Purpose.SEAL, handover.old_id, role=Role.DOCUMENT_CLERK, mark=room["giver"].seal))
    wanted.append(Wanted(Purpose.PERSON, handover.new_id, user_id=receiver.user_id, mark=room["receiver"].person))
    if seal_stands(handover.new_id, at):
        wanted.append(Wanted(Purpose.SEAL, handover.new_id, role=Role.DOCUMENT_CLERK, mark=room["receiver"].seal))
    return _ask(handover, pdf, wanted, seen, by, at)


@transaction.atomic
def _ask(
    handover: Handover, pdf: bytes, wanted: list[Wanted], seen: int, by: Principal, at: datetime
) -> list[SigningRequest]:
    locked = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if locked.state != State.CHECKED or locked.asked_at:
        raise MoveNotAllowed(_("Đợt này chưa kiểm xong, đang chờ ký hoặc đã ký."))
    if locked.revision != seen or handover.revision != seen:
        raise MoveNotAllowed(_("Đợt bàn giao vừa được sửa. Hãy xem lại rồi làm."), code="stale")
    name = f"bien-ban-ban-giao-{locked.number}-{locked.year}.pdf"
    file = files.store_made(BytesIO(pdf), name, by.user_id, kind=files.PDF, at=at, limit=len(pdf))
    subject = Subject(
        locked.province_id, SUBJECT, locked.pk, f"BBBG {locked}",
        gettext_lazy("Biên bản bàn giao tài liệu: %(title)s"),
        reverse("records:handover", args=[locked.uid]), {"title": locked.title},
    )  # fmt: skip
    made = ask_in_order(subject, file, wanted, principal=by, at=at)
    locked.asked_at, locked.content_hash = at, content_hash(locked)
    locked.save(update_fields=["asked_at", "content_hash"])
    handovers.note(locked, by, at, "handover_sent_to_sign", sha256=locked.content_hash, signatures=len(made))
    return made


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký: the giver's signature hands over, the receiver's accepts. Inside the transaction of the room that signs."""
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    handover.minutes = signed
    if request.purpose != Purpose.PERSON:
        handover.save(update_fields=["minutes"])
        handovers.note(handover, principal, at, "handover_sealed", sha256=signed.sha256, unit=request.unit_id)
        return
    if principal.user_id != request.wanted_user_id:
        wanted = User.objects.get(pk=request.wanted_user_id or 0)
        raise Forbidden(_("Biên bản này đứng tên %(name)s nên chỉ người ấy ký được.") % {"name": wanted})
    if content_hash(handover) != handover.content_hash:
        raise MoveNotAllowed(_("Danh mục không còn đúng như lúc trình ký. Hãy trả lại để ký lại."), code="list_changed")
    if request.order == 1:
        _need(handover, State.CHECKED)
        title = _title(handover, principal, at)
        handovers.handed(handover, Handover.Way.DIGITAL, by=principal, title=title, at=at)
    else:
        _need(handover, State.HANDED)
        held = next((one for one in principal.posts if one.unit_id == handover.new_id and one.role in HEADS), None)
        if held is None:
            raise Forbidden(_("Người ký không còn đứng đầu bên nhận."))
        handovers.accepted(handover, by=principal, title=held.title, at=at)


def _title(handover: Handover, principal: Principal, at: datetime) -> str:
    last = last_moment(handover.old_id, at)
    posts = Post.objects.filter(user_id=principal.user_id, unit_id=handover.old_id, role__in=HEADS)
    title = posts.filter(valid__contains=last).order_by("pk").values_list("title", flat=True).first()
    if title is None:
        raise Forbidden(_("Người ký không phải người đứng đầu cuối cùng của bên giao."))
    return title


def _need(handover: Handover, state: str) -> None:
    if handover.state != state:
        raise MoveNotAllowed(
            _("Đợt bàn giao đang ở bước “%(state)s”, không phải lúc ký.") % {"state": handover.get_state_display()}
        )


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Một bên không ký: the list is open again with the reason; once both have signed nothing is taken back here."""
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    if handover.state == State.ACCEPTED:
        raise MoveNotAllowed(_("Hai bên đã ký biên bản; con dấu chưa đóng được thì để chờ."))
    handovers.opened_again(handover, reason[:300], by=principal, at=at)
