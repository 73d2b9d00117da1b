"""Dữ kiện của một kế hoạch, read once: five statements, and the book of units."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from thongsuot.cutover.checks.findings import Thing
from thongsuot.cutover.content import COMMUNE_KINDS
from thongsuot.cutover.models import Going, Plan, PlanKind, PlanOrgan, PlanPost, PlanUnit, Seat, Side, SplitRule
from thongsuot.org.book import Book, UnitInfo, book


@dataclass(frozen=True, slots=True)
class Facts:
    """Kế hoạch trong bộ nhớ."""

    plan: Plan
    today: date
    olds: dict[int, PlanUnit]
    news: dict[int, PlanUnit]
    out: dict[int, list[Going]]
    into: dict[int, list[Going]]
    seats: dict[int, list[Seat]]
    organs: dict[int, list[PlanOrgan]]
    posts: list[PlanPost]
    with_rules: frozenset[int]
    units: Book

    @property
    def is_change(self) -> bool:
        """A unit that stays the same unit: nobody loses a post, nothing moves."""
        return self.plan.kind == PlanKind.CHANGE

    @property
    def last_day(self) -> date:
        """Ngày cuối của đơn vị cũ."""
        return self.plan.effective_on - timedelta(days=1)

    def communes(self, units: Iterable[PlanUnit]) -> list[PlanUnit]:
        """Only units of the level of communes, by name."""
        return sorted((unit for unit in units if unit.kind in COMMUNE_KINDS), key=lambda unit: (unit.name, unit.code))

    def before(self, old: PlanUnit) -> UnitInfo | None:
        """Đơn vị cũ trong ngày cuối."""
        return self.units.on(old.unit_id, self.last_day) if old.unit_id else None

    def thing(self, unit: PlanUnit, more: str = "") -> Thing:
        """A unit as the place where something is mended."""
        words = f"{unit.full_name} ({unit.code})" + (f": {more}" if more else "")
        return Thing(words, reverse("cutover:plan_unit", args=[self.plan.code, unit.pk]))

    def things(self, units: Iterable[PlanUnit]) -> list[Thing]:
        """Several units."""
        return [self.thing(unit) for unit in units]


def load(plan: Plan, today: date) -> Facts:
    """Đọc kế hoạch: units, goings, seats, organs, posts, rules; one statement each."""
    units = {unit.pk: unit for unit in PlanUnit.objects.filter(plan=plan)}
    out: dict[int, list[Going]] = defaultdict(list)
    into: dict[int, list[Going]] = defaultdict(list)
    for going in Going.objects.filter(plan=plan).order_by("pk"):
        going.old, going.new = units[going.old_id], units[going.new_id]
        out[going.old_id].append(going)
        into[going.new_id].append(going)
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(plan=plan):
        seats[seat.new_id].append(seat)
    organs: dict[int, list[PlanOrgan]] = defaultdict(list)
    for organ in PlanOrgan.objects.filter(plan=plan):
        organs[organ.new_id].append(organ)
    rules = SplitRule.objects.filter(plan=plan).values_list("old_id", flat=True).distinct()
    return Facts(
        plan=plan,
        today=today,
        olds={pk: unit for pk, unit in units.items() if unit.side == Side.OLD},
        news={pk: unit for pk, unit in units.items() if unit.side == Side.NEW},
        out=out,
        into=into,
        seats=seats,
        organs=organs,
        posts=list(PlanPost.objects.filter(plan=plan).order_by("full_name", "pk")),
        with_rules=frozenset(rules),
        units=book(),
    )
