"""Hạn của lưu trữ, by the legal clock; a year that has no calendar yet is counted plainly and again later."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from thongsuot.common.clock import TIMEZONE, CalendarUnknown, Duration, DurationUnit, due, local, months_later
from thongsuot.org.calendars import calendar_for

CLOSE_OF_DAY = time(17)


def months_from(province_id: int, since: datetime, months: int) -> tuple[datetime, bool]:
    """Hạn sau bấy nhiêu tháng, and whether it stands by the calendar of that year (else the plain day at 17:00)."""
    start = local(since)
    try:
        counted = due(calendar_for(province_id, start.date()), since, Duration(Decimal(months), DurationUnit.MONTH))
    except CalendarUnknown:
        day = months_later(start.date(), months)
        return datetime.combine(day, CLOSE_OF_DAY, TIMEZONE).astimezone(UTC), False
    return counted.due_at, True


def working_days_later(province_id: int, at: datetime, days: int) -> datetime:
    """Hạn sau bấy nhiêu ngày làm việc; across a year without a calendar, three days for every two."""
    try:
        return due(
            calendar_for(province_id, local(at).date()), at, Duration(Decimal(days), DurationUnit.WORKING_DAY)
        ).due_at
    except CalendarUnknown:
        return at + timedelta(days=days * 3 / 2 + 1)
