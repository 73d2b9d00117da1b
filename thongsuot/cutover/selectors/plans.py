"""Danh sách kế hoạch và con số của từng kế hoạch."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from thongsuot.accounts.principal import Principal
from thongsuot.cutover.content import COMMUNE_KINDS
from thongsuot.cutover.models import Plan, PlanUnit
from thongsuot.cutover.permissions import visible_plans
from thongsuot.org.models import Kind


@dataclass(frozen=True, slots=True)
class Size:
    """Bao nhiêu đơn vị cấp xã cũ, mới, bị chia (và huyện bị bỏ)."""

    old: int = 0
    new: int = 0
    split: int = 0
    districts: int = 0


def plans_of(principal: Principal) -> QuerySet[Plan]:
    """Các kế hoạch người này thấy, the newest effective day first."""
    return visible_plans(principal).order_by("-effective_on", "code")


def size(plan: Plan) -> Size:
    """Con số của kế hoạch, one statement."""
    return sizes([plan])[plan.pk]


def sizes(plans: list[Plan]) -> dict[int, Size]:
    """Con số của nhiều kế hoạch, one statement for any number of them."""
    ways = PlanUnit.objects.filter(plan__in=plans).values("plan_id", "side", "kind").annotate(ways=Count("goes_to"))
    found: dict[int, dict[str, int]] = {plan.pk: defaultdict(int) for plan in plans}
    for row in ways.values("plan_id", "side", "kind", "ways", "id"):
        own = found[row["plan_id"]]
        if row["kind"] in COMMUNE_KINDS:
            own[row["side"]] += 1
            own["split"] += row["ways"] > 1
        elif row["kind"] == Kind.DISTRICT:
            own["districts"] += 1
    return {pk: Size(**own) for pk, own in found.items()}


def communes(plan: Plan, side: str) -> QuerySet[PlanUnit]:
    """Đơn vị cấp xã của một bên; districts and the province, which may stand in a plan too, are left out."""
    return PlanUnit.objects.filter(plan=plan, side=side, kind__in=COMMUNE_KINDS)
