"""Đồng hồ pháp lý (legal clock): every due moment of every room is counted here, and can be explained day by day.

Pure: no framework, no database, no present time. Moments come in and go out with an offset; days, hours of work and
the 15:00 rule are those of Viet Nam. Calendars are values, built from the tables by `org.calendars`.
"""

from thongsuot.common.clock.calendar import (
    TIMEZONE,
    Calendar,
    CalendarUnknown,
    SpecialDay,
    SpecialKind,
    WorkWeek,
    local,
)
from thongsuot.common.clock.counting import HANDOVER_WITHIN, due, handover_due, months_later
from thongsuot.common.clock.daycount import DayCount, Due, Reason
from thongsuot.common.clock.duration import Duration, DurationInvalid, DurationUnit
from thongsuot.common.clock.lateness import Remaining, late_by, latest_notice, remaining
from thongsuot.common.clock.pauses import PausePolicy, pause_end
from thongsuot.common.clock.words import (
    day_sentence,
    duration_text,
    minutes_text,
    moment_text,
    remaining_text,
    weekday_text,
)
from thongsuot.common.clock.worktime import add_minutes, add_time, subtract_minutes, working_minutes, working_time

__all__ = [
    "HANDOVER_WITHIN",
    "TIMEZONE",
    "Calendar",
    "CalendarUnknown",
    "DayCount",
    "Due",
    "Duration",
    "DurationInvalid",
    "DurationUnit",
    "PausePolicy",
    "Reason",
    "Remaining",
    "SpecialDay",
    "SpecialKind",
    "WorkWeek",
    "add_minutes",
    "add_time",
    "day_sentence",
    "due",
    "duration_text",
    "handover_due",
    "late_by",
    "latest_notice",
    "local",
    "minutes_text",
    "moment_text",
    "months_later",
    "pause_end",
    "remaining",
    "remaining_text",
    "subtract_minutes",
    "weekday_text",
    "working_minutes",
    "working_time",
]
