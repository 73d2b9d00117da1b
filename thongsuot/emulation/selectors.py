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


@dataclass(frozen=True, slots=True)
class Together:
    """Số gộp cả đơn vị trước, by unit and `TOTAL`; `estimated`: units to which a split one really brought something."""

    numbers: dict[int, warehouse.Numbers]
    estimated: frozenset[int]


def numbers_with_before(province_id: int, period: Period, units: Iterable[UnitInfo]) -> Together:
    """Mọi số của các đơn vị này, each with all before it; in the total whoever was split is counted once."""
    groups = {unit.id: lineage.group_of(unit, period.end) for unit in units}
    found = _summed(groups, period.end, period)
    estimated = frozenset(-key for key, n in found.items() if key < 0 and any(n[name] for name in warehouse.NAMES))
    own = {key: numbers for key, numbers in found.items() if key >= 0}
    return Together(_with_all(province_id, period, own, groups), estimated)


def _summed(groups: Mapping[int, lineage.Group], on: date, period: Period) -> dict[int, warehouse.Numbers]:
    """In one statement: each group, all of them as `TOTAL`, and under a unit's number below nought what of it was split."""
    told = {TOTAL: tuple(pair for group in groups.values() for pair in group), **groups}
    told |= {-unit: split for unit in groups if (split := lineage.split_of(unit, on))}
    return warehouse.numbers_together(told, period.first, period.last)


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
    shown, estimated = units_shown(scope, period, [*worked]), frozenset[int]()
    if with_before:
        shown = _alone(shown, period)
        together = numbers_with_before(scope.province_id, period, shown)
        found, estimated = together.numbers, together.estimated
        worked = {unit_id for unit_id, n in found.items() if n["received"] or n["ended"] or n["open"]}
    units = {info.id: info for info in shown}
    idle = score(scorecard, 0, NOTHING)
    cards = [
        score(scorecard, unit_id, found[unit_id]) if unit_id in worked else replace(idle, unit_id=unit_id)
        for unit_id in units
    ]
    return [(units[card.unit_id], replace(card, estimate=card.unit_id in estimated)) for card in ranked(cards)]


def _alone(units: list[UnitInfo], period: Period) -> list[UnitInfo]:
    """Without those that stand in the figures of another one of them."""
    inside = lineage.swallowed([unit.id for unit in units], period.end)
    return [unit for unit in units if unit.id not in inside]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Một dòng của báo cáo; values in the order of the columns; `estimate`: a split unit's figures are in them."""

    unit: UnitInfo
    values: tuple[int, ...]
    estimate: bool = False


def report_of(
    scope: Scope, period: Period, report: Report, *, with_before: bool = False
) -> tuple[list[ReportRow], tuple[int, ...]]:
    """Báo cáo số liệu theo đơn vị, with the sum of all; what was carried over is the stock of the month before."""
    found = numbers_of(scope.province_id, period)
    shown = units_shown(scope, period, [unit_id for unit_id, n in found.items() if any(n[k] for k in warehouse.NAMES)])
    then = Period(period.before, period.before)
    carried = any(column.carried for column in report.columns)
    if not with_before:
        earlier = warehouse.numbers(scope.province_id, then.first, then.last) if carried else {}
        rows = [ReportRow(unit, _values(report, found, earlier, unit.id)) for unit in shown]
        return rows, tuple(sum(column) for column in zip(*(row.values for row in rows), strict=True)) if rows else ()
    shown = _alone(shown, period)
    together = numbers_with_before(scope.province_id, period, shown)
    groups = {unit.id: lineage.group_of(unit, period.end) for unit in shown}
    earlier = _summed(groups, period.end, then) if carried else {}
    rows = [
        ReportRow(unit, _values(report, together.numbers, earlier, unit.id), unit.id in together.estimated)
        for unit in shown
    ]
    return rows, _values(report, together.numbers, earlier, TOTAL) if rows else ()


def _values(
    report: Report, found: Mapping[int, warehouse.Numbers], earlier: Mapping[int, warehouse.Numbers], key: int
) -> tuple[int, ...]:
    now, then = found.get(key, NOTHING), earlier.get(key, NOTHING)
    return tuple(then[c.carried] if c.carried else c.terms.value(now) for c in report.columns)
