"""Giờ làm việc: adding, subtracting and measuring working time between moments."""

from datetime import datetime, timedelta

from thongsuot.common.clock.calendar import Calendar, local
from thongsuot.common.clock.table import MICROSECOND, MINUTE


def add_minutes(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """Cộng phút làm việc; a count that fills a day ends at its close, 0 minutes at the next working moment."""
    if minutes < 0:
        return subtract_minutes(calendar, start, -minutes)
    return calendar.table.forward(local(start), minutes * MINUTE)


def subtract_minutes(calendar: Calendar, end: datetime, minutes: int) -> datetime:
    """Trừ phút làm việc: the last moment from which so many minutes are worked until `end`."""
    if minutes < 0:
        return add_minutes(calendar, end, -minutes)
    return calendar.table.backward(local(end), minutes * MINUTE)


def add_time(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """Cộng thời gian làm việc, exact to the microsecond."""
    return calendar.table.forward(local(start), amount // MICROSECOND)


def working_time(calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    """Thời gian làm việc từ a đến b, exact; negative when b is before a."""
    return calendar.table.between(local(a), local(b)) * MICROSECOND


def working_minutes(calendar: Calendar, a: datetime, b: datetime) -> int:
    """Số phút làm việc trọn vẹn từ a đến b; negative when b is before a."""
    return int(working_time(calendar, a, b) / timedelta(minutes=1))
