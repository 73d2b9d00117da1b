"""Bảng ngày: every day of the known years with its sessions and the working time that lies before it.

Working time is a position on one axis, in whole microseconds: the closing moment of a day and the opening of the next
working day are the same position. Adding, subtracting and measuring are then look-ups, exact and inverse to each other.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from thongsuot.common.clock.calendar import (
    TIMEZONE,
    Calendar,
    CalendarUnknown,
    Session,
    SpecialDay,
    SpecialKind,
    WorkWeek,
)
from thongsuot.common.clock.daycount import DayCount, Reason

MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000  # of the axis
SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Day:
    """Một ngày: its sessions (microseconds after midnight), its place on the axis, and how a count speaks of it."""

    on: date
    midnight: datetime
    sessions: tuple[tuple[int, int], ...]
    before: int
    length: int
    week: WorkWeek
    opening: datetime
    close: datetime
    last_on_time: datetime
    as_counted: DayCount
    as_passed: DayCount

    def worked_until(self, at: datetime) -> int:
        """Working microseconds of this day up to a local moment of it."""
        clock = _microseconds(at)
        return sum(min(clock, end) - start for start, end in self.sessions if clock > start)

    def minutes_between(self, low: int, high: int) -> int | None:
        """Whole minutes of the stretch of the axis from `low` to `high` that end on this day; None if it has no part.

        Days are cut where the stretch has reached a whole minute, so that those of all days add up.
        """
        start, end = max(low, self.before), min(high, self.before + self.length)
        return (end - low) // MINUTE - (start - low) // MINUTE if start < end else None

    def moment(self, worked: int) -> datetime:
        """The first moment of this day at which so much of it has been worked."""
        for start, end in self.sessions:
            if worked <= end - start:
                return self.midnight + (start + worked) * MICROSECOND
            worked -= end - start
        raise ValueError("longer than the day")

    def last_moment(self, worked: int) -> datetime:
        """The last moment of this day at which no more than this has been worked."""
        for start, end in self.sessions:
            if worked < end - start:
                return self.midnight + (start + worked) * MICROSECOND
            worked -= end - start
        return self.close

    def end_of_session(self, worked: int) -> int:
        """Working time of this day at the close of the session in which so much of it has been worked."""
        total = 0
        for start, end in self.sessions:
            total += end - start
            if worked <= total:
                return total
        raise ValueError("longer than the day")


class Table:
    """All days between the first and the last known year; a day of a year between them may be unknown (None)."""

    def __init__(self, calendar: Calendar) -> None:
        years = calendar.years
        self.first = date(min(years), 1, 1).toordinal() if years else 1
        last = date(max(years), 12, 31).toordinal() if years else 0
        special = {day.on: day for day in calendar.special_days}
        self.days: list[Day | None] = []
        self.befores: list[int] = []
        self.afters: list[int] = []
        self.unknown: list[int] = []
        worked = unknown = 0
        for ordinal in range(self.first, last + 1):
            on = date.fromordinal(ordinal)
            week = calendar.week_of(on) if on.year in years else None
            day = _day(on, week, special.get(on), worked) if week else None
            self.days.append(day)
            self.befores.append(worked)
            worked += day.length if day else 0
            self.afters.append(worked)
            self.unknown.append(unknown)
            unknown += day is None

    def day(self, ordinal: int) -> Day:
        """The day with this proleptic number; raises CalendarUnknown."""
        index = ordinal - self.first
        if 0 <= index < len(self.days) and (day := self.days[index]) is not None:
            return day
        raise CalendarUnknown(_year_of(ordinal))

    def next_working_day(self, ordinal: int) -> Day:
        """The first working day on or after that day."""
        while True:
            day = self.day(ordinal)
            if day.sessions:
                return day
            ordinal += 1

    def last_working_day(self, ordinal: int) -> Day:
        """The last working day on or before that day."""
        while True:
            day = self.day(ordinal)
            if day.sessions:
                return day
            ordinal -= 1

    def position(self, at: datetime) -> int:
        """Place of a local moment on the axis of working time."""
        day = self.day(at.toordinal())
        return day.before + day.worked_until(at)

    def forward(self, start: datetime, amount: int) -> datetime:
        """The first moment when `amount` more has been worked since the local moment `start`; 0 → next working moment."""
        if amount == 0:
            return self.next_working_moment(start)
        target = self.position(start) + amount
        index = bisect_left(self.afters, target)
        self._all_known(start.toordinal(), self.first + index)
        day = self.day(self.first + index)
        return day.moment(target - day.before)

    def backward(self, end: datetime, amount: int) -> datetime:
        """The last moment from which `amount` is worked until the local moment `end`; 0 → last working moment."""
        if amount == 0:
            return self.last_working_moment(end)
        target = self.position(end) - amount
        if target < 0:
            raise CalendarUnknown(_year_of(self.first - 1))
        index = bisect_right(self.befores, target) - 1
        self._all_known(self.first + index, end.toordinal())
        day = self.day(self.first + index)
        return day.last_moment(target - day.before)

    def next_working_moment(self, at: datetime) -> datetime:
        """The local moment itself if it is worked (a closing moment is), else the next opening."""
        ordinal = at.toordinal()
        day = self.day(ordinal)
        clock = _microseconds(at)
        for start, end in day.sessions:
            if clock <= end:
                return at if clock >= start else day.midnight + start * MICROSECOND
        return self.next_working_day(ordinal + 1).opening

    def last_working_moment(self, at: datetime) -> datetime:
        """The local moment itself if it is worked (an opening moment is), else the last closing."""
        ordinal = at.toordinal()
        day = self.day(ordinal)
        clock = _microseconds(at)
        for start, end in reversed(day.sessions):
            if clock >= start:
                return at if clock <= end else day.midnight + end * MICROSECOND
        return self.last_working_day(ordinal - 1).close

    def between(self, earlier: datetime, later: datetime) -> int:
        """Working time between two local moments, negative when they are the other way round."""
        low, high = sorted((earlier.toordinal(), later.toordinal()))
        self._all_known(low, high)
        return self.position(later) - self.position(earlier)

    def _all_known(self, low: int, high: int) -> None:
        """Refuse to count across days without a calendar."""
        start, end = low - self.first, high - self.first
        if start < 0 or end >= len(self.days):
            raise CalendarUnknown(_year_of(low if start < 0 else high))
        if self.unknown[end] != self.unknown[start]:
            gap = next(index for index in range(start, end) if self.days[index] is None)
            raise CalendarUnknown(_year_of(self.first + gap))


@lru_cache(maxsize=128)
def table_of(calendar: Calendar) -> Table:
    """Bảng ngày của một lịch; a calendar read again from unchanged tables finds the one made before."""
    return Table(calendar)


def _day(on: date, week: WorkWeek, special: SpecialDay | None, before: int) -> Day:
    """Work out one day."""
    sessions = _sessions(on, week, special)
    edges = tuple((_of_time(start), _of_time(end)) for start, end in sessions)
    midnight = datetime(on.year, on.month, on.day, tzinfo=TIMEZONE)
    opening = midnight + (edges[0][0] if edges else 0) * MICROSECOND
    close = midnight + (edges[-1][1] if edges else 0) * MICROSECOND
    name = special.name if special else ""
    return Day(
        on=on,
        midnight=midnight,
        sessions=edges,
        before=before,
        length=sum(end - start for start, end in edges),
        week=week,
        opening=opening,
        close=close,
        last_on_time=min(close, datetime.combine(on, week.cutoff, TIMEZONE)),
        as_counted=DayCount(on, True, _counted_reason(special) if sessions else Reason.COUNTED_DAY_OFF, name),
        as_passed=DayCount(on, False, _passed_reason(on, special), name),
    )


def _sessions(on: date, week: WorkWeek, special: SpecialDay | None) -> tuple[Session, ...]:
    """Hours of that very day: none on a day off, those of a standard day on a working day that was swapped in."""
    if special is None:
        return week.sessions[on.weekday()]
    return week.standard_day if special.kind is SpecialKind.SWAPPED_WORK else ()


def _counted_reason(special: SpecialDay | None) -> str:
    return Reason.SWAPPED_WORK if special else Reason.COUNTED


def _passed_reason(on: date, special: SpecialDay | None) -> str:
    if special is not None and special.kind is not SpecialKind.SWAPPED_WORK:
        return f"{Reason.HOLIDAY}:{special.name}" if special.kind is SpecialKind.HOLIDAY else special.kind.value
    return Reason.WEEKEND if on.isoweekday() >= SATURDAY else Reason.CLOSED


def _of_time(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _microseconds(at: datetime) -> int:
    """Microseconds since midnight of a local moment."""
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _year_of(ordinal: int) -> int:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal())).year
