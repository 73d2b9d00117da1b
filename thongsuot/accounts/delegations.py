"""Ủy quyền như các trang hiện: given and taken by a person, and all of the units somebody administers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from thongsuot.accounts.models import Delegation, Post
from thongsuot.accounts.permissions import administered_posts
from thongsuot.accounts.principal import Principal
from thongsuot.accounts.services import DELEGABLE
from thongsuot.org.selectors import unit_info

MOST = 100


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """Một ủy quyền; `state`: coming, now, over, revoked. `last_moment` lies on the last day it holds."""

    id: int
    giver: str
    delegate: str
    title: str
    unit: str
    since: datetime
    last_moment: datetime
    mode: str
    number: str
    note: str
    state: str
    given_by_me: bool


def delegations_of(user_id: int, at: datetime, within: QuerySet[Post] | None = None) -> list[DelegationLine]:
    """Ủy quyền đã giao và đã nhận của một người (of posts `within` somebody's administration), latest first."""
    theirs = Delegation.objects.filter(Q(giver_id=user_id) | Q(delegate_id=user_id))
    return _lines(theirs if within is None else theirs.filter(post__in=within), at, user_id)


def delegations_of_units(principal: Principal, at: datetime) -> list[DelegationLine]:
    """Ủy quyền trong các đơn vị mình quản trị; latest first; leaves out all but the last hundred."""
    return _lines(Delegation.objects.filter(post__in=administered_posts(principal)), at, principal.user_id)


def posts_to_delegate(user_id: int, at: datetime) -> list[tuple[str, str]]:
    """Chức vụ của mình có thể ủy quyền, as choices of a form."""
    day = timezone.localtime(at).date()
    posts = Post.objects.filter(user_id=user_id, role__in=DELEGABLE, valid__contains=at).order_by("id")
    return [(str(p.pk), f"{p.title}, {unit_info(p.unit_id, day).full_name}") for p in posts]


def colleagues_of(user_id: int, at: datetime) -> list[tuple[str, str]]:
    """Cán bộ cùng đơn vị với chức vụ ủy quyền được, as choices: name and user name."""
    units = Post.objects.filter(user_id=user_id, role__in=DELEGABLE, valid__contains=at).values("unit_id")
    people = (
        Post.objects.filter(unit_id__in=units, valid__contains=at, user__is_active=True, user__kind="official")
        .exclude(user_id=user_id)
        .order_by("user__full_name")
        .values_list("user__username", "user__full_name")
        .distinct()
    )
    return [(username, f"{name} ({username})") for username, name in people]


def _lines(found: QuerySet[Delegation], at: datetime, me: int) -> list[DelegationLine]:
    rows = found.select_related("post", "giver", "delegate").order_by("-id")[:MOST]
    return [_line(row, at, me) for row in rows]


def _line(row: Delegation, at: datetime, me: int) -> DelegationLine:
    since, until = row.valid.lower, row.valid.upper
    over = row.post.valid.upper is not None and row.post.valid.upper <= at
    state = "over" if until <= at or over else "coming" if at < since else "now"
    return DelegationLine(
        id=row.pk,
        giver=row.giver.full_name,
        delegate=row.delegate.full_name,
        title=row.post.title,
        unit=unit_info(row.post.unit_id, timezone.localtime(at).date()).full_name,
        since=since,
        last_moment=until - timedelta(microseconds=1),
        mode=row.mode,
        number=row.number,
        note=row.note,
        state="revoked" if row.revoked_at else state,
        given_by_me=row.giver_id == me,
    )
