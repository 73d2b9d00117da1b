"""Việc ghi của một đơn vị: what changes about a unit that stays the same unit."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thongsuot.common import journal, stamps
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.org.models import Level, OrganKind, UnitVersion
from thongsuot.org.names import bare_key, marked_key
from thongsuot.org.organs import organ_names
from thongsuot.org.store import NewVersion, add_versions

CHANGEABLE = frozenset({"code", "name", "full_name", "kind", "identifier", "identifier_is_demo", "legal_basis"})


@transaction.atomic
def change_unit(*, unit_id: int, on: date, at: datetime, by: int | None = None, **attributes: Any) -> bool:
    """Đổi thuộc tính của đơn vị từ ngày `on` (đổi tên, đổi loại hình, cấp mã định danh); identity and links stay.

    `date.min` means from its beginning. Names of its organs follow. Answers False when nothing differs. Raises NotFound when the unit is not in force that day.
    """
    if unknown := set(attributes) - CHANGEABLE:
        raise Invalid(_("Thuộc tính không đổi được bằng việc này: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    version = _version_on(unit_id, on)
    changed = {name: value for name, value in attributes.items() if getattr(version, name) != value}
    if not changed:
        return False
    _from(version, on, changed)
    if version.level in (Level.COMMUNE, Level.PROVINCE) and changed.keys() & {"full_name", "kind"}:
        _rename_organs(version, on, changed)
    stamps.bump(stamps.ORG)
    entry = journal.Entry(
        province_id=version.province_id or (unit_id if version.level == Level.PROVINCE else 0),
        subject_kind="unit",
        subject_id=unit_id,
        verb="changed",
        at=at,
        actor_id=by,
        unit_id=unit_id,
        data={"on": on.isoformat(), "before": {name: getattr(version, name) for name in changed}, "after": changed},
    )
    journal.append([entry])
    return True


@transaction.atomic
def move_unit(*, unit_id: int, on: date, province_id: int, at: datetime, by: int | None = None) -> bool:
    """Đưa đơn vị cấp xã sang tỉnh khác từ ngày `on`; identity stays, its organs go with it. False when it is there already."""
    version = _version_on(unit_id, on)
    if version.level != Level.COMMUNE:
        raise Invalid(_("Chỉ đưa được đơn vị cấp xã sang tỉnh khác."))
    if version.province_id == province_id:
        return False
    if not UnitVersion.objects.filter(unit_id=province_id, level=Level.PROVINCE, valid__contains=on).exists():
        raise NotFound(_("Đơn vị không có hiệu lực trong ngày %(day)s.") % {"day": f"{on:%d/%m/%Y}"})
    _from(version, on, {"parent_id": province_id, "province_id": province_id})
    organs = UnitVersion.objects.select_for_update(of=("self",)).filter(
        parent_id=unit_id, level=Level.ORGAN, valid__contains=on
    )
    for organ in organs:
        _from(organ, on, {"province_id": province_id})
    stamps.bump(stamps.ORG)
    data = {"on": on.isoformat(), "before": version.province_id, "after": province_id}
    journal.append([journal.Entry(version.province_id or 0, "unit", unit_id, "moved", at, by, unit_id, data)])
    return True


def _version_on(unit_id: int, on: date) -> UnitVersion:
    """The attributes in force that day, locked."""
    version = UnitVersion.objects.select_for_update(of=("self",)).filter(unit_id=unit_id, valid__contains=on).first()
    if version is None:
        raise NotFound(_("Đơn vị không có hiệu lực trong ngày %(day)s.") % {"day": f"{on:%d/%m/%Y}"})
    return version


def _from(version: UnitVersion, on: date, changed: dict[str, Any]) -> None:
    """New attributes from `on` until the old ones would have ended; before it the old ones stay."""
    if (version.valid.lower or date.min) == on:
        keys = (
            {"name_key": marked_key(changed["name"]), "bare_key": bare_key(changed["name"])}
            if "name" in changed
            else {}
        )
        UnitVersion.objects.filter(pk=version.pk).update(**changed, **keys)
        return
    UnitVersion.objects.filter(pk=version.pk).update(valid=DateRange(version.valid.lower, on))
    add_versions([(version.unit_id, version.level, replace(_as_new(version), valid_from=on, **changed))])


def _as_new(version: UnitVersion) -> NewVersion:
    """The same attributes for the same time."""
    return NewVersion(
        code=version.code,
        name=version.name,
        full_name=version.full_name,
        kind=version.kind,
        parent_id=version.parent_id,
        province_id=version.province_id,
        identifier=version.identifier,
        identifier_is_demo=version.identifier_is_demo,
        valid_from=version.valid.lower,
        valid_to=version.valid.upper,
        organ_kind=version.organ_kind,
        legal_basis=version.legal_basis,
        lat=version.lat,
        lon=version.lon,
    )


def _rename_organs(above: UnitVersion, on: date, changed: dict[str, Any]) -> None:
    """Organs are called after their unit: "Phòng Kinh tế xã Lộc Ninh" → "Phòng Kinh tế, Hạ tầng và Đô thị phường Lộc Ninh"."""
    kind, full_name = changed.get("kind", above.kind), changed.get("full_name", above.full_name)
    organs = UnitVersion.objects.select_for_update(of=("self",)).filter(
        parent_id=above.unit_id, level=Level.ORGAN, valid__contains=on
    )
    for organ in organs:
        if organ.organ_kind in OrganKind.values:
            name, full = organ_names(above.level, organ.organ_kind, kind, full_name)
            if full != organ.full_name:
                _from(organ, on, {"name": name, "full_name": full})
