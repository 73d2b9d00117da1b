"""Việc chia của một kế hoạch: which units are split, how far they are, the cases of one unit, what could be proposed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.cutover.matching.fields import LAND, PEOPLE
from thongsuot.cutover.matching.ruling import Reading, reading
from thongsuot.cutover.models import Going, Plan, PlanUnit, Side, SplitAct, SplitCase, SplitRule
from thongsuot.org.models import Relation, UnitVersion

Centres = list[tuple[int, float, float]]
ALL_LAND = frozenset({Relation.WHOLE_AREA})
ALL_PEOPLE = frozenset({Relation.PART_AREA_ALL_PEOPLE})


@dataclass(frozen=True, slots=True)
class Figures:
    """Việc chia của một đơn vị cũ, as numbers only: whoever plans sees these and no dossier."""

    old: PlanUnit
    total: int
    by_rule: int
    by_people: int

    @property
    def decided(self) -> int:
        """Đã quyết."""
        return self.by_rule + self.by_people

    @property
    def undecided(self) -> int:
        """Chưa ai quyết."""
        return self.total - self.decided


@dataclass(frozen=True, slots=True)
class Wanted:
    """Bộ lọc của danh sách việc; empty = everything."""

    state: str = "open"  # open, rule, people, all
    kind: str = ""
    field: str = ""
    village: str = ""
    code: str = ""
    goes_to: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Đề xuất từ cách đi của đơn vị: whole fields to one new unit; a rule only when a person accepts it."""

    key: str
    fields: tuple[str, ...]
    goes_to: PlanUnit
    why: str | Promise


def split_units(plan: Plan) -> list[PlanUnit]:
    """Đơn vị cũ đi sang nhiều đơn vị mới, by code."""
    own = PlanUnit.objects.filter(plan=plan, side=Side.OLD)
    return list(own.annotate(ways=Count("goes_to")).filter(ways__gt=1).order_by("code").select_related("caretaker"))


def goings(old: PlanUnit) -> list[Going]:
    """Các nơi đến, by code of the new unit."""
    return list(Going.objects.filter(old=old).select_related("new").order_by("new__code"))


def rules_of(old: PlanUnit) -> list[SplitRule]:
    """Quy tắc theo thứ tự."""
    return list(SplitRule.objects.filter(old=old).select_related("goes_to").order_by("position"))


def readings(old: PlanUnit) -> list[Reading]:
    """Quy tắc đã đọc, in their order."""
    return [reading(rule) for rule in SplitRule.objects.filter(old=old).order_by("position")]


def figures(plan: Plan) -> list[Figures]:
    """Số việc đã quyết, chưa quyết của mỗi đơn vị bị chia; two statements."""
    decided = ~Q(goes_to=None)
    rows = (
        SplitCase.objects.filter(plan=plan)
        .values("old_id")
        .annotate(
            total=Count("pk"),
            by_rule=Count("pk", filter=decided & Q(decided_by=None)),
            by_people=Count("pk", filter=decided & Q(decided_by__isnull=False)),
        )
        .values_list("old_id", "total", "by_rule", "by_people")
    )
    known = {old: (total, by_rule, by_people) for old, total, by_rule, by_people in rows}
    return [Figures(old, *known.get(old.pk, (0, 0, 0))) for old in split_units(plan)]


def undecided(plan: Plan) -> dict[str, int]:
    """Việc chưa ai quyết, by code of the old unit; units without any are left out. For check, report, red lines."""
    rows = SplitCase.objects.filter(plan=plan, goes_to=None).values_list("old__code").annotate(Count("pk"))
    return dict(rows.order_by("old__code"))


