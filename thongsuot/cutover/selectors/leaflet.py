"""Tờ “Từ ngày … có gì thay đổi” của một xã: everything on it, from units, the plan's seats and the one-stop's contact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.cutover.models import Plan, PlanState, Seat
from thongsuot.cutover.what_stays import Statement, statements
from thongsuot.org.book import UnitInfo
from thongsuot.org.former import Sides, sides
from thongsuot.org.heirs import Heir, predecessors, successors
from thongsuot.org.models import Level, OrganKind
from thongsuot.org.selectors import children, place_of, unit_info, units_in_force, versions_of
from thongsuot.portal.contacts import contacts_of
from thongsuot.portal.models import OneStop

SEATS_OF = (PlanState.DECIDED, PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)


@dataclass(frozen=True, slots=True)
class OldUnit:
    """Một đơn vị cũ trên tờ; `sides` when it was split, so that people and land must be told apart."""

    heir: Heir
    place: str
    sides: Sides | None


@dataclass(frozen=True, slots=True)
class SeatShown:
    """Một trụ sở: which organs, at which former office or address."""

    organs: str
    where: str
    main: bool


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Tờ của một đơn vị mới."""

    info: UnitInfo
    place: str
    on: date
    legal_basis: str
    olds: tuple[OldUnit, ...]
    seats: tuple[SeatShown, ...]
    centre: UnitInfo | None
    organs: tuple[UnitInfo, ...]
    contact: OneStop | None
    address: str
    stays: tuple[Statement, ...]

    @property
    def split(self) -> tuple[OldUnit, ...]:
        """Những đơn vị cũ bị chia."""
        return tuple(old for old in self.olds if old.sides)


def leaflet_of(unit_id: int, day: date) -> Leaflet | None:
    """Tờ của đơn vị này, also before the day comes; None when it came from no other unit. At most two statements."""
    return next(iter(leaflets([unit_id], day)), None)


def formed_in(province_id: int, day: date) -> list[int]:
    """Đơn vị cấp xã của tỉnh có tờ này, by code."""
    return [
        info.id
        for info in units_in_force(day)
        if info.level == Level.COMMUNE and info.province_id == province_id and formed_on(info.id)
    ]


def leaflets(unit_ids: Sequence[int], day: date) -> Iterable[Leaflet]:
    """Tờ của nhiều đơn vị, with two statements for all of them."""
    seats, contacts = seats_of(unit_ids), contacts_of(unit_ids)
    for unit_id in unit_ids:
        if on := formed_on(unit_id):
            yield _leaflet(unit_id, on, max(day, on), seats.get(unit_id, {}).get(on, ()), contacts.get(unit_id))


def formed_on(unit_id: int) -> date | None:
    """Ngày hình thành từ đơn vị khác, also one that is still to come."""
    if not versions_of(unit_id):
        return None
    return max((heir.effective_on for heir in predecessors(unit_id, date.max)), default=None)


def _leaflet(unit_id: int, on: date, day: date, seats: tuple[SeatShown, ...], contact: OneStop | None) -> Leaflet:
    info = unit_info(unit_id, day)
    before = [heir for heir in predecessors(unit_id, day) if heir.effective_on == on]
    organs = [child for child in children(unit_id, day) if child.organ_kind]
    centre = next((organ for organ in organs if organ.organ_kind == OrganKind.SERVICE_CENTRE), None)
    return Leaflet(
        info=info,
        place=place_of(info),
        on=on,
        legal_basis=next((heir.legal_basis for heir in before if heir.legal_basis), ""),
        olds=tuple(_old(heir, on) for heir in sorted(before, key=lambda heir: heir.code)),
        seats=seats,
        centre=centre,
        organs=tuple(organ for organ in organs if organ is not centre),
        contact=contact,
        address=f"{settings.PUBLIC_URL}{reverse('cutover:leaflet', args=[unit_id])}",
        stays=statements(),
    )


def _old(heir: Heir, on: date) -> OldUnit:
    last_day = on - timedelta(days=1)
    return OldUnit(heir, place_of(unit_info(heir.unit_id, last_day)), sides(successors(heir.unit_id, on)))


def seats_of(unit_ids: Sequence[int]) -> dict[int, dict[date, tuple[SeatShown, ...]]]:
    """Trụ sở theo kế hoạch đã quyết (never of an exercise), by new unit and effective day. One statement."""
    rows = (
        Seat.objects.filter(new__unit_id__in=unit_ids, plan__state__in=SEATS_OF, plan__is_exercise=False)
        .select_related("plan", "new", "old")
        .order_by("-is_main", "pk")
    )
    found: dict[int, dict[date, list[SeatShown]]] = {}
    for seat in rows:
        plan: Plan = seat.plan
        former = _("nhà làm việc cũ của %(unit)s") % {"unit": seat.old.full_name} if seat.old else ""
        where = ", ".join(part for part in (seat.address, former) if part)
        assert seat.new.unit_id is not None, "lọc theo unit_id"
        shown = SeatShown(seat.organs, where, seat.is_main)
        found.setdefault(seat.new.unit_id, {}).setdefault(plan.effective_on, []).append(shown)
    return {unit: {on: tuple(own) for on, own in days.items()} for unit, days in found.items()}
