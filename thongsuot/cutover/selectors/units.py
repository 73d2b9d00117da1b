"""Đơn vị của kế hoạch như trang hiện: lists by side with where each goes or comes from, a page at a time."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from thongsuot.common.text import bare
from thongsuot.cutover.models import Going, Plan, PlanUnit, Side

PAGE = 50
NEW, OLD, SPLIT = "moi", "cu", "chia"


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Một trang đơn vị; `total` counts all that fit the search."""

    units: list[PlanUnit]
    total: int


def units_page(plan: Plan, *, view: str, q: str, start: int) -> UnitPage:
    """Đơn vị của một bên (hay chỉ đơn vị bị chia), by name; searched without marks in name and code. Three statements."""
    rows = _of_view(plan, view)
    if q:
        wanted = bare(q)
        found = [
            pk
            for pk, name, code in rows.values_list("pk", "full_name", "code")
            if wanted in bare(name) or wanted in code
        ]
        rows = PlanUnit.objects.filter(pk__in=found)
        total = len(found)
    else:
        total = rows.count()
    ways = Going.objects.select_related("old", "new").order_by("old__name", "new__name", "pk")
    shown = (
        rows.annotate(
            posts_count=Count("posts", distinct=True),
            main_seats=Count("seats", filter=Q(seats__is_main=True), distinct=True),
        )
        .prefetch_related(Prefetch("goes_to", ways), Prefetch("made_of", ways))
        .order_by("name", "code")[start : start + PAGE]
    )
    return UnitPage(list(shown), total)


def counts(plan: Plan) -> dict[str, int]:
    """Bao nhiêu đơn vị ở mỗi thẻ."""
    return {view: _of_view(plan, view).count() for view in (NEW, OLD, SPLIT)}


def unit_of(plan: Plan, pk: int) -> PlanUnit | None:
    """Một đơn vị của kế hoạch."""
    return PlanUnit.objects.filter(plan=plan, pk=pk).select_related("caretaker", "parent").first()


def choices(plan: Plan, side: str) -> list[tuple[int, str]]:
    """Các đơn vị của một bên để chọn, by name."""
    rows = PlanUnit.objects.filter(plan=plan, side=side).order_by("name", "code")
    return [(unit.pk, f"{unit.full_name} ({unit.code})") for unit in rows]


def _of_view(plan: Plan, view: str) -> QuerySet[PlanUnit]:
    rows = PlanUnit.objects.filter(plan=plan, side=Side.NEW if view == NEW else Side.OLD)
    if view != SPLIT:
        return rows
    split = rows.annotate(ways=Count("goes_to")).filter(ways__gt=1).values("pk")
    return PlanUnit.objects.filter(pk__in=split)
