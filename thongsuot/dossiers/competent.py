"""Nơi giải quyết: which commune of the province resolves what another one takes in (phi địa giới), from what a clerk types.

Typed as "Xã Mai Phụ (18583)", as a name or as a code. A code alone does not tell an old commune from the new one that
carries it on, so a name that goes with it must be the name of today.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.text import bare, clean_line
from thongsuot.dossiers import checks
from thongsuot.org.models import Level
from thongsuot.org.search import find
from thongsuot.org.selectors import UnitInfo, heirs, in_force, unit_by_code, unit_info, units_of_code
from thongsuot.procedures.selectors import Version, units_assigned

FIELD = "competent_unit"
_CODED = re.compile(r"(.*?)\s*\(?\b(\d{5})\)?", re.ASCII)


def choices(version: Version, receiving: UnitInfo, on: date) -> list[UnitInfo]:
    """Các xã khác trong tỉnh giải quyết được thủ tục này, by name; empty for a procedure bound to its territory."""
    if not version.non_territorial:
        return []
    known = (unit_info(unit_id, on) for unit_id in units_assigned(version.code, on))
    found = [u for u in known if u.id != receiving.id and _fits(u, receiving) and u.in_force(on) and u.identifier]
    return sorted(found, key=lambda u: (bare(u.name), u.code))


def label(unit: UnitInfo) -> str:
    """Xã như ở danh sách gợi ý: "Xã Mai Phụ (18583)"."""
    return f"{unit.full_name} ({unit.code})"


def code_of(typed: str, version: Version, receiving: UnitInfo, on: date) -> str:
    """Mã nơi giải quyết từ điều gõ vào; empty means the receiving unit itself. Invalid says what the commune is now."""
    words = clean_line(typed, field=FIELD, limit=200)
    if not words:
        return ""
    unit = _named(words, receiving, on)
    if unit.id != receiving.id and unit.id not in {u.id for u in choices(version, receiving, on)}:
        raise _wrong(_("%(unit)s không nhận thủ tục này từ nơi khác chuyển đến.") % {"unit": label(unit)})
    return unit.code


def _named(words: str, receiving: UnitInfo, on: date) -> UnitInfo:
    coded = _CODED.fullmatch(words)
    name = coded[1] if coded else words
    if coded:
        unit = unit_by_code(coded[2], on, {Level.COMMUNE})
        if unit is not None and (not name or _is_called(unit, name)):
            return unit
    if coded and not name:
        called = list(units_of_code(coded[2], {Level.COMMUNE}))
    else:
        called = [hit.info for hit in find(name, lambda u: _fits(u, receiving)) if _is_called(hit.info, name)]
        now = {u.id: unit_info(u.id, on) for u in called if in_force(u.id, on)}
        if len(now) == 1:
            return next(iter(now.values()))
        if now:
            raise _wrong(_("Nhiều nơi cùng tên, hãy ghi kèm mã: %(units)s.") % {"units": _listed(now.values())})
    ended = [unit for unit in called if unit.valid_to is not None and unit.valid_to <= on]
    if ended:
        raise _ended(ended, on)
    raise _wrong(_("Không có xã, phường nào trong tỉnh tên “%(name)s”. Chọn trong danh sách gợi ý.") % {"name": words})


def _ended(units: Sequence[UnitInfo], on: date) -> Invalid:
    """All that the communes of that name have become."""
    following = {heir.unit_id: unit_info(heir.unit_id, on) for unit in units for heir in heirs(unit.id, on)}
    last = units[-1]
    said = {
        "unit": last.full_name,
        "units": _listed(following.values()),
        "day": f"{last.valid_to:%d/%m/%Y}",
    }
    if not following:
        return _wrong(_("%(unit)s đã hết hiệu lực từ ngày %(day)s.") % said)
    return _wrong(_("%(unit)s đã hết hiệu lực từ ngày %(day)s; nay là %(units)s.") % said)


def _fits(unit: UnitInfo, receiving: UnitInfo) -> bool:
    return unit.level == Level.COMMUNE and unit.province_id == receiving.province_id


def _is_called(unit: UnitInfo, name: str) -> bool:
    return bare(name) in (bare(unit.name), bare(unit.full_name))


def _listed(units: Iterable[UnitInfo]) -> str:
    return ", ".join(label(unit) for unit in units)


def _wrong(message: str) -> Invalid:
    return checks.invalid(FIELD, message, "competent_unit_unknown")
