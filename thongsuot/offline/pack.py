"""Hành lý của máy quầy: what the PC needs to go on alone. Public facts of the catalogue and the calendar, no person."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from thongsuot.common import qr
from thongsuot.common.clock import Calendar, SpecialDay, WorkWeek
from thongsuot.dossiers import aliases
from thongsuot.dossiers.papers import tracking_address
from thongsuot.offline.models import Block, Device
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import unit_info
from thongsuot.procedures.fees import amount_due_text
from thongsuot.procedures.selectors import Version, all_in_force, assigned, components_for, duration_for

CHANNEL = "DIRECT"
CALENDAR_YEARS_BACK = 1


def pack(device: Device, *, at: datetime) -> dict[str, Any]:
    """Danh mục của đơn vị, lịch, tên đơn vị; `version` of each procedure tells later which one the PC had."""
    day = timezone.localtime(at).date()
    unit = unit_info(device.unit_id, day)
    given = assigned(unit.id, day)
    offered = [v for v in all_in_force(day) if v.code in given and v.receivable and v.channel(CHANNEL)]
    return {
        "unit": {"code": unit.code, "name": unit.name, "full_name": unit.full_name, "identifier": unit.identifier},
        "place": f"Trung tâm Phục vụ hành chính công {unit.full_name}",
        "address": settings.PUBLIC_URL,
        "calendar": calendar_facts(calendar_for(device.province_id, day), since=day.year - CALENDAR_YEARS_BACK),
        "procedures": [_procedure(version) for version in offered],
    }


def calendar_facts(calendar: Calendar, *, since: int) -> dict[str, Any]:
    """Lịch như script đọc: hours as minutes after midnight, Monday first; special days from a year on."""
    return {
        "weeks": [_week(week) for week in calendar.weeks],
        "special": {
            day.on.isoformat(): [day.kind.value, day.name] for day in calendar.special_days if _recent(day, since)
        },
        "years": sorted(year for year in calendar.years if year >= since),
    }


def _recent(day: SpecialDay, since: int) -> bool:
    return day.on.year >= since


def _week(week: WorkWeek) -> dict[str, Any]:
    return {
        "sessions": [[[_minutes(start), _minutes(end)] for start, end in day] for day in week.sessions],
        "cutoff": _minutes(week.cutoff),
        "hour_exact": week.hour_exact,
        "from": _day(week.valid_from),
        "to": _day(week.valid_to),
    }


def _minutes(clock: Any) -> float:
    return clock.hour * 60 + clock.minute + clock.second / 60


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _procedure(version: Version) -> dict[str, Any]:
    cases = ["", *(case.code for case in version.cases)]
    return {
        "code": version.code,
        "version": version.id,
        "name": version.name,
        "short": version.short_name,
        "field": version.field,
        "keywords": list(version.keywords),
        "until": _day(version.valid_to),
        "form": version.form_layout.get("sections") or [],
        "cases": [{"code": code, **_of_case(version, code)} for code in cases],
    }


def _of_case(version: Version, code: str) -> dict[str, Any]:
    case = version.case(code) if code else None
    limit = duration_for(version, code, CHANNEL)
    return {
        "name": case.name if case else "",
        "duration": [str(limit[0].normalize()), limit[1]] if limit else None,
        "fee": amount_due_text(version, code, CHANNEL),
        "components": [
            {
                "code": c.code,
                "name": c.name,
                "required": c.required,
                "one_of": c.one_of,
                "originals": c.originals,
                "copies": c.copies,
            }
            for c in components_for(version, code)
        ],
    }


def numbers(block: Block, *, at: datetime) -> list[dict[str, Any]]:
    """Số tạm của một dải, each with the QR of its look-up address: the PC need not draw one."""
    device = block.device
    identifier = unit_info(block.unit_id, timezone.localtime(at).date()).identifier
    codes = [
        (number, aliases.provisional(identifier, device.number, number))
        for number in range(block.numbers.lower, block.numbers.upper)
    ]
    return [{"n": n, "code": code, "qr": qr.data_uri(tracking_address(code))} for n, code in codes]
