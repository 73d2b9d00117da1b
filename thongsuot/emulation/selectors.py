"""Chỉ số và báo cáo của các đơn vị: numbers of the warehouse, catalogue of the units, scorecards of the day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import connection

from thongsuot.common.stamps import CATALOGUE, ORG, cached
from thongsuot.emulation.permissions import Scope
from thongsuot.emulation.scorecards import Report, Scorecard
from thongsuot.emulation.scoring import Card, ranked, score
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, subtree_ids, unit_info, units_in_force
from thongsuot.warehouse import selectors as warehouse

_SERVICES = """
SELECT a.unit_id, count(*), count(*) FILTER (WHERE NOT v.offline_only)
FROM procedures_unitprocedure a
JOIN procedures_procedureversion v ON v.procedure_id = a.procedure_id AND v.valid @> %(day)s::date
WHERE a.valid @> %(day)s::date AND a.unit_id = ANY(%(units)s) GROUP BY 1
"""
NOTHING = dict.fromkeys((*warehouse.NAMES, "services", "services_online"), 0)


@dataclass(frozen=True, slots=True)
class Period:
    """Kỳ: first days of the first and the last month."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """Last day of the period."""
        following = date(self.last.year + self.last.month // 12, self.last.month % 12 + 1, 1)
        return following - timedelta(days=1)

    @property
    def before(self) -> date:
        """First day of the month before the period."""
        return (self.first - timedelta(days=1)).replace(day=1)


@cached(CATALOGUE)
def services_of_units(province_id: int, day: date) -> dict[int, tuple[int, int]]:
    """Thủ tục giao cho từng đơn vị on a day: all, and those that can be filed online; kept until the catalogue changes."""
    with connection.cursor() as cursor:
        cursor.execute(_SERVICES, {"day": day, "units": sorted(subtree_ids(province_id, day))})
        return {unit_id: (every, online) for unit_id, every, online in cursor.fetchall()}


def numbers_of(province_id: int, period: Period) -> dict[int, warehouse.Numbers]:
    """Numbers of all units of a province with the counts of their catalogue."""
    services = services_of_units(province_id, period.end)
    found = warehouse.numbers(province_id, period.first, period.last)
    for unit_id in {*found, *services}:
        every, online = services.get(unit_id, (0, 0))
        found[unit_id] = {**NOTHING, **found.get(unit_id, {}), "services": every, "services_online": online}
    return found


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


def index_of_units(scope: Scope, period: Period, scorecard: Scorecard) -> list[tuple[UnitInfo, Card]]:
    """Chỉ số của các đơn vị trong phạm vi, ranked."""
    found = numbers_of(scope.province_id, period)
    worked = {unit_id for unit_id, n in found.items() if n["received"] or n["ended"] or n["open"]}
    units = {info.id: info for info in units_shown(scope, period, [*worked])}
    idle = score(scorecard, 0, NOTHING)
    cards = [
        score(scorecard, unit_id, found[unit_id]) if unit_id in worked else replace(idle, unit_id=unit_id)
        for unit_id in units
    ]
    return [(units[card.unit_id], card) for card in ranked(cards)]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Một dòng của báo cáo; values in the order of the columns."""

    unit: UnitInfo
    values: tuple[int, ...]


def report_of(scope: Scope, period: Period, report: Report) -> tuple[list[ReportRow], tuple[int, ...]]:
    """Báo cáo số liệu theo đơn vị, with the sum of all; what was carried over is the stock of the month before."""
    found = numbers_of(scope.province_id, period)
    carried = any(column.carried for column in report.columns)
    earlier = warehouse.numbers(scope.province_id, period.before, period.before) if carried else {}
    shown = units_shown(scope, period, [unit_id for unit_id, n in found.items() if any(n[k] for k in warehouse.NAMES)])
    rows = []
    for unit in shown:
        now, then = found.get(unit.id, NOTHING), earlier.get(unit.id, NOTHING)
        values = tuple(then[c.carried] if c.carried else c.terms.value(now) for c in report.columns)
        rows.append(ReportRow(unit, values))
    totals = tuple(sum(column) for column in zip(*(row.values for row in rows), strict=True)) if rows else ()
    return rows, totals
