"""Sảnh được dựng thế nào: services, counters, rules and priority groups, kept in the process until somebody changes them."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import NotFound
from thongsuot.common.stamps import cached
from thongsuot.hall.models import Counter, HallRule, PriorityGroup, Service
from thongsuot.org.selectors import UnitInfo, unit_info

STAMP = "hall"
USUAL_PASSES, USUAL_GRACE = 3, 10


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """Một nhóm việc."""

    id: int
    letter: str
    name: str
    fields: tuple[str, ...]
    per_hour: int
    active: bool


@dataclass(frozen=True, slots=True)
class CounterInfo:
    """Một quầy; without services of its own it takes all."""

    id: int
    number: int
    name: str
    service_ids: tuple[int, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Một nhóm ưu tiên."""

    key: str
    name: str
    basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Luật hàng chờ trong một ngày."""

    most_passes: int
    grace_minutes: int


@dataclass(frozen=True, slots=True)
class Hall:
    """Sảnh của một đơn vị."""

    unit_id: int
    services: tuple[ServiceInfo, ...]
    counters: tuple[CounterInfo, ...]

    @property
    def offered(self) -> tuple[ServiceInfo, ...]:
        """Services people can take a number for."""
        return tuple(service for service in self.services if service.active)

    def service(self, service_id: int | None) -> ServiceInfo:
        """One service of this hall; NotFound for any other."""
        found = next((one for one in self.services if one.id == service_id), None)
        if found is None:
            raise NotFound(_("Không có nhóm việc này ở đây."))
        return found

    def counter(self, counter_id: int | None) -> CounterInfo:
        """One counter of this hall; NotFound for any other."""
        found = next((one for one in self.counters if one.id == counter_id), None)
        if found is None:
            raise NotFound(_("Không có quầy này ở đây."))
        return found

    def taken_at(self, counter: CounterInfo) -> tuple[int, ...]:
        """Services a counter takes."""
        return counter.service_ids or tuple(service.id for service in self.services)

    def service_for(self, field: str) -> ServiceInfo | None:
        """The service that covers a field of the catalogue; the one without fields takes what no other does."""
        named = next((one for one in self.offered if field in one.fields), None)
        return named or next((one for one in self.offered if not one.fields), None)


@cached(STAMP)
def hall_of(unit_id: int) -> Hall:
    """Sảnh của đơn vị; empty where none was set up."""
    services = Service.objects.filter(unit_id=unit_id).order_by("letter")
    counters = Counter.objects.filter(unit_id=unit_id).order_by("number").prefetch_related("services")
    return Hall(
        unit_id,
        tuple(ServiceInfo(s.pk, s.letter, s.name, tuple(s.fields), s.per_hour, s.active) for s in services),
        tuple(
            CounterInfo(c.pk, c.number, c.name, tuple(sorted(s.pk for s in c.services.all())), c.active)
            for c in counters
        ),
    )


@cached(STAMP)
def groups_on(day: date) -> tuple[Group, ...]:
    """Nhóm ưu tiên có hiệu lực trong ngày."""
    rows = PriorityGroup.objects.filter(valid__contains=day).order_by("position", "key")
    return tuple(Group(row.key, row.name, row.basis, row.certainty) for row in rows)


@cached(STAMP)
def rule_of(unit_id: int, day: date) -> Rule:
    """Luật hàng chờ của đơn vị trong ngày; the project's proposal where it set none."""
    row = HallRule.objects.filter(unit_id=unit_id, valid_from__lte=day).order_by("-valid_from").first()
    return Rule(row.most_passes, row.grace_minutes) if row else Rule(USUAL_PASSES, USUAL_GRACE)


def province_of(unit_id: int) -> int:
    """Tỉnh của đơn vị hôm nay: the key under which its tickets lie."""
    info = unit_info(unit_id, timezone.localdate())
    return info.province_id or info.id


def unit_with_hall(unit: UnitInfo) -> Hall:
    """The hall of a unit that has one; NotFound else."""
    hall = hall_of(unit.id)
    if not hall.offered:
        raise NotFound(_("%(unit)s chưa lập hàng chờ trên hệ thống này.") % {"unit": unit.full_name})
    return hall
