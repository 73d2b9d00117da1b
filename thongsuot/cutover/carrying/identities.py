"""Số cũ thành số mới: units found again by code and day, people by decision, everything else numbered anew; kept for ever."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.common import stamps
from thongsuot.common.errors import Invalid
from thongsuot.cutover.carrying.decisions import Carried, own_key, references
from thongsuot.cutover.carrying.staging import name_of, values
from thongsuot.cutover.carrying.trusting import package_is_there
from thongsuot.cutover.models import Identity, Package
from thongsuot.org.models import Level, UnitVersion
from thongsuot.org.store import NewVersion, add_units

UNIT = "org.unit"
_ORDER = [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE, Level.ORGAN]
_UUID_AS_NUMBER = "('x' || substr(md5({0}::text), 1, 16))::bit(64)::bigint"


def key_of(one: Carried, alias: str) -> str:
    """The number that names a row in `Identity`: its key, or for a UUID 64 bits of its hash (it is never changed)."""
    key = one.model._meta.pk
    column = f'{alias}."{key.column}"'  # type: ignore[union-attr]
    return _UUID_AS_NUMBER.format(column) if key.get_internal_type() == "UUIDField" else column  # type: ignore[union-attr]


def match_units(package: Package, units: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Tìm lại từng đơn vị; raises Invalid `unit_unknown` when the reference data of the two sides differ."""
    known = dict(Identity.objects.filter(source=package.source_id, model=UNIT).values_list("old", "new"))
    rows = sorted(units, key=lambda unit: _ORDER.index(unit["level"]))
    counts, fresh = {"matched": 0, "made": 0}, []
    for unit in _parents_first([unit for unit in rows if unit["id"] not in known]):
        found = _find(unit, known)
        if found is None and unit["level"] != Level.ORGAN:
            last = unit["versions"][-1]
            raise Invalid(
                _("Không tìm thấy đơn vị “%(name)s” (mã %(code)s) ở đây. Hãy nạp cùng dữ liệu đơn vị như nơi gửi.")
                % {"name": last["full_name"], "code": last["code"]},
                code="unit_unknown",
            )
        made = found is None
        known[unit["id"]] = new = _add(unit, known, package) if found is None else found
        counts["made" if made else "matched"] += 1
        fresh.append(
            Identity(source_id=package.source_id, model=UNIT, old=unit["id"], new=new, made=made, package=package)
        )
        if found is not None and unit["own"]:
            _fill_identifiers(unit, new)
    Identity.objects.bulk_create(fresh, batch_size=2000)
    stamps.bump(stamps.ORG)
    return counts


def _parents_first(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Organs below organs come after them."""
    waiting, done = {unit["id"]: unit for unit in units}, []
    while waiting:
        free = [
            u
            for u in waiting.values()
            if not any(v["parent"] in waiting and v["parent"] != u["id"] for v in u["versions"])
        ]
        ready = free or list(waiting.values())
        done += ready
        for unit in ready:
            del waiting[unit["id"]]
    return done


def _find(unit: dict[str, Any], known: dict[int, int]) -> int | None:
    """The same unit here: by level, code and day; an organ by what is above it, its kind and its name."""
    for version in reversed(unit["versions"]):
        rows = UnitVersion.objects.filter(level=unit["level"], valid__overlap=_range(version))
        if version["code"]:
            rows = rows.filter(code=version["code"])
        elif version["parent"] in known:
            rows = rows.filter(parent_id=known[version["parent"]], kind=version["kind"])
            rows = rows.filter(organ_kind=version["organ_kind"], name=version["name"])
        else:
            continue
        if found := set(rows.values_list("unit_id", flat=True)):
            return max(found)
    return None


def _add(unit: dict[str, Any], known: dict[int, int], package: Package) -> int:
    taken = set(UnitVersion.objects.exclude(identifier="").values_list("identifier", flat=True))
    versions = [
        NewVersion(
            code=v["code"],
            name=v["name"],
            full_name=v["full_name"],
            kind=v["kind"],
            organ_kind=v["organ_kind"],
            parent_id=known.get(v["parent"]),
            province_id=known.get(v["province"]),
            identifier="" if v["identifier"] in taken else v["identifier"],
            identifier_is_demo=v["identifier_is_demo"],
            valid_from=_day(v["from"]),
            valid_to=_day(v["to"]),
            legal_basis=v["legal_basis"],
        )
        for v in unit["versions"]
    ]
    return add_units(unit["level"], [versions], f"package {package.pk}")[0]


def _fill_identifiers(unit: dict[str, Any], new: int) -> None:
    """What its own province gave as identifier counts where there is none here, or only one for trying out."""
    for version in unit["versions"]:
        if version["identifier"]:
            rows = UnitVersion.objects.filter(unit_id=new, valid__overlap=_range(version))
            if UnitVersion.objects.filter(identifier=version["identifier"]).exclude(unit_id=new).exists():
                continue
            for row in rows.filter(identifier="") | rows.filter(identifier_is_demo=True):
                row.identifier, row.identifier_is_demo = version["identifier"], version["identifier_is_demo"]
                row.save(update_fields=["identifier", "identifier_is_demo"])


def _range(version: dict[str, Any]) -> tuple[date | None, date | None]:
    return _day(version["from"]), _day(version["to"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_MATCHED = """
INSERT INTO cutover_identity (source_id, model, old, new, made, seen, put, package_id)
SELECT %(source)s, %(model)s, m.old, m.new, false, '', '', %(package)s FROM ({matched}) AS m(old, new)
ON CONFLICT (source_id, model, old) DO NOTHING
"""
_NUMBERED = """
INSERT INTO cutover_identity (source_id, model, old, new, made, seen, put, package_id)
SELECT %(source)s, %(model)s, {key}, {new}, true, '', '', %(package)s FROM {stage} s {joins}
ON CONFLICT (source_id, model, old) DO NOTHING
"""


def allocate(package: Package, one: Carried) -> dict[str, int]:
    """Cấp số ở đây cho mọi dòng của một bảng; what was numbered before keeps its number."""
    params = {**values(package), "model": one.label}
    stage = name_of(package, one.label)
    with connection.cursor() as cursor, package_is_there(cursor, package):
        matched = 0
        if one.matched_by:
            # The statement is ours; only the name of the staging table is put in.
            cursor.execute(_MATCHED.format(matched=one.matched_by.replace("%(stage)s", stage)), params)
            matched = cursor.rowcount
        new, joins = _numbering(one)
        cursor.execute(_NUMBERED.format(key=key_of(one, "s"), new=new, stage=stage, joins=joins), params)
        made = cursor.rowcount
    return {"matched": matched, "made": made}


def _numbering(one: Carried) -> tuple[str, str]:
    """What the new number is, and the joins it needs."""
    key = one.model._meta.pk
    joins = ""
    if one.only_with_new:
        parent = references(one)[one.only_with_new]
        joins = (
            "JOIN cutover_identity parent ON parent.source_id = %(source)s AND parent.made"
            f" AND parent.model = '{parent}' AND parent.old = s.\"{one.only_with_new}\""
        )
    if own_key(one):
        return f"nextval(pg_get_serial_sequence('{one.model._meta.db_table}', '{key.column}'))", joins  # type: ignore[union-attr]
    if key.column in references(one):  # type: ignore[union-attr]
        return "parent.new", joins
    return key_of(one, "s"), joins