def cases(old: PlanUnit, wanted: Wanted) -> QuerySet[SplitCase]:
    """Việc của một đơn vị, the most urgent first."""
    rows = SplitCase.objects.filter(old=old).select_related("goes_to", "rule", "decided_by")
    if wanted.state == "open":
        rows = rows.filter(goes_to=None)
    elif wanted.state == "rule":
        rows = rows.filter(goes_to__isnull=False, decided_by=None)
    elif wanted.state == "people":
        rows = rows.filter(decided_by__isnull=False)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.field:
        rows = rows.filter(facts__field=wanted.field)
    if wanted.village:
        rows = rows.filter(facts__village=wanted.village)
    if wanted.code:
        rows = rows.filter(Q(code__icontains=wanted.code) | Q(title__icontains=wanted.code))
    if wanted.goes_to:
        rows = rows.filter(goes_to=wanted.goes_to)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def after(rows: QuerySet[SplitCase], due_at: datetime | None, pk: int) -> QuerySet[SplitCase]:
    """The same list from behind this case on."""
    if due_at is None:
        return rows.filter(due_at=None, pk__gt=pk)
    return rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at=None))


def told(old: PlanUnit, name: str) -> list[tuple[str, int]]:
    """Giá trị của một điều biết được (lĩnh vực, thôn) among the cases, the most frequent first, for the filters."""
    rows = SplitCase.objects.filter(old=old, facts__has_key=name).values_list(f"facts__{name}")
    return [(value, number) for value, number in rows.annotate(Count("pk")).order_by("-pk__count")[:100]]


def centres(ways: Sequence[Going], on: date) -> Centres:
    """Tâm của các đơn vị mới (identity, latitude, longitude), of those whose centre is known."""
    units = [way.new.unit_id for way in ways if way.new.unit_id]
    rows = UnitVersion.objects.filter(unit_id__in=units, valid__contains=on, lat__isnull=False, lon__isnull=False)
    return [(unit, lat, lon) for unit, lat, lon in rows.values_list("unit_id", "lat", "lon")]


def facts(old: PlanUnit) -> Iterable[dict[str, str]]:
    """Điều biết được của mọi việc mà người chưa quyết: what rules are held against."""
    return SplitCase.objects.filter(old=old, decided_by=None).values_list("facts", flat=True).iterator(2_000)


def last_reason(old: PlanUnit, principal: Principal) -> str:
    """Lý do gần nhất người này ghi ở đây, offered again from case to case."""
    rows = SplitAct.objects.filter(old=old, by=principal.user_id, undone_at=None).order_by("-pk")
    return rows.values_list("reason", flat=True).first() or ""


def proposals(old: PlanUnit, known: Sequence[SplitRule]) -> list[Proposal]:
    """Đề xuất quy tắc từ quan hệ; none where two new units share land, or share people: that is for village lists."""
    ways = goings(old)
    found = []
    if land := _only(ways, ALL_LAND):
        found.append(
            Proposal("land", LAND, land, _("Toàn bộ diện tích về đơn vị này: việc về đất, công trình đi theo."))
        )
    people = _only(ways, ALL_PEOPLE) or _only_people_left(ways)
    if people:
        found.append(Proposal("people", PEOPLE, people, _("Toàn bộ dân số về đơn vị này: việc về người đi theo.")))
    there = {(rule.by, frozenset(rule.fields), rule.goes_to_id) for rule in known}
    return [one for one in found if (SplitRule.By.EVERYTHING, frozenset(one.fields), one.goes_to.pk) not in there]


def people_are_shared(old: PlanUnit) -> bool:
    """Whether the people go to several new units, so that lists of villages are needed."""
    return sum(way.relation in (Relation.PART_PEOPLE, Relation.PART) for way in goings(old)) > 1


def _only(ways: list[Going], relations: frozenset[Relation]) -> PlanUnit | None:
    found = [way.new for way in ways if way.relation in relations]
    return found[0] if len(found) == 1 else None


def _only_people_left(ways: list[Going]) -> PlanUnit | None:
    """All land to one and people to exactly one other: then all people go there."""
    people = [way.new for way in ways if way.relation == Relation.PART_PEOPLE]
    others = [way for way in ways if way.relation not in (Relation.PART_PEOPLE, Relation.WHOLE_AREA)]
    return people[0] if len(people) == 1 and not others else None
