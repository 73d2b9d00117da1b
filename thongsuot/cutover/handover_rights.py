"""Ai xem, ai ký sổ bàn giao: heads of the old unit (as it was up to the instant) and of the new one; the project team reads.

The old unit is dissolved at the instant and its posts carry no right any more; who was its head on the eve still answers
for what he hands over, and that is all he may do with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from thongsuot.accounts.models import Post
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.cutover.models import HandoverBook, Plan
from thongsuot.cutover.permissions import HEADS, READERS, plans_for, provinces_ahead
from thongsuot.cutover.selectors.accounts import instant_of

OLD, NEW = "old", "new"
_EVE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Tư cách của một người với một sổ: which sides he speaks for, with which title; whether he leads the plan."""

    titles: dict[str, str]
    plans: bool = False

    @property
    def writes(self) -> bool:
        """Whether he writes lines."""
        return bool(self.titles)


def books_in_sight(principal: Principal, at: datetime) -> QuerySet[HandoverBook]:
    """Sổ của các đơn vị mà người này đứng đầu hay đã đứng đầu, and of his province's plans for readers."""
    headed = set(_headships(principal).values_list("unit_id", flat=True)) | principal.units_with(*HEADS)
    return HandoverBook.objects.filter(Q(old__unit_id__in=headed) | Q(new__unit_id__in=headed)).select_related(
        "plan", "old", "new"
    )


def book_for(principal: Principal, book_id: int, at: datetime, *, lock: bool = False) -> tuple[HandoverBook, Standing]:
    """The book and what this person is to it; NotFound as if it did not exist."""
    rows = HandoverBook.objects.select_related("plan", "old", "new")
    if lock:
        rows = rows.select_for_update(of=("self",))
    book = rows.filter(pk=book_id).first()
    if book is None:
        raise NotFound()
    standing = standing_of(principal, book, at)
    reads = book.plan.province_id in provinces_ahead(principal, *READERS)
    if not (standing.titles or reads):
        raise NotFound()
    return book, standing


def standing_of(principal: Principal, book: HandoverBook, at: datetime) -> Standing:
    """Which sides this person speaks for; own posts only, and those he holds now by delegation in the new unit."""
    instant = instant_of(book.plan)
    titles: dict[str, str] = {}
    for post in _headships(principal).filter(unit_id__in=[book.old.unit_id, book.new.unit_id]):
        if post.unit_id == book.old.unit_id and _covers(post, instant - _EVE):
            titles[OLD] = post.title
        if post.unit_id == book.new.unit_id and _covers(post, max(at, instant)):
            titles[NEW] = post.title
    for held in principal.posts:
        if held.unit_id == book.new.unit_id and held.role in HEADS:
            titles.setdefault(NEW, held.title)
    return Standing(titles, plans_for(principal, book.plan))


def require_writer(standing: Standing) -> None:
    """Forbidden for who only reads."""
    if not standing.writes:
        raise Forbidden()


def require_reader(principal: Principal, plan: Plan) -> None:
    """The board of all communes is for those who read the plan."""
    if plan.province_id not in provinces_ahead(principal, *READERS):
        raise Forbidden()


def _headships(principal: Principal) -> QuerySet[Post]:
    return Post.objects.filter(user_id=principal.user_id, role__in=HEADS).order_by("id")


def _covers(post: Post, at: datetime) -> bool:
    return post.valid.lower <= at and (post.valid.upper is None or at < post.valid.upper)
