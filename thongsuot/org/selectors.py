"""Câu hỏi về đơn vị: who a code means on a day, who came before, who took over. No SQL when the process is warm."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.stamps import cached
from thongsuot.org.book import UnitInfo, book
from thongsuot.org.heirs import (
    COMPLETE,
    Heir,
    as_item,
    heirs,
    now_called,
    predecessor_ids,
    predecessors,
    successors,
    what_it_is,
)
from thongsuot.org.models import Level
from thongsuot.org.names import bare_key, marked_key
from thongsuot.org.search import find, find_whole, place_of

__all__ = [
    "COMPLETE",
    "Heir",
    "Hit",
    "Resolved",
    "UnitInfo",
    "as_item",
    "children",
    "heirs",
    "in_force",
    "now_called",
    "organ_id_of",
    "place_of",
    "predecessor_ids",
    "predecessors",
    "require_in_force",
    "resolve",
    "search",
    "subtree_ids",
    "successors",
    "unit_by_code",
    "unit_info",
    "units_in_force",
    "units_of_code",
    "units_of_identifier",
    "versions_of",
    "what_it_is",
]


@dataclass(frozen=True, slots=True)
class Hit:
    """Một kết quả tìm: a unit as it was named, where it lay, and what it is now (itself left out while it lasts)."""

    info: UnitInfo
    place: str
    in_force: bool
    heirs: tuple[Heir, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Một đơn vị hiện nay của một địa chỉ cũ; `came_from` is the unit that bore the given name."""

    heir: Heir
    came_from: UnitInfo


TERRITORIAL = frozenset({Level.PROVINCE, Level.DISTRICT, Level.COMMUNE})


def unit_by_code(code: str, on: date, levels: Collection[str] | None = None) -> UnitInfo | None:
    """Đơn vị mang mã này trong ngày `on`; a code means nothing without its day (18583 was Thạch Châu, is Mai Phụ)."""
    return next((info for info in units_of_code(code, levels) if info.in_force(on)), None)


def units_of_code(code: str, levels: Collection[str] | None = None) -> tuple[UnitInfo, ...]:
    """Mọi đơn vị từng hoặc đang mang mã này, oldest first."""
    found = (info for info in book().by_code.get(code, ()) if levels is None or info.level in levels)
    return tuple(sorted(found, key=lambda info: info.valid_from or date.min))


def units_of_identifier(identifier: str) -> tuple[UnitInfo, ...]:
    """Mọi đơn vị từng hoặc đang mang mã định danh này, oldest first; a version for each spell of attributes."""
    found = book().by_identifier.get(identifier, ())
    return tuple(sorted(found, key=lambda info: info.valid_from or date.min))


def unit_info(unit_id: int, on: date) -> UnitInfo:
    """Đơn vị như trong ngày `on`, for showing: an ended unit with its last attributes, a coming one with its first.

    Whether it is in force that day is another question: `in_force`. Raises NotFound for an unknown identity.
    """
    info = book().nearest(unit_id, on)
    if info is None:
        raise NotFound(_("Không có đơn vị này."))
    return info


def versions_of(unit_id: int) -> tuple[UnitInfo, ...]:
    """Mọi thuộc tính của đơn vị theo thời gian, oldest first; empty for an unknown identity."""
    return book().versions.get(unit_id, ())


def in_force(unit_id: int, on: date) -> bool:
    """Đơn vị có hiệu lực trong ngày `on` hay không."""
    return book().on(unit_id, on) is not None


def require_in_force(code: str, on: date, *, field: str = "unit", levels: Collection[str] | None = None) -> UnitInfo:
    """Đơn vị mang mã này và đang có hiệu lực; else 422 `unit_not_in_force` with `successors` (or `unit_unknown`)."""
    found = unit_by_code(code, on, levels)
    if found is not None:
        return found
    known = units_of_code(code, levels)
    if not known:
        text = _("Không có đơn vị nào mang mã %(code)s.") % {"code": code[:40]}
        raise Invalid(text, code="unit_unknown", errors=[{"field": field, "message": text}])
    before = [info for info in known if info.valid_to is not None and info.valid_to <= on]
    if before:
        text = _("%(unit)s (mã %(code)s) đã hết hiệu lực từ ngày %(day)s.") % {
            "unit": before[-1].full_name,
            "code": code,
            "day": f"{before[-1].valid_to:%d/%m/%Y}",
        }
        following = [as_item(heir) for heir in heirs(before[-1].id, on)]
    else:
        text = _("%(unit)s (mã %(code)s) chưa có hiệu lực trong ngày này.") % {
            "unit": known[0].full_name,
            "code": code,
        }
        following = []
    raise Invalid(
        text,
        code="unit_not_in_force",
        errors=[{"field": field, "message": text}],
        extra={"successors": following},
    )


