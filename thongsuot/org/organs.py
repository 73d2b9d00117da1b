"""Cơ quan dưới xã và tỉnh: which organs hang under a commune (NĐ 150/2025/NĐ-CP) and under the demo province."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thongsuot.common import stamps
from thongsuot.common.errors import Invalid
from thongsuot.org.models import Kind, Level, OrganKind, UnitVersion
from thongsuot.org.store import NewVersion, add_units

TWO_TIERS_SINCE = date(2025, 7, 1)
BASIS = "Nghị định số 150/2025/NĐ-CP"
SOURCE = "organs"


@dataclass(frozen=True, slots=True)
class Organ:
    """Một loại cơ quan: name (xã, đặc khu), name in a phường when it differs, mark in our own code."""

    organ_kind: str
    kind: str
    mark: str
    name: str
    name_in_ward: str = ""
    legal_basis: str = BASIS

    def name_for(self, kind: str) -> str:
        """Tên theo loại đơn vị cấp xã."""
        return self.name_in_ward if kind == Kind.WARD and self.name_in_ward else self.name


OF_A_COMMUNE = (
    Organ(OrganKind.OFFICE, Kind.ORGAN, "VP", "Văn phòng HĐND và UBND"),
    Organ(OrganKind.ECONOMY, Kind.DEPARTMENT, "KT", "Phòng Kinh tế", "Phòng Kinh tế, Hạ tầng và Đô thị"),
    Organ(OrganKind.CULTURE_SOCIAL, Kind.DEPARTMENT, "VHXH", "Phòng Văn hoá – Xã hội"),
    Organ(OrganKind.SERVICE_CENTRE, Kind.SERVICE_CENTRE, "PVHCC", "Trung tâm Phục vụ hành chính công"),
    # Police and military command are not divisions of the people's committee, but carry out procedures in the commune.
    Organ(OrganKind.POLICE, Kind.ORGAN, "CA", "Công an", legal_basis=""),
    Organ(OrganKind.MILITARY, Kind.ORGAN, "QS", "Ban Chỉ huy Quân sự", legal_basis=""),
)
OF_A_PROVINCE = (
    Organ(OrganKind.OFFICE, Kind.ORGAN, "VP", "Văn phòng UBND", legal_basis=""),
    Organ(OrganKind.SERVICE_CENTRE, Kind.SERVICE_CENTRE, "PVHCC", "Trung tâm Phục vụ hành chính công", legal_basis=""),
    Organ(OrganKind.HOME_AFFAIRS, Kind.DEPARTMENT, "SNV", "Sở Nội vụ", legal_basis=""),
    Organ(OrganKind.JUSTICE, Kind.DEPARTMENT, "STP", "Sở Tư pháp", legal_basis=""),
    Organ(OrganKind.FINANCE, Kind.DEPARTMENT, "STC", "Sở Tài chính", legal_basis=""),
    Organ(OrganKind.HEALTH, Kind.DEPARTMENT, "SYT", "Sở Y tế", legal_basis=""),
    Organ(OrganKind.AGRICULTURE, Kind.DEPARTMENT, "SNNMT", "Sở Nông nghiệp và Môi trường", legal_basis=""),
)


def organs_of(level: str) -> tuple[Organ, ...]:
    """Các cơ quan mà một đơn vị của cấp này có."""
    return OF_A_PROVINCE if level == Level.PROVINCE else OF_A_COMMUNE


def organ_names(level: str, organ_kind: str, kind: str, full_name: str) -> tuple[str, str]:
    """Tên và tên đầy đủ của cơ quan dưới đơn vị mang tên này."""
    name = next(organ for organ in organs_of(level) if organ.organ_kind == organ_kind).name_for(kind)
    return name, f"{name} {full_name[0].lower()}{full_name[1:]}"


def ensure_organs(commune_id: int) -> list[int]:
    """Bảo đảm xã có đủ cơ quan theo NĐ 150/2025; makes what is missing, returns the new identities. Idempotent."""
    made = ensure_organs_of([commune_id])
    return made[commune_id]


Chosen = Mapping[int, Mapping[str, str]]


@transaction.atomic
def ensure_organs_of(unit_ids: Iterable[int], chosen: Chosen | None = None) -> dict[int, list[int]]:
    """Cơ quan cho nhiều đơn vị cấp xã hoặc cấp tỉnh at once; existing ones stay as they are.

    `chosen`: for a unit named there only these kinds, each with its full name (empty = made from the unit's name).
    """
    chosen = chosen or {}
    wanted = list(dict.fromkeys(unit_ids))
    above = _two_tier_versions(wanted)
    for unit_id in wanted:
        if unit_id not in above:
            raise Invalid(_("Chỉ đơn vị cấp xã, cấp tỉnh từ 01/7/2025 mới có cơ quan theo mô hình hai cấp."))
    present = set(
        UnitVersion.objects.filter(parent_id__in=wanted, level=Level.ORGAN).values_list("parent_id", "organ_kind")
    )
    owners: list[int] = []
    new: list[list[NewVersion]] = []
    for unit_id in wanted:
        for number, organ in enumerate(organs_of(above[unit_id][0].level), start=1):
            own = chosen.get(unit_id)
            if (unit_id, organ.organ_kind) not in present and (own is None or organ.organ_kind in own):
                called = own.get(organ.organ_kind, "") if own else ""
                owners.append(unit_id)
                new.append([_organ_version(organ, number, version, called) for version in above[unit_id]])
    made: dict[int, list[int]] = {unit_id: [] for unit_id in wanted}
    for owner, organ_id in zip(owners, add_units(Level.ORGAN, new, SOURCE), strict=True):
        made[owner].append(organ_id)
    if new:
        stamps.bump(stamps.ORG)
    return made


def _two_tier_versions(unit_ids: list[int]) -> dict[int, list[UnitVersion]]:
    """Versions of communes and provinces that hold on or after 1/7/2025, in order of time."""
    rows = UnitVersion.objects.filter(
        unit_id__in=unit_ids, level__in=(Level.COMMUNE, Level.PROVINCE), valid__overlap=DateRange(TWO_TIERS_SINCE, None)
    ).order_by("unit_id", "valid")
    found: dict[int, list[UnitVersion]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return found


def _organ_version(organ: Organ, number: int, above: UnitVersion, called: str = "") -> NewVersion:
    """The organ as long as its unit has these attributes; `called` is a full name of its own.

    A demo identifier continues the one of its unit; none is invented under a real one.
    """
    name, full_name = organ_names(above.level, organ.organ_kind, above.kind, above.full_name)
    return NewVersion(
        code=f"{above.code}-{organ.mark}",
        name=name,
        full_name=called or full_name,
        kind=organ.kind,
        organ_kind=organ.organ_kind,
        parent_id=above.unit_id,
        province_id=above.province_id or above.unit_id,
        identifier=f"{above.identifier}.{number:02}" if above.identifier_is_demo else "",
        identifier_is_demo=above.identifier_is_demo,
        valid_from=max(above.valid.lower or TWO_TIERS_SINCE, TWO_TIERS_SINCE),
        valid_to=above.valid.upper,
        legal_basis=organ.legal_basis,
    )
