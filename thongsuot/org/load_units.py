"""Nạp đơn vị cả nước: provinces, districts, communes before and after 1/7/2025, who followed whom, later changes.

Idempotent: a unit is known by its code on the day before and on the day of the reorganisation. What is missing is
added; a name or place that the reference files have corrected since is corrected; what people or other imports added
(identifiers, later names) stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from thongsuot.common import journal, stamps
from thongsuot.org import reference_data as reference
from thongsuot.org.models import Kind, Level, Relation, Succession, Unit, UnitVersion
from thongsuot.org.names import bare_key, marked_key
from thongsuot.org.organs import ensure_organs_of
from thongsuot.org.reference_data import LAST_DAY_BEFORE, REORGANISED_ON, Place
from thongsuot.org.services import change_unit
from thongsuot.org.store import NewLink, NewVersion, add_links, add_units, refresh_statistics

SOURCE = "reference"
Progress = Callable[[int, int, str], None]


@dataclass
class LoadReport:
    """Kết quả nạp."""

    units: int = 0
    corrected: int = 0
    links: int = 0
    changes: int = 0
    organs: int = 0
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def changed_anything(self) -> bool:
        """Whether the database differs from before."""
        return any((self.units, self.corrected, self.links, self.changes, self.organs))


class _Loader:
    """One run: counts what it does and tells how far it is."""

    def __init__(self, at: datetime, progress: Progress | None) -> None:
        self.at = at
        self.report = LoadReport()
        self.progress = progress
        self.done = 0
        self.total = 1
        self.label = ""
        self.identifiers = reference.identifiers()

    def step(self, label: str) -> None:
        self.label = label
        self.tell(0)

    def tell(self, more: int) -> None:
        if self.progress:
            self.progress(min(self.done + more, self.total), self.total, self.label)

    def put(self, level: str, on: date, wanted: Mapping[str, NewVersion]) -> dict[str, int]:
        """Units of one level, by the code they have on a day; adds the missing, corrects the changed."""
        present = _present(level, on)
        missing = {code: version for code, version in wanted.items() if code not in present}
        ids = add_units(level, [[version] for version in missing.values()], SOURCE, self.tell)
        self.report.units += len(ids)
        if ids:
            refresh_statistics()
        self.report.corrected += _correct(present, wanted)
        self.done += len(wanted)
        return {code: row.unit_id for code, row in present.items()} | dict(zip(missing, ids, strict=True))

    def link(self, links: list[NewLink]) -> None:
        present = set(Succession.objects.values_list("predecessor_id", "successor_id", "effective_on"))
        missing = [n for n in links if (n.predecessor_id, n.successor_id, n.effective_on) not in present]
        self.report.links += add_links(missing, self.tell)
        if missing:
            refresh_statistics()
        self.done += len(links)


@transaction.atomic
def load_units(*, at: datetime, progress: Progress | None = None) -> LoadReport:
    """Nạp đơn vị cả nước vào cơ sở dữ liệu; `progress(done, total, label)` hears how far it is."""
    run = _Loader(at, progress)
    before, after = reference.provinces_before(), reference.provinces_after()
    districts, old, new = reference.districts(), reference.communes_before(), reference.communes_after()
    goings = reference.goings()
    run.total = len(before) + len(after) + len(districts) + len(old) + len(new) + len(goings)

    run.step("Tỉnh, thành phố")
    old_provinces = run.put(Level.PROVINCE, LAST_DAY_BEFORE, _old_provinces(before, after, run.identifiers))
    new_provinces = run.put(Level.PROVINCE, REORGANISED_ON, _new_provinces(after, run.identifiers))
    run.step("Huyện (đến 30/6/2025)")
    old_districts = run.put(Level.DISTRICT, LAST_DAY_BEFORE, _districts(districts, old_provinces))
    run.step("Xã, phường, thị trấn (đến 30/6/2025)")
    province_of = {place.code: place.above for place in districts}
    kept = {province.place.code for province in after if province.kept}
    old_communes = run.put(
        Level.COMMUNE,
        LAST_DAY_BEFORE,
        _old_communes(old, old_districts, old_provinces, province_of, run.identifiers, kept),
    )
    run.step("Xã, phường, đặc khu (từ 01/7/2025)")
    resolutions = {province.place.code: f"Nghị quyết số {province.resolution}" for province in after}
    new_communes = run.put(
        Level.COMMUNE, REORGANISED_ON, _new_communes(new, new_provinces, resolutions, run.identifiers)
    )
    run.step("Quan hệ kế thừa")
    above = {place.code: place.above for place in new}
    olds = {Level.COMMUNE: old_communes, Level.DISTRICT: old_districts}
    run.link(
        [
            NewLink(
                olds[Level(going.old_level)][going.old],
                new_communes[going.new],
                going.relation,
                REORGANISED_ON,
                resolutions[above[going.new]],
            )
            for going in goings
        ]
        + _province_links(after, old_provinces, new_provinces)
    )
    run.step("Thay đổi năm 2026, cơ quan của tỉnh thí điểm")
    run.report.changes = _apply_changes(at)
    run.report.organs = _organs(run.identifiers["demo_province"], new, new_provinces, new_communes)
    run.report.totals = _totals()
    if run.report.changed_anything:
        stamps.bump(stamps.ORG)
        journal.append([journal.Entry(0, "org", 0, "units_loaded", at, data=asdict(run.report))])
    run.done = run.total
    run.step("Xong")
    return run.report


def _old_provinces(
    before: list[Place], after: list[reference.NewProvince], identifiers: Mapping[str, Any]
) -> dict[str, NewVersion]:
    kept = {province.place.code for province in after if province.kept}
    return {
        place.code: NewVersion(
            code=place.code,
            name=place.name,
            full_name=place.full_name,
            kind=Kind.PROVINCE,
            identifier=identifiers["provinces"].get(place.code, "") if place.code in kept else "",
            valid_to=None if place.code in kept else REORGANISED_ON,
        )
        for place in before
    }


def _new_provinces(after: list[reference.NewProvince], identifiers: Mapping[str, Any]) -> dict[str, NewVersion]:
    return {
        province.place.code: NewVersion(
            code=province.place.code,
            name=province.place.name,
            full_name=province.place.full_name,
            kind=Kind.PROVINCE,
            identifier=identifiers["provinces"].get(province.place.code, ""),
            valid_from=REORGANISED_ON,
            legal_basis="" if province.kept else reference.provinces_resolution(),
        )
        for province in after
    }


def _districts(places: list[Place], provinces: Mapping[str, int]) -> dict[str, NewVersion]:
    return {
        place.code: NewVersion(
            code=place.code,
            name=place.name,
            full_name=place.full_name,
            kind=Kind.DISTRICT,
            parent_id=provinces[place.above],
            province_id=provinces[place.above],
            valid_to=REORGANISED_ON,
        )
        for place in places
    }


def _old_communes(
    places: list[Place],
    districts: Mapping[str, int],
    provinces: Mapping[str, int],
    province_of: Mapping[str, str],
    identifiers: Mapping[str, Any],
    kept: set[str],
) -> dict[str, NewVersion]:
    """Communes of a kept demo province get demo identifiers; those of merged provinces had others, unknown to us."""
    demo = {code: identifiers["provinces"][code] for code in identifiers["demo_communes"] if code in kept}
    return {
        place.code: NewVersion(
            code=place.code,
            name=place.name,
            full_name=place.full_name,
            kind=place.kind,
            parent_id=districts[place.above],
            province_id=provinces[province],
            identifier=f"{demo[province]}.{place.above}.{place.code}" if province in demo else "",
            identifier_is_demo=province in demo,
            valid_to=REORGANISED_ON,
        )
        for place in places
        for province in (province_of[place.above],)
    }


def _new_communes(
    places: list[Place], provinces: Mapping[str, int], resolutions: Mapping[str, str], identifiers: Mapping[str, Any]
) -> dict[str, NewVersion]:
    demo = {code: identifiers["provinces"][code] for code in identifiers["demo_communes"]}
    return {
        place.code: NewVersion(
            code=place.code,
            name=place.name,
            full_name=place.full_name,
            kind=place.kind,
            parent_id=provinces[place.above],
            province_id=provinces[place.above],
            identifier=f"{demo[place.above]}.{place.code}" if place.above in demo else "",
            identifier_is_demo=place.above in demo,
            valid_from=REORGANISED_ON,
            legal_basis=resolutions[place.above],
            lat=place.lat,
            lon=place.lon,
        )
        for place in places
    }


def _province_links(
    after: list[reference.NewProvince], old: Mapping[str, int], new: Mapping[str, int]
) -> list[NewLink]:
    """52 tỉnh cũ nhập toàn bộ vào 23 tỉnh mới."""
    return [
        NewLink(old[code], new[province.place.code], Relation.WHOLE, REORGANISED_ON, reference.provinces_resolution())
        for province in after
        if not province.kept
        for code in province.former
    ]


def _apply_changes(at: datetime) -> int:
    """Later changes of name and kind; one that is in place is left alone."""
    made = 0
    for change in reference.changes():
        name, kind = reference.name_and_kind(change.level, change.full_name)
        version = UnitVersion.objects.get(level=change.level, code=change.code, valid__contains=change.on)
        if version.full_name != change.full_name:
            made += change_unit(
                unit_id=version.unit_id,
                on=change.on,
                at=at,
                name=name,
                full_name=change.full_name,
                kind=kind,
                legal_basis=change.legal_basis,
            )
    return made


def _organs(demo_province: str, places: list[Place], provinces: Mapping[str, int], communes: Mapping[str, int]) -> int:
    own = [communes[place.code] for place in places if place.above == demo_province]
    made = ensure_organs_of([provinces[demo_province], *own])
    return sum(len(ids) for ids in made.values())


def _present(level: str, on: date) -> dict[str, UnitVersion]:
    rows = UnitVersion.objects.filter(level=level, valid__contains=on).exclude(code="").select_related("unit")
    return {row.code: row for row in rows}


def _correct(present: Mapping[str, UnitVersion], wanted: Mapping[str, NewVersion]) -> int:
    """Write what the reference files say better now into units that came from them."""
    corrected = []
    for code, row in present.items():
        version = wanted.get(code)
        if version is None or row.unit.created_by != SOURCE:
            continue
        if (row.full_name, row.kind, row.lat, row.lon) != (version.full_name, version.kind, version.lat, version.lon):
            row.name, row.full_name, row.kind = version.name, version.full_name, version.kind
            row.lat, row.lon = version.lat, version.lon
            row.name_key, row.bare_key = marked_key(version.name), bare_key(version.name)
            corrected.append(row)
    fields = ["name", "full_name", "kind", "lat", "lon", "name_key", "bare_key"]
    UnitVersion.objects.bulk_update(corrected, fields, batch_size=500)
    return len(corrected)


def _totals() -> dict[str, int]:
    """How many units of each level the database holds now."""
    return {str(level): Unit.objects.filter(level=level).count() for level in Level.values}