def children(unit_id: int, on: date) -> tuple[UnitInfo, ...]:
    """Đơn vị trực thuộc trong ngày `on`, in order of code and name."""
    found = (info for info in book().children.get(unit_id, ()) if info.in_force(on))
    return tuple(sorted(found, key=lambda info: (info.code, info.name, info.id)))


@cached("org")
def subtree_ids(unit_id: int, on: date) -> frozenset[int]:
    """Đơn vị này và mọi đơn vị dưới nó trong ngày `on` (cơ quan, phòng, xã…)."""
    found = {unit_id}
    waiting = [unit_id]
    while waiting:
        for info in children(waiting.pop(), on):
            if info.id not in found:
                found.add(info.id)
                waiting.append(info.id)
    return frozenset(found)


def organ_id_of(unit_id: int, organ_kind: str, on: date) -> int | None:
    """Cơ quan làm việc `organ_kind` dưới đơn vị này trong ngày `on`; None when the unit has none."""
    return next((info.id for info in children(unit_id, on) if info.organ_kind == organ_kind), None)


@cached("org")
def units_in_force(on: date) -> tuple[UnitInfo, ...]:
    """Mọi đơn vị có hiệu lực trong ngày `on`, by code; organs stand behind their unit."""
    found = (info for own in book().versions.values() for info in own if info.in_force(on))
    return tuple(sorted(found, key=lambda info: (info.code, info.id)))


def search(
    q: str,
    on: date | None = None,
    province: str | None = None,
    *,
    levels: Collection[str] = TERRITORIAL,
    limit: int = 20,
    today: date | None = None,
) -> list[Hit]:
    """Tìm đơn vị theo tên hoặc mã, có dấu trước, không dấu sau; also old names, with what they are now.

    Without `on` units of all times; `province` is the code of the province now or then. At most `limit` hits.
    """
    day = today or timezone.localdate(now())

    def wanted(info: UnitInfo) -> bool:
        return (
            info.level in levels
            and (on is None or info.in_force(on))
            and (not province or info.province_code == province)
        )

    return [
        Hit(info, place_of(info), info.in_force(day), () if info.in_force(day) else what_it_is(info, day))
        for info in (found.info for found in find(q, wanted)[:limit])
    ]


def resolve(name: str, on: date, *, district: str = "", province: str = "") -> list[Resolved]:
    """Địa chỉ cũ nay thuộc đơn vị nào: all units in force on `on` that a unit of this name has become.

    The whole name must match (with or without "xã", "phường"…), by its marks when any such unit exists. District and
    province narrow by the names of the units above, old or new. A name borne by several units gives all their heirs.
    """
    found: dict[int, Resolved] = {}
    in_district, in_province = _Above(district), _Above(province)
    named = [hit.info for hit in find_whole(name, lambda info: info.level in TERRITORIAL)]
    for info in sorted(named, key=lambda info: (info.in_force(on), info.code)):
        place = place_of(info)  # of many units of one name most lie elsewhere: looked at before their heirs are
        if not in_district.names_one_of(place):
            continue
        known = in_province.names_one_of(place)
        for heir in what_it_is(info, on):
            if known or in_province.names_one_of(place_of(unit_info(heir.unit_id, on))):
                found.setdefault(heir.unit_id, Resolved(heir, info))
    return list(found.values())


class _Above:
    """Đơn vị cấp trên như được hỏi: by its marks, or without when none are given; an empty one stands above everything."""

    def __init__(self, wanted: str) -> None:
        bare, marked = bare_key(wanted), marked_key(wanted)
        self.key, self.column = (bare, 1) if bare == marked else (marked, 0)
        self.end = f" {self.key}"

    def names_one_of(self, place: str) -> bool:
        """Whether one of the units of a place bears this name, with or without its kind in front."""
        if not self.key:
            return True
        return any(name == self.key or name.endswith(self.end) for name in _keys_of(place)[self.column])


@lru_cache(maxsize=16_384)
def _keys_of(place: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Khoá có dấu và không dấu của các đơn vị trong một nơi chốn; there are fewer places than units."""
    names = place.split(", ")
    return tuple(map(marked_key, names)), tuple(map(bare_key, names))
