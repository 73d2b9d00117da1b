"""Cơ quan ban hành: how a unit is named and abbreviated on its own documents, as it was on the day."""

from dataclasses import dataclass
from datetime import date

from thongsuot.org.models import Level, OrganKind
from thongsuot.org.selectors import UnitInfo, unit_info

# Abbreviations of organs in notations. NĐ 30/2020 leaves them to each agency: these are proposals ("đề xuất").
_ORGANS = {
    OrganKind.OFFICE: "VP",
    OrganKind.ECONOMY: "KT",
    OrganKind.CULTURE_SOCIAL: "VHXH",
    OrganKind.SERVICE_CENTRE: "TTPVHCC",
    OrganKind.POLICE: "CA",
    OrganKind.MILITARY: "QS",
    OrganKind.HOME_AFFAIRS: "NV",
    OrganKind.JUSTICE: "TP",
    OrganKind.FINANCE: "TC",
    OrganKind.HEALTH: "YT",
    OrganKind.AGRICULTURE: "NNMT",
}
_TERRITORIES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Cơ quan ban hành: lines of the heading (the last one issues), place, abbreviation, and its head's title."""

    lines: tuple[str, ...]
    place: str
    short: str
    head: str
    collective: bool


def issuer_of(unit_id: int, on: date) -> Issuer:
    """Tên và chữ viết tắt của đơn vị như trong ngày này: a territorial unit issues as its people's committee."""
    unit = unit_info(unit_id, on)
    if unit.level in _TERRITORIES:
        return Issuer((committee_name(unit),), unit.name, "UBND", "Chủ tịch", True)
    above = unit_info(unit.parent_id, on) if unit.parent_id else None
    lines = (committee_name(above), unit.full_name) if above else (unit.full_name,)
    short = abbreviation_of(unit)
    # A department of the province writes S before its trade (SNV); a division of a commune P (PKT).
    if above and unit.organ_kind in _ORGANS:
        short = ("S" if above.level == Level.PROVINCE else "P") + short
    return Issuer(lines, above.name if above else unit.name, short, "Thủ trưởng", False)


def committee_name(unit: UnitInfo) -> str:
    """`Ủy ban nhân dân xã Mai Phụ`."""
    return f"Ủy ban nhân dân {unit.full_name[:1].lower()}{unit.full_name[1:]}"


def abbreviation_of(organ: UnitInfo) -> str:
    """Chữ viết tắt của đơn vị soạn thảo trong ký hiệu công văn."""
    if organ.organ_kind in _ORGANS:
        return _ORGANS[OrganKind(organ.organ_kind)]
    return "".join(word[0] for word in organ.full_name.split()).upper()
