"""Giải thích từng ngày: what a count says about each day it passed, as a stable code."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Reason(StrEnum):
    """Lý do của một ngày. A holiday carries its name behind a colon: `holiday:Quốc khánh`."""

    RECEIVED_DAY = "received_day"
    RECEIVED_AFTER_CUTOFF = "received_after_cutoff"
    AFTER_HOURS = "after_hours"
    COUNTED = "counted"
    COUNTED_PART = "counted_part"
    COUNTED_DAY_OFF = "counted_day_off"
    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"
    ENDS_ON_DAY_OFF = "ends_on_day_off"
    MOVED_TO_WORKING_DAY = "moved_to_working_day"
    WEEKEND = "weekend"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    SUBSTITUTE = "substitute"
    SWAPPED_OFF = "swapped_off"
    SWAPPED_WORK = "swapped_work"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class DayCount:
    """Một ngày trong phép tính: counted or not, and why.

    `name` is that of a special day; `minutes` the working minutes of this day that were counted (for a paused day:
    stopped), only where the count goes by the hour.
    """

    date: date
    counted: bool
    reason: str
    name: str = ""
    minutes: int | None = None

    @property
    def code(self) -> str:
        """Mã lý do without the name of the holiday."""
        return self.reason.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Due:
    """Hạn: the moment, the moment from which it is counted, and every day between reception and the moment."""

    due_at: datetime
    counting_from: datetime
    days: tuple[DayCount, ...]
