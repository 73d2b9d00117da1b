"""Lịch làm việc: the hours of a week over time, the special days, and the years for which both are known."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from thongsuot.common.clock.table import Table

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")

Session = tuple[time, time]
Week = tuple[tuple[Session, ...], ...]

_OFFICE_DAY: tuple[Session, ...] = ((time(7), time(11, 30)), (time(13, 30), time(17)))
MONDAY_TO_FRIDAY: Week = (_OFFICE_DAY,) * 5 + ((),) * 2
CUTOFF = time(15)


class CalendarUnknown(LookupError):
    """Chưa có lịch của năm này: nothing is counted over days nobody has decided about."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"no working calendar for {year}")


class SpecialKind(StrEnum):
    """Loại ngày đặc biệt: nghỉ lễ, nghỉ bù, nghỉ hoán đổi, làm bù."""

    HOLIDAY = "holiday"
    SUBSTITUTE = "substitute"
    SWAPPED_OFF = "swapped_off"
    SWAPPED_WORK = "swapped_work"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """Một ngày không theo lịch tuần."""

    on: date
    kind: SpecialKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """Giờ làm việc trong tuần (0 = thứ Hai) từ ngày `valid_from` đến trước ngày `valid_to`.

    `cutoff`: what comes later than this is treated as of the next working day; the very moment is not later.
    `hour_exact`: days and months end at the time of day they began at, instead of at the close of the day.
    """

    sessions: Week = MONDAY_TO_FRIDAY
    cutoff: time = CUTOFF
    hour_exact: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""

    def __post_init__(self) -> None:
        if len(self.sessions) != 7 or not any(self.sessions):
            raise ValueError("a week has seven days, and at least one of them is worked")
        for sessions in self.sessions:
            edges = [edge for session in sessions for edge in session]
            if any(earlier >= later for earlier, later in pairwise(edges)):
                raise ValueError("sessions of a day follow one another and end after they begin")
            if any(edge.tzinfo for edge in edges):
                raise ValueError("hours of work are local times")

    def covers(self, on: date) -> bool:
        """Whether these hours are the ones of that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)

    @property
    def standard_day(self) -> tuple[Session, ...]:
        """Giờ của một ngày làm việc thường: those of the first worked weekday; a swapped working Saturday has them."""
        return next(sessions for sessions in self.sessions if sessions)

    @property
    def standard_length(self) -> timedelta:
        """Thời gian làm việc của một ngày thường (8 giờ)."""
        return _length(self.standard_day)


@cache
def _length(sessions: tuple[Session, ...]) -> timedelta:
    ends = (datetime.combine(date.min, end) - datetime.combine(date.min, start) for start, end in sessions)
    return sum(ends, timedelta())


@dataclass(frozen=True)
class Calendar:
    """Lịch của một tỉnh (hoặc cả nước): of several weeks that cover a day the first one wins.

    `years` are those whose special days have been decided; `provisional_years` among them were only computed by rule.
    """

    weeks: tuple[WorkWeek, ...]
    special_days: tuple[SpecialDay, ...]
    years: frozenset[int]
    provisional_years: frozenset[int] = field(default=frozenset())

    @cached_property
    def table(self) -> "Table":
        """All days of all known years, worked out once for all equal calendars."""
        from thongsuot.common.clock.table import table_of

        return table_of(self)

    def week_of(self, on: date) -> WorkWeek | None:
        """Hours in force on that day; None when nobody set any."""
        return next((week for week in self.weeks if week.covers(on)), None)

    def is_working_day(self, on: date) -> bool:
        """Ngày làm việc hay không; raises CalendarUnknown outside the known years."""
        return bool(self.table.day(on.toordinal()).sessions)


def local(at: datetime) -> datetime:
    """Thời điểm theo giờ Việt Nam; a moment without an offset means nothing and is refused."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its offset")
    try:
        return at.astimezone(TIMEZONE)
    except OverflowError:
        raise CalendarUnknown(at.year) from None
