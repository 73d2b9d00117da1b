"""Danh sách kế hoạch và con số của từng kế hoạch."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from thongsuot.accounts.principal import Principal
from thongsuot.cutover.models import Plan, PlanUnit, Side
from thongsuot.cutover.permissions import visible_plans


@dataclass(frozen=True, slots=True)
class Size:
    """Bao nhiêu đơn vị cũ, đơn vị mới, đơn vị cũ bị chia."""

    old: int
    new: int
    split: int


def plans_of(principal: Principal) -> QuerySet[Plan]:
    """Các kế hoạch người này thấy, the newest effective day first."""
    return visible_plans(principal).order_by("-effective_on", "code")


def size(plan: Plan) -> Size:
    """Con số của kế hoạch, one statement."""
    return sizes([plan])[plan.pk]


def sizes(plans: list[Plan]) -> dict[int, Size]:
    """Con số của nhiều kế hoạch, one statement for any number of them."""
    ways = PlanUnit.objects.filter(plan__in=plans).values("plan_id", "side", "id").annotate(ways=Count("goes_to"))
    found = {plan.pk: [0, 0, 0] for plan in plans}
    for row in ways:
        own = found[row["plan_id"]]
        own[0 if row["side"] == Side.OLD else 1] += 1
        own[2] += row["ways"] > 1
    return {pk: Size(*own) for pk, own in found.items()}


def split_units(plan: Plan) -> QuerySet[PlanUnit]:
    """Đơn vị cũ đi về nhiều nơi hoặc không đi hết."""
    return PlanUnit.objects.filter(plan=plan, side=Side.OLD).annotate(ways=Count("goes_to")).filter(Q(ways__gt=1))
