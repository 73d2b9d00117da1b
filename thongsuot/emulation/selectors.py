"""Chỉ số và báo cáo của các đơn vị: numbers of the warehouse, catalogue of the units, scorecards of the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from thongsuot.common.now import now
from thongsuot.common.stamps import ORG, cached
from thongsuot.emulation import catalogue, lineage
from thongsuot.emulation.periods import Period
from thongsuot.emulation.permissions import Scope
from thongsuot.emulation.scorecards import Report, Scorecard
from thongsuot.emulation.scoring import Card, ranked, score
from thongsuot.exchange.models import System
from thongsuot.exchange.systems import NATIONAL_PORTAL, connected
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, unit_info, units_in_force
from thongsuot.ratings.selectors import Answering, answering
from thongsuot.warehouse import selectors as warehouse

TOTAL = 0  # no unit: all of them together
_OTHER = ("opinions_due", "opinions_in_time", "portal_connected")
NOTHING = dict.fromkeys((*warehouse.NAMES, *catalogue.NAMES, *_OTHER), 0)


def numbers_of(province_id: int, period: Period) -> dict[int, warehouse.Numbers]:
    """Mọi số của mọi đơn vị trong tỉnh: of the warehouse, of the catalogue given to them, of opinions they answer."""
    return _with_all(province_id, period, warehouse.numbers(province_id, period.first, period.last), {})


def numbers_with_before(province_id: int, period: Period, units: Iterable[UnitInfo]) -> dict[int, warehouse.Numbers]:
    """The same of these units, each with all before it; `TOTAL`: of all of them, whoever was split counted once."""
    groups = {unit.id: lineage.group_of(unit, period.end) for unit in units}
    told = groups | {TOTAL: tuple(pair for group in groups.values() for pair in group)}
    found = warehouse.numbers_together(told, period.first, period.last)
    return _with_all(province_id, period, found, groups)


def _with_all(
    province_id: int, period: Period, found: dict[int, warehouse.Numbers], groups: Mapping[int, lineage.Group]
) -> dict[int, warehouse.Numbers]:
    at = now()
    base = NOTHING | {"portal_connected": int(NATIONAL_PORTAL in connected(System.Direction.OUT))}
    given = catalogue.numbers(province_id, period.first, period.end, min(period.end, timezone.localdate(at)))
    provinces = {province_id, *(province for group in groups.values() for province, _unit in group)}
    answers = answering(provinces, first=period.first, last=period.last, at=at)
    for unit_id in {*found, *given, *answers, *groups}:
        group = groups.get(unit_id, ((province_id, unit_id),))
        opinions = _opinions([answers[unit] for _province, unit in group if unit in answers])
        found[unit_id] = {**base, **found.get(unit_id, {}), **given.get(unit_id, {}), **opinions}
    return found


def _opinions(told: Sequence[Answering]) -> dict[str, int]:
    return {
        "opinions_due": sum(one.asked - one.waiting for one in told),
        "opinions_in_time": sum(one.in_time for one in told),
    }


@cached(ORG)
def communes_of(province_id: int, day: date) -> frozenset[int]:
    """Xã, phường, đặc khu của tỉnh in force on a day; kept until units change."""
    commune = str(Level.COMMUNE)
    return frozenset(u.id for u in units_in_force(day) if u.level == commune and u.province_id == province_id)


def units_shown(scope: Scope, period: Period, with_numbers: Sequence[int]) -> list[UnitInfo]:
    """Đơn vị của bảng: communes in force at the end of the period, and whoever else has numbers, by name."""
    communes = communes_of(scope.province_id, period.end)
    wanted = {unit_id for unit_id in {*communes, *with_numbers} if scope.has(unit_id)}
    return sorted((unit_info(unit_id, period.end) for unit_id in wanted), key=lambda info: (info.name, info.id))


def index_of_units(
    scope: Scope, period: Period, scorecard: Scorecard, *, with_before: bool = False
) -> list[tuple[UnitInfo, Card]]:
    """Chỉ số của các đơn vị trong phạm vi, ranked; perhaps each with the figures of the units before it."""
    found = numbers_of(scope.province_id, period)
    worked = {unit_id for unit_id, n in found.items() if n["received"] or n["ended"] or n["open"]}
    shown = units_shown(scope, period, [*worked])
    if with_before:
        shown = _alone(shown, period)
        found = numbers_with_before(scope.province_id, period, shown)
        worked = {unit_id for unit_id, n in found.items() if n["received"] or n["ended"] or n["open"]}
    units = {info.id: info for info in shown}
    idle = score(scorecard, 0, NOTHING)
    cards = [
        score(scorecard, unit_id, found[unit_id]) if unit_id in worked else replace(idle, unit_id=unit_id)
        for unit_id in units
    ]
    return [(units[card.unit_id], card) for card in ranked(cards)]


def _alone(units: list[UnitInfo], period: Period) -> list[UnitInfo]:
    """Without those that stand in the figures of another one of them."""
    inside = lineage.swallowed([unit.id for unit in units], period.end)
    return [unit for unit in units if unit.id not in inside]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Một dòng của báo cáo; values in the order of the columns."""

    unit: UnitInfo
    values: tuple[int, ...]


def report_of(
    scope: Scope, period: Period, report: Report, *, with_before: bool = False
) -> tuple[list[ReportRow], tuple[int, ...]]:
    """Báo cáo số liệu theo đơn vị, with the sum of all; what was carried over is the stock of the month before."""
    found = numbers_of(scope.province_id, period)
    shown = units_shown(scope, period, [unit_id for unit_id, n in found.items() if any(n[k] for k in warehouse.NAMES)])
    then = Period(period.before, period.before)
    carried = any(column.carried for column in report.columns)
    if with_before:
        shown = _alone(shown, period)
        found = numbers_with_before(scope.province_id, period, shown)
        earlier = _carried_with_before(shown, period, then) if carried else {}
    else:
        earlier = warehouse.numbers(scope.province_id, then.first, then.last) if carried else {}
    rows = [ReportRow(unit, _values(report, found, earlier, unit.id)) for unit in shown]
    if with_before:
        return rows, _values(report, found, earlier, TOTAL) if rows else ()
    return rows, tuple(sum(column) for column in zip(*(row.values for row in rows), strict=True)) if rows else ()


def _values(
    report: Report, found: Mapping[int, warehouse.Numbers], earlier: Mapping[int, warehouse.Numbers], key: int
) -> tuple[int, ...]:
    now, then = found.get(key, NOTHING), earlier.get(key, NOTHING)
    return tuple(then[c.carried] if c.carried else c.terms.value(now) for c in report.columns)


def _carried_with_before(units: list[UnitInfo], period: Period, then: Period) -> dict[int, warehouse.Numbers]:
    groups = {unit.id: lineage.group_of(unit, period.end) for unit in units}
    told = groups | {TOTAL: tuple(pair for group in groups.values() for pair in group)}
    return warehouse.numbers_together(told, then.first, then.last)
