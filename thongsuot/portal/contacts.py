"""Nơi đến và số gọi của trung tâm: telephone, address and hours of a unit's one-stop, as the unit itself states them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import clean_line
from thongsuot.org.book import UnitInfo
from thongsuot.org.models import Level, OrganKind
from thongsuot.org.selectors import in_force, organ_id_of, unit_info, units_in_force
from thongsuot.portal.models import OneStop

ADMINS = (Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)
SUBJECT = "unit"
LIMITS = {"phone": 60, "address": 200, "hours": 200}


@dataclass(frozen=True, slots=True)
class Stated:
    """Điều đơn vị khai; an empty text takes back what was stated."""

    phone: str = ""
    address: str = ""
    hours: str = ""


def contacts_of(unit_ids: Collection[int]) -> dict[int, OneStop]:
    """Nơi đến của các đơn vị này, those alone that stated one."""
    return {row.unit_id: row for row in OneStop.objects.filter(unit_id__in=unit_ids)}


def on_unit_page(request: HttpRequest, info: UnitInfo, day: date, **_about: Any) -> dict[str, Any] | None:
    """Nơi đến của một xã đang hoạt động, for its public page. One statement."""
    if info.level != Level.COMMUNE or not info.in_force(day):
        return None
    centre = organ_id_of(info.id, OrganKind.SERVICE_CENTRE, day)
    return {
        "contact": contacts_of([info.id]).get(info.id),
        "centre": unit_info(centre, day) if centre else None,
    }


def administered(principal: Principal, at: datetime) -> list[UnitInfo]:
    """Đơn vị mà người này được khai nơi đến, by code: his own, or all communes of his province."""
    day = timezone.localdate(at)
    provinces, own = principal.provinces_with(Role.PROVINCE_ADMIN), principal.units_with(Role.UNIT_ADMIN)
    return [
        info
        for info in units_in_force(day)
        if info.level == Level.COMMUNE and (info.province_id in provinces or info.id in own)
    ]


@transaction.atomic
def state(*, unit_id: int, stated: Stated, principal: Principal, at: datetime) -> bool:
    """Khai nơi đến và số gọi. False when nothing changed. NotFound for a unit that is not his to speak for."""
    day = timezone.localdate(at)
    info = unit_info(unit_id, day)
    if unit_id not in principal.units_with(Role.UNIT_ADMIN) and info.province_id not in principal.provinces_with(
        Role.PROVINCE_ADMIN
    ):
        raise NotFound()
    if info.level != Level.COMMUNE or not in_force(unit_id, day):
        raise Invalid(_("Chỉ khai cho xã, phường đang hoạt động."), code="unit_not_in_force")
    values = {name: clean_line(getattr(stated, name), field=name, limit=limit) for name, limit in LIMITS.items()}
    if values["phone"] and not _looks_like_phones(values["phone"]):
        text = _("Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm, dấu +; nhiều số cách nhau bằng dấu phẩy.")
        raise Invalid(text, code="phone_wrong", errors=[{"field": "phone", "message": text}])
    row, made = OneStop.objects.select_for_update().get_or_create(
        unit_id=unit_id, defaults={**values, "stated_at": at, "stated_by_id": principal.user_id}
    )
    before = {name: "" if made else getattr(row, name) for name in LIMITS}
    if before == values:
        return False
    if not made:
        for name, value in values.items():
            setattr(row, name, value)
        row.stated_at, row.stated_by_id = at, principal.user_id
        row.save()
    changed = {name: [before[name], values[name]] for name in LIMITS if before[name] != values[name]}
    journal.note(
        [
            journal.Entry(
                info.province_id or 0, SUBJECT, unit_id, "contact_stated", at, principal.user_id, unit_id, changed
            )
        ]
    )
    return True


def stated_by(units: Sequence[UnitInfo]) -> int:
    """Bao nhiêu đơn vị trong số này đã khai số gọi."""
    return OneStop.objects.filter(unit_id__in=[info.id for info in units]).exclude(phone="").count()


def _looks_like_phones(text: str) -> bool:
    return all(
        3 <= sum(char.isdigit() for char in one) <= 15 and all(char.isdigit() or char in " .+()-" for char in one)
        for one in text.split(",")
    )
