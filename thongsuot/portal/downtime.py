"""Tạm dừng có kế hoạch: announced on every page, from the announcement until the system is back (NĐ 224/2026 Art. 13).

Told to nobody by message: whoever opens a page reads it. Pages cost no statement for it (kept by stamp).
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import clock, journal, stamps
from thongsuot.common.clock import Duration, DurationUnit
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.org.calendars import calendar_for
from thongsuot.portal.models import Downtime

STAMP, SUBJECT = "downtime", "downtime"
AHEAD = Decimal(7)  # working days; NĐ 224/2026/NĐ-CP Art. 13 (a province may ask for less of itself, never of us)
LONGEST = timedelta(days=7)
FRESH = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Planned:
    """Điều muốn báo."""

    starts_at: datetime
    ends_at: datetime
    what: str
    fallback: str
    late_reason: str = ""


def earliest_start(province_id: int, at: datetime) -> datetime:
    """Lúc sớm nhất được dừng nếu báo lúc này: the close of the seventh working day, the day of the news not counted."""
    calendar = calendar_for(province_id, clock.local(at).date())
    return clock.due(calendar, at, Duration(AHEAD, DurationUnit.WORKING_DAY)).due_at


@transaction.atomic
def announce(*, planned: Planned, principal: Principal, at: datetime) -> Downtime:
    """Báo tạm dừng. Announced later than the law asks it is refused without a reason, and marked with one."""
    province_id = _province(principal)
    what = _line(planned.what, "what", 300)
    fallback = _line(planned.fallback, "fallback", 500)
    if planned.starts_at < at:
        raise _wrong("starts_date", _("Lúc bắt đầu phải ở phía trước."))
    if not planned.starts_at < planned.ends_at <= planned.starts_at + LONGEST:
        raise _wrong("ends_date", _("Dự kiến trở lại phải sau lúc bắt đầu, không quá bảy ngày."))
    earliest = earliest_start(province_id, at)
    reason = clean_line(planned.late_reason, field="late_reason", limit=300)
    if planned.starts_at < earliest and not reason:
        message = _("Báo lúc này thì sớm nhất được dừng từ %(at)s (đủ bảy ngày làm việc). Muốn sớm hơn, ghi lý do.")
        raise _wrong("late_reason", message % {"at": f"{clock.local(earliest):%H:%M %d/%m/%Y}"}, "announced_late")
    late = planned.starts_at < earliest
    made = Downtime.objects.create(
        province_id=province_id,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        what=what,
        fallback=fallback,
        announced_at=at,
        announced_by_id=principal.user_id,
        earliest_at=earliest,
        late_reason=reason if late else "",
    )
    stamps.bump(STAMP)
    facts = {"starts_at": planned.starts_at.isoformat(), "ends_at": planned.ends_at.isoformat(), "what": what}
    _write(made, "announced", principal, at, **facts, late=late, reason=reason if late else "")
    return made


@transaction.atomic
def end(*, downtime_id: int, note: str, principal: Principal, at: datetime) -> Downtime:
    """Bỏ kế hoạch, hoặc báo đã trở lại sớm."""
    rows = Downtime.objects.select_for_update().filter(pk=downtime_id, province_id=_province(principal))
    found = rows.first()
    if found is None:
        raise NotFound()
    if found.ended_at is not None or found.ends_at <= at:
        raise MoveNotAllowed(_("Lần tạm dừng này đã qua hoặc đã bỏ."), reason="over")
    found.ended_at, found.ended_note = at, clean_line(note, field="note", limit=300)
    found.save(update_fields=["ended_at", "ended_note"])
    stamps.bump(STAMP)
    _write(found, "called_off" if at < found.starts_at else "back_early", principal, at, note=found.ended_note)
    return found


def _read() -> tuple[Downtime, ...]:
    return tuple(Downtime.objects.filter(ended_at=None, ends_at__gt=now()).order_by("starts_at"))


_by_stamp = stamps.cached(STAMP)(_read)


class _Memory:
    """What this process last read, for pages that ask the database nothing: half a minute old at most."""

    read_at: float | None = None
    rows: tuple[Downtime, ...] = ()


def forget() -> None:
    """Read anew at the next page."""
    _Memory.read_at = None


def ahead(at: datetime) -> list[Downtime]:
    """Những lần tạm dừng đang và sắp tới, the nearest first; a visitor without a session costs no statement."""
    if stamps.known():
        rows = _by_stamp()
    else:
        if _Memory.read_at is None or time.monotonic() - _Memory.read_at > FRESH:
            _Memory.read_at, _Memory.rows = time.monotonic(), _read()
        rows = _Memory.rows
    return [one for one in rows if one.ends_at > at]


def banner(request: HttpRequest) -> dict[str, Any] | None:
    """What stands on top of every page; nothing while the database is away, which has its own page."""
    try:
        found = ahead(now())
    except DatabaseError:
        return None
    return {"downtimes": found, "at": now()} if found else None


def _province(principal: Principal) -> int:
    provinces = sorted(principal.units_with(Role.PROVINCE_ADMIN))
    if not provinces:
        raise Forbidden()
    return provinces[0]


def _line(text: str, field: str, limit: int) -> str:
    line = clean_line(text, field=field, limit=limit)
    if not line:
        raise _wrong(field, _("Hãy nhập mục này."))
    return line


def _wrong(field: str, message: str, code: str = "invalid_input") -> Invalid:
    return Invalid(message, code=code, errors=[{"field": field, "message": message}])


def _write(row: Downtime, verb: str, principal: Principal, at: datetime, **data: Any) -> None:
    facts = {name: value for name, value in data.items() if value not in ("", None)}
    place = (row.province_id, SUBJECT, row.pk, verb, at, principal.user_id, row.province_id, facts)
    journal.note([journal.Entry(*place)])
