"""Tính hạn: from the moment of reception and a duration to the due moment, with a reason for every day.

The day of reception is never counted (Bộ luật Dân sự 2015, Điều 147) and a period ends at the close of its last day,
which moves to the next working day if nobody works on it (Điều 148). Hours run from the moment of reception itself.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from thongsuot.common.clock.calendar import Calendar, local
from thongsuot.common.clock.daycount import DayCount, Due, Reason
from thongsuot.common.clock.duration import Duration, DurationUnit
from thongsuot.common.clock.table import MINUTE, Day, Table

HALF = Decimal("0.5")
HANDOVER_WITHIN = timedelta(hours=1)


def due(calendar: Calendar, received_at: datetime, duration: Duration) -> Due:
    """Hạn trả kết quả; raises CalendarUnknown when the count meets a year without a calendar."""
    table, received = calendar.table, local(received_at)
    unit, today = duration.unit, table.day(received.toordinal())
    if unit is DurationUnit.WORKING_DAY:
        if today.week.hour_exact:
            return _working_days_to_the_hour(table, received, duration.quantity)
        return _working_days(table, received, duration.quantity)
    if unit is DurationUnit.HOUR:
        return _hours(table, received, duration.quantity)
    if unit is DurationUnit.SAME_DAY:
        return _same_day(table, received)
    if unit is DurationUnit.DAY:
        return _calendar_days(table, received, received.toordinal() + int(duration.quantity))
    return _calendar_days(table, received, months_later(received.date(), int(duration.quantity)).toordinal())


def handover_due(calendar: Calendar, received_at: datetime) -> datetime:
    """Hạn chuyển hồ sơ cho cơ quan giải quyết (T7): the close of the day of reception.

    What was received after 15:00 or outside of working days goes over "vào đầu ngày làm việc tiếp theo"; we read that
    as within the first hour after opening, for a due moment at the very opening could not be met by anybody.
    """
    table, received = calendar.table, local(received_at)
    today = table.day(received.toordinal())
    if today.sessions and received <= today.last_on_time:
        return today.close
    following = table.next_working_day(received.toordinal() + 1)
    return min(following.opening + HANDOVER_WITHIN, following.close)


def _working_days(table: Table, received: datetime, quantity: Decimal) -> Due:
    """Ngày làm việc, to the close of the last one; a broken last day ends within it."""
    ordinal = received.toordinal()
    days = [_received_day(table.day(ordinal))]
    whole = int(quantity)
    part = quantity - whole
    left = whole + 1 if part else whole
    first: Day | None = None
    while left:
        ordinal += 1
        day = table.day(ordinal)
        if day.sessions:
            left -= 1
            first = first or day
            days.append(day.as_counted)
        else:
            days.append(day.as_passed)
    assert first is not None  # a duration is more than nothing
    if not part:
        return Due(day.close, first.opening, tuple(days))
    worked = _part_of_day(day, part)
    days[-1] = replace(day.as_counted, reason=Reason.COUNTED_PART, minutes=worked // MINUTE)
    return Due(day.moment(worked), first.opening, tuple(days))


def _part_of_day(day: Day, part: Decimal) -> int:
    """Working time of a broken day: a quarter of eight hours is two; half a day is one buổi and ends with it."""
    minutes = (part * day.length / MINUTE).to_integral_value(ROUND_CEILING)
    worked = min(int(minutes) * MINUTE, day.length)
    if part < HALF or len(day.sessions) == 1:
        return worked
    return max(worked, day.end_of_session(day.length // 2))


def _working_days_to_the_hour(table: Table, received: datetime, quantity: Decimal) -> Due:
    """Ngày làm việc tính đúng giờ: as much working time as so many standard days hold."""
    standard = table.day(received.toordinal()).week.standard_length / timedelta(hours=1)
    return _hours(table, received, quantity * Decimal(str(standard)))


def _hours(table: Table, received: datetime, hours: Decimal) -> Due:
    """Giờ làm việc, from the moment of reception or the next working moment."""
    start = table.next_working_moment(received)
    due_at = table.forward(start, int(hours * 60 * MINUTE))
    return Due(due_at, start, hours_by_day(table, received, start, due_at))


def hours_by_day(table: Table, since: datetime, start: datetime, end: datetime) -> tuple[DayCount, ...]:
    """Each day from `since` to `end` with the minutes counted between `start` and `end` (all local)."""
    days: list[DayCount] = []
    low, high = table.position(start), table.position(end)
    for ordinal in range(since.toordinal(), end.toordinal() + 1):
        day = table.day(ordinal)
        if not day.sessions:
            days.append(day.as_passed)
            continue
        counted = day.minutes_between(low, high)
        if counted is not None:
            days.append(replace(day.as_counted, minutes=counted))
        else:
            days.append(DayCount(day.on, False, Reason.AFTER_HOURS, day.as_counted.name))
    return tuple(days)


def _same_day(table: Table, received: datetime) -> Due:
    """Trong ngày (T8): the close of the same working day; after 15:00, the close of the next one."""
    ordinal = received.toordinal()
    day = table.day(ordinal)
    if day.sessions and received <= day.last_on_time:
        return Due(day.close, received, (DayCount(day.on, True, Reason.SAME_DAY, day.as_counted.name),))
    days = [DayCount(day.on, False, Reason.RECEIVED_AFTER_CUTOFF) if day.sessions else day.as_passed]
    while True:
        ordinal += 1
        day = table.day(ordinal)
        if day.sessions:
            days.append(DayCount(day.on, True, Reason.NEXT_WORKING_DAY, day.as_counted.name))
            return Due(day.close, day.opening, tuple(days))
        days.append(day.as_passed)


def _calendar_days(table: Table, received: datetime, last: int) -> Due:
    """Ngày, tháng theo lịch up to the day numbered `last`; days off count, but nothing falls due on one."""
    ordinal = received.toordinal()
    today = table.day(ordinal)
    days = [_received_day(today)]
    days += [table.day(each).as_counted for each in range(ordinal + 1, last + 1)]
    final = table.day(last)
    if not final.sessions:
        days[-1] = replace(final.as_counted, reason=Reason.ENDS_ON_DAY_OFF)
    due_at = _end_of_period(table, received, final, hour_exact=today.week.hour_exact)
    for each in range(last + 1, due_at.toordinal() + 1):
        day = table.day(each)
        days.append(DayCount(day.on, False, Reason.MOVED_TO_WORKING_DAY) if day.sessions else day.as_passed)
    return Due(due_at, today.midnight + timedelta(days=1), tuple(days))


def _end_of_period(table: Table, received: datetime, final: Day, *, hour_exact: bool) -> datetime:
    """Close of the last day or of the next working day; to the hour: the same time, or the next opening after it."""
    if hour_exact:
        return table.next_working_moment(datetime.combine(final.on, received.timetz()))
    return table.next_working_day(final.on.toordinal()).close


def _received_day(day: Day) -> DayCount:
    return DayCount(day.on, False, Reason.RECEIVED_DAY, day.as_passed.name)


def months_later(day: date, months: int) -> date:
    """Cùng ngày của tháng sau; the last day of a month that has no such day (31/1 + 1 tháng = 28/2)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
