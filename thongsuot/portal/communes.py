"""Chọn xã: what a person types or has in the address becomes a commune in force today, also when the name is an old one."""

from dataclasses import dataclass
from datetime import date

from thongsuot.common.errors import Invalid
from thongsuot.org.book import UnitInfo
from thongsuot.org.models import Level
from thongsuot.org.search import find, place_of
from thongsuot.org.selectors import Heir, heirs, in_force, unit_info
from thongsuot.procedures.selectors import assigned

MOST = 12
_FRONTS = ("xã ", "phường ", "thị trấn ", "đặc khu ")


@dataclass(frozen=True, slots=True)
class Place:
    """Một xã tìm được, and what it is today: itself, or the communes it went to."""

    info: UnitInfo
    where: str
    now: tuple[Heir, ...] = ()

    @property
    def current(self) -> bool:
        """Whether the commune itself is in force."""
        return not self.now


@dataclass(frozen=True, slots=True)
class Choice:
    """Một nơi nhận hồ sơ chọn được; `was` tells which old name led here, `offered` whether it takes this procedure."""

    code: str
    full_name: str
    where: str
    was: str = ""
    offered: bool = True


def places(q: str, on: date, *, limit: int = MOST) -> list[Place]:
    """Xã cũ và mới khớp với lời tìm, names in force first; empty for a text that cannot be searched."""
    try:
        hits = [hit.info for hit in find(q, lambda info: info.level == Level.COMMUNE)]
    except Invalid:
        return []
    found: dict[int, Place] = {}
    for info in sorted(hits, key=lambda info: not info.in_force(on)):
        if info.id not in found and (info.in_force(on) or not in_force(info.id, on)):
            found[info.id] = Place(info, place_of(info), () if info.in_force(on) else heirs(info.id, on))
    return list(found.values())[:limit]


def choices(q: str, procedure_code: str, on: date) -> list[Choice]:
    """Nơi nhận theo lời tìm: an old name leads to every commune it went to."""
    found: dict[str, Choice] = {}
    for place in places(q, on):
        if place.current:
            found.setdefault(place.info.code, choice_of(place.info, procedure_code, on))
        for heir in place.now:
            unit = unit_info(heir.unit_id, on)
            found.setdefault(unit.code, choice_of(unit, procedure_code, on, was=place.info.full_name))
    return list(found.values())


def choice_of(unit: UnitInfo, procedure_code: str, on: date, *, was: str = "") -> Choice:
    """A commune as a choice on the page."""
    offered = bool(unit.identifier) and procedure_code in assigned(unit.id, on)
    return Choice(unit.code, unit.full_name, place_of(unit), was, offered)


def of_address(address: str, procedure_code: str, on: date) -> list[Choice]:
    """Xã đoán từ địa chỉ trong hồ sơ cá nhân: "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh"."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    for position, part in enumerate(parts):
        if part.lower().startswith(_FRONTS):
            wanted = " ".join([part, *parts[position + 1 :]])
            return choices(wanted, procedure_code, on) or choices(part, procedure_code, on)[:3]
    return []
