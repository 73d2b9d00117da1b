"""Chức vụ và người của kế hoạch, a page at a time; and who of an old unit the plan has not spoken of yet."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet

from thongsuot.accounts.models import Post, User
from thongsuot.common.clock import TIMEZONE
from thongsuot.cutover.models import Plan, PlanPost, PlanUnit

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """Người đang có chức vụ ở đơn vị cũ mà kế hoạch chưa nhắc tới."""

    user: User
    title: str
    role: str


def posts_of(plan: Plan, *, new: int | None = None, old: int | None = None, view: str = "") -> QuerySet[PlanPost]:
    """Các chức vụ: of one new unit, of one old unit, only vacant ones ("trong"), only who leaves ("thoi")."""
    rows = PlanPost.objects.filter(plan=plan).select_related("new", "old", "user")
    if new is not None:
        rows = rows.filter(new_id=new)
    if old is not None:
        rows = rows.filter(old_id=old)
    if view == "trong":
        rows = rows.filter(user=None, full_name="")
    if view == "thoi":
        rows = rows.filter(new=None)
    return rows.order_by("new__name", "organ_kind", "role", "full_name", "pk")


def waiting(plan: Plan, old: PlanUnit) -> list[Waiting]:
    """Ai của đơn vị cũ chưa được nhắc tới; one statement."""
    end = datetime.combine(plan.effective_on, time(0), TIMEZONE)
    named = PlanPost.objects.filter(plan=plan).exclude(user=None).values("user")
    rows = (
        Post.objects.filter(unit_id=old.unit_id, user__is_active=True, user__kind=User.Kind.OFFICIAL)
        .filter(Q(valid__endswith=None) | Q(valid__endswith__gte=end), valid__startswith__lt=end)
        .exclude(user__in=named)
        .select_related("user")
        .order_by("user__full_name", "pk")
    )
    return [Waiting(post.user, post.title, post.role) for post in rows[:200]]
