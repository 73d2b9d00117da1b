"""Còn bao lâu, quá hạn bao lâu: measured in working time, as people at a desk feel it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from thongsuot.common.clock.calendar import Calendar, local
from thongsuot.common.clock.table import MICROSECOND


@dataclass(frozen=True, slots=True)
class Remaining:
    """Thời gian làm việc còn lại, hoặc đã quá hạn; `day` is the working time of one standard working day."""

    late: bool
    time: timedelta
    day: timedelta

    @property
    def days(self) -> int:
        """Whole working days in it."""
        return self.time // self.day


def remaining(calendar: Calendar, due_at: datetime, at: datetime) -> Remaining:
    """Còn lại đến hạn, tính từ `at`; the due moment itself is not late."""
    table = calendar.table
    now, end = local(at), local(due_at)
    time = table.between(now, end) * MICROSECOND
    return Remaining(late=now > end, time=abs(time), day=table.day(now.toordinal()).week.standard_length)


def late_by(calendar: Calendar, due_at: datetime, at: datetime) -> timedelta:
    """Quá hạn bao nhiêu thời gian làm việc; nothing when `at` is not later than the due moment."""
    found = remaining(calendar, due_at, at)
    return found.time if found.late else timedelta(0)


def latest_notice(calendar: Calendar, due_at: datetime) -> datetime:
    """Hạn chót báo chậm (T15): one working day before the due moment, at the same time of day."""
    table, end = calendar.table, local(due_at)
    day = table.last_working_day(end.toordinal() - 1)
    same_time = datetime.combine(day.on, end.timetz())
    return min(max(same_time, day.opening), day.close)
