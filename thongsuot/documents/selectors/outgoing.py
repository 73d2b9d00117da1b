"""Văn bản đi để xem: the list by stage, one document with what belongs to it, who may sign it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from thongsuot.accounts.models import Delegation, Post, Role, User
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.errors import NotFound
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import (
    Direction,
    Document,
    DocumentFile,
    DocumentHolding,
    DocumentLink,
    DraftComment,
    DraftVersion,
    Recipient,
    State,
)
from thongsuot.documents.modes import Authority, authorities
from thongsuot.documents.permissions import units_worked_in
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import predecessor_ids

PAGE = 50
STAGES: dict[str, tuple[str, ...]] = {
    "soan": (State.DRAFTING,),
    "kiem-tra": (State.CONTENT_CHECK, State.FORM_CHECK),
    "trinh-ky": (State.TO_SIGN,),
    "cho-phat-hanh": (State.SIGNED,),
    "da-phat-hanh": (State.ISSUED,),
    "thoi": (State.RECALLED, State.REPLACED, State.ABANDONED),
}


def readable_units(principal: Principal) -> frozenset[int]:
    """Đơn vị của mình và các đơn vị trước của nó: what a predecessor issued is read by its successor."""
    own = units_worked_in(principal)
    return own.union(*(predecessor_ids(unit_id) for unit_id in own))


def mine(principal: Principal) -> QuerySet[Document]:
    """Văn bản đi mà người này được xem."""
    return Document.objects.filter(unit_id__in=readable_units(principal), direction=Direction.OUTGOING)


def listed(
    principal: Principal, *, stage: str = "", words: str = "", before: int | None = None, limit: int = PAGE
) -> list[Document]:
    """Một trang của danh sách, newest first; one statement; leaves out what comes behind `limit`."""
    found = mine(principal)
    if stage in STAGES:
        found = found.filter(state__in=STAGES[stage])
    if words:
        number = Q(number=words.split("/")[0].strip().rjust(2, "0"))
        found = found.filter(Q(summary__icontains=words) | number)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.select_related("lead", "signer").order_by("-id")[:limit])


def counted(principal: Principal) -> dict[str, int]:
    """Số văn bản đang mở ở mỗi chặng, from the narrow table; one statement."""
    rows = (
        DocumentHolding.objects.filter(unit_id__in=units_worked_in(principal), direction=Direction.OUTGOING)
        .values_list("state")
        .annotate(n=Count("id"))
    )
    by_state = dict(rows)
    return {stage: sum(by_state.get(state, 0) for state in states) for stage, states in STAGES.items()}


def one(principal: Principal, uid: UUID) -> Document:
    """Một văn bản đi; NotFound outside one's units."""
    found = mine(principal).filter(uid=uid).select_related("lead", "signer").first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Whole:
    """Một văn bản với mọi thứ thuộc về nó."""

    document: Document
    versions: list[DraftVersion]
    comments: list[DraftComment]
    recipients: list[Recipient]
    files: list[DocumentFile]
    links: list[tuple[DocumentLink, Document | None]]
    backlinks: list[DocumentLink]

    @property
    def draft(self) -> DraftVersion | None:
        """The version that counts."""
        return self.versions[0] if self.versions else None

    @property
    def main(self) -> DocumentFile | None:
        """The signed file, once there is one."""
        return next((f for f in self.files if f.purpose == DocumentFile.Purpose.MAIN and f.replaced_at is None), None)


def whole(document: Document) -> Whole:
    """Phiên bản, ý kiến, nơi nhận, tệp, liên kết; seven statements however many there are."""
    own = {"province_id": document.province_id, "document": document}
    links = list(DocumentLink.objects.filter(**own))
    others = Document.objects.in_bulk([link.other_id for link in links if link.other_id])
    # Only of the same unit: what others say of it is in their own rooms.
    back = DocumentLink.objects.filter(
        province_id=document.province_id, other_id=document.pk, document__unit_id=document.unit_id
    )
    return Whole(
        document,
        list(
            DraftVersion.objects.filter(**own).select_related("saved_by", "made_from__template").order_by("-revision")
        ),
        list(DraftComment.objects.filter(**own).select_related("made_by").order_by("-id")),
        list(Recipient.objects.filter(**own).order_by("position", "id")),
        list(DocumentFile.objects.filter(**own).select_related("file").order_by("position", "id")),
        [(link, others.get(link.other_id or 0)) for link in links],
        list(back.select_related("document").order_by("id")),
    )


def late(unit_ids: Sequence[int], today: date) -> int:
    """Văn bản đã ký mà chưa phát hành trong ngày (Điều 18.1)."""
    found = Document.objects.filter(unit_id__in=unit_ids, direction=Direction.OUTGOING, state=State.SIGNED)
    return found.filter(issued_on__lt=today).count()


def signers(unit_id: int, at: datetime) -> list[tuple[User, Authority]]:
    """Ai ký được và ký cách nào, at this moment: heads and deputies by their posts, others by dated delegations."""
    posts = Post.objects.filter(unit_id=unit_id, role__in=[Role.CHAIR, Role.UNIT_LEADER], valid__contains=at)
    given = Delegation.objects.filter(post__unit_id=unit_id, revoked_at=None, valid__contains=at)
    ids = sorted({*posts.values_list("user_id", flat=True), *given.values_list("delegate_id", flat=True)})
    people = User.objects.in_bulk(ids)
    issuer = issuer_of(unit_id, local_day(at))
    found = []
    for user_id in ids:
        principal = principal_of(user_id, at)
        if principal:
            found += [(people[user_id], one) for one in authorities(principal, unit_id, issuer)]
    return found
