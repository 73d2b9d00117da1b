"""Ai xem, ai ghi, ai ký bàn giao tài liệu.

The unit that takes over writes (its archivists, clerks, leaders), and the old one while it is in force. For the old side signs
who was its head on its last day: his post carries no other right any more. The province's administrators, auditors and
departments read the board.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from thongsuot.accounts.models import Post, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.clock import TIMEZONE
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.org.selectors import versions_of
from thongsuot.records.models import Handover
from thongsuot.records.permissions import KEEPERS

OLD, NEW = "old", "new"
HEADS = (Role.CHAIR, Role.UNIT_LEADER)
WRITERS = (*KEEPERS, Role.DOCUMENT_CLERK)
READERS = (*WRITERS, Role.CHAIR, Role.SPECIALIST)
PROVINCE = (Role.PROVINCE_ADMIN, Role.AUDITOR, Role.DEPARTMENT_OFFICIAL)
_EVE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Tư cách của một người với một đợt bàn giao: which sides he signs for, with which title; whether he writes."""

    titles: dict[str, str]
    writes: bool


def visible(principal: Principal) -> QuerySet[Handover]:
    """Đợt bàn giao mà người này thấy."""
    units = principal.units_with(*READERS)
    seen = Q(new_id__in=units) | Q(old_id__in=units | headed_before(principal))
    provinces = principal.provinces_seen(*PROVINCE) if principal.has(*PROVINCE) else frozenset()
    return Handover.objects.filter(seen | Q(province_id__in=provinces) if provinces else seen)


def headed_before(principal: Principal) -> frozenset[int]:
    """Đơn vị mà người này từng đứng đầu, whether it is in force or not."""
    return frozenset(_headships(principal).values_list("unit_id", flat=True))


def handover_for(
    principal: Principal, uid: UUID | str, at: datetime, *, lock: bool = False
) -> tuple[Handover, Standing]:
    """The hand-over and what this person is to it; NotFound as if it did not exist."""
    rows = visible(principal).select_related("old", "new")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found, standing_of(principal, found, at)


def standing_of(principal: Principal, handover: Handover, at: datetime) -> Standing:
    """Which sides this person speaks for."""
    titles: dict[str, str] = {}
    for post in _headships(principal).filter(unit_id=handover.old_id):
        if _covers(post, last_moment(handover.old_id, at)):
            titles[OLD] = post.title
    for held in principal.posts:
        if held.unit_id == handover.new_id and held.role in HEADS:
            titles.setdefault(NEW, held.title)
    writes = any(principal.roles_in(unit) & set(WRITERS) for unit in (handover.new_id, handover.old_id))
    return Standing(titles, writes)


def last_moment(unit_id: int, at: datetime) -> datetime:
    """The last moment of a unit that has ended, else now."""
    end: date | None = versions_of(unit_id)[-1].valid_to
    if end is None or end > timezone.localdate(at):
        return at
    return datetime.combine(end, time(), TIMEZONE) - _EVE


def need_writer(standing: Standing) -> None:
    """Forbidden for who only reads."""
    if not standing.writes:
        raise Forbidden()


def need_side(standing: Standing, side: str) -> str:
    """The title with which this person signs for the side; Forbidden for anybody else."""
    if side not in standing.titles:
        raise Forbidden()
    return standing.titles[side]


def _headships(principal: Principal) -> QuerySet[Post]:
    return Post.objects.filter(user_id=principal.user_id, role__in=HEADS).order_by("id")


def _covers(post: Post, at: datetime) -> bool:
    return post.valid.lower <= at and (post.valid.upper is None or at < post.valid.upper)
