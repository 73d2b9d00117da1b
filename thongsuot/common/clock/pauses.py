"""Tạm dừng: what a stop does to the due moment, by the policy of its reason."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from thongsuot.common.clock.calendar import Calendar, local
from thongsuot.common.clock.counting import due
from thongsuot.common.clock.daycount import DayCount, Due, Reason
from thongsuot.common.clock.duration import Duration
from thongsuot.common.clock.table import Table


class PausePolicy(StrEnum):
    """Cách tính sau khi dừng: tính lại từ đầu, cộng thời gian đã dừng, không dừng."""

    RESTART = "RESTART"
    RESUME = "RESUME"
    NO_STOP = "NO_STOP"


def pause_end(
    calendar: Calendar,
    due_at: datetime,
    stopped_at: datetime,
    resumed_at: datetime,
    policy: PausePolicy,
    restart: Duration | None = None,
) -> Due:
    """Hạn mới khi hết dừng. RESTART counts `restart` anew from `resumed_at`; RESUME adds the working time stopped."""
    policy = PausePolicy(policy)
    if resumed_at < stopped_at:
        raise ValueError("a pause ends after it began")
    if policy is PausePolicy.NO_STOP:
        return Due(due_at, stopped_at, ())
    if policy is PausePolicy.RESTART:
        if restart is None:
            raise ValueError("counting anew needs the duration")
        return _restarted(due(calendar, resumed_at, restart))
    table = calendar.table
    stopped, resumed = local(stopped_at), local(resumed_at)
    lost = table.between(stopped, resumed)
    new_due = table.forward(local(due_at), lost) if lost else due_at
    return Due(new_due, resumed_at, _resumed_days(table, stopped, resumed, local(new_due)))


def _restarted(anew: Due) -> Due:
    """The count from the end of the stop; its first day is no day of reception."""
    first, *others = anew.days
    if first.reason == Reason.RECEIVED_DAY:
        first = replace(first, reason=Reason.RESTARTED)
    return replace(anew, days=(first, *others))


def _resumed_days(table: Table, stopped: datetime, resumed: datetime, new_due: datetime) -> tuple[DayCount, ...]:
    """Days of the stop, then the days that use up the time that was left when it began."""
    days: list[DayCount] = []
    position_stopped, position_resumed, position_due = map(table.position, (stopped, resumed, new_due))
    for ordinal in range(stopped.toordinal(), max(resumed, new_due).toordinal() + 1):
        day = table.day(ordinal)
        if not day.sessions:
            days.append(day.as_passed)
            continue
        counted = day.minutes_between(position_resumed, position_due)
        lost = day.minutes_between(position_stopped, position_resumed)
        if counted is not None:
            reason = day.as_counted.reason if lost is None else Reason.RESUMED
            days.append(replace(day.as_counted, reason=reason, minutes=counted))
        else:
            days.append(DayCount(day.on, False, Reason.PAUSED, day.as_counted.name, lost or 0))
    return tuple(days)
