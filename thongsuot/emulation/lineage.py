"""Đơn vị trước trong số liệu: whose months are added to a unit's own, and where that is an estimate.

Figures stay with the unit that did the work. Asked for with its predecessors, a unit's figures are its own and theirs,
of all generations. What went over completely is exact. Of a unit that was split nobody knows which share came over, and
none is guessed: all of it is added, the sum is an upper bound and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thongsuot.common.stamps import ORG, cached
from thongsuot.org.heirs import predecessors, successors
from thongsuot.org.selectors import UnitInfo, unit_info


@dataclass(frozen=True, slots=True)
class Before:
    """Đơn vị trước, named as it was called last; `elsewhere`: the other units its work went to as well."""

    unit: UnitInfo
    generations: int
    estimate: bool
    elsewhere: tuple[str, ...] = ()


@cached(ORG)
def before(unit_id: int, on: date) -> tuple[Before, ...]:
    """Mọi đơn vị trước của một đơn vị tính đến ngày `on`, nearest generation first, by name; itself is left out."""
    found: dict[int, Before] = {}
    waiting = [(unit_id, 0)]
    while waiting:
        current, generations = waiting.pop(0)
        for one in predecessors(current, on):
            if one.unit_id not in found and one.unit_id != unit_id:
                found[one.unit_id] = _before(one.unit_id, unit_id, on, generations + 1)
                waiting.append((one.unit_id, generations + 1))
    return tuple(sorted(found.values(), key=lambda one: (one.generations, one.unit.name, one.unit.id)))


def _before(ancestor: int, unit_id: int, on: date, generations: int) -> Before:
    info = unit_info(ancestor, on)
    if _wholly(ancestor, unit_id, on, frozenset()):
        return Before(info, generations, estimate=False)
    return Before(info, generations, estimate=True, elsewhere=tuple(sorted(_elsewhere(ancestor, unit_id, on))))


def _wholly(ancestor: int, unit_id: int, on: date, seen: frozenset[int]) -> bool:
    """Whether all of it ended in this unit: by one complete succession, or by parts that all came together again."""
    if ancestor == unit_id:
        return True
    after = successors(ancestor, on)
    if not after or ancestor in seen or (len(after) == 1 and not after[0].complete):
        return False
    return all(_wholly(one.unit_id, unit_id, on, seen | {ancestor}) for one in after)


def _elsewhere(ancestor: int, unit_id: int, on: date) -> set[str]:
    """Names of units that some of it went to and that did not come to this unit."""
    found: set[str] = set()
    waiting, seen = [ancestor], {unit_id}
    while waiting:
        current = waiting.pop()
        after = successors(current, on)
        if not after and current != ancestor:
            found.add(unit_info(current, on).full_name)
        for one in after:
            if one.unit_id not in seen:
                seen.add(one.unit_id)
                waiting.append(one.unit_id)
    return found


Group = tuple[tuple[int, int], ...]


def group_of(unit: UnitInfo, on: date) -> Group:
    """The unit and all before it, each with the province whose figures it stands in."""
    return tuple((one.province_id or one.id, one.id) for one in (unit, *(b.unit for b in before(unit.id, on))))


def split_of(unit_id: int, on: date) -> Group:
    """Those before it that were split: what makes an estimate."""
    found = (one.unit for one in before(unit_id, on) if one.estimate)
    return tuple((one.province_id or one.id, one.id) for one in found)


def swallowed(unit_ids: Iterable[int], on: date) -> frozenset[int]:
    """Units that stand in the figures of one of these already."""
    return frozenset(one.unit.id for unit_id in unit_ids for one in before(unit_id, on))
