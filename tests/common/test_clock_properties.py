"""What always holds, whatever the moment, the duration and the stop."""

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.common.clock_calendars import NATION, TO_THE_HOUR
from thongsuot.common import clock
from thongsuot.common.clock import TIMEZONE, Duration, DurationUnit, PausePolicy

CALENDARS = st.sampled_from([NATION, TO_THE_HOUR])
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(TIMEZONE))
QUARTERS = st.integers(1, 240).map(lambda quarters: Decimal(quarters) / 4)
DURATIONS = st.one_of(
    st.builds(Duration, QUARTERS, st.sampled_from([DurationUnit.HOUR, DurationUnit.WORKING_DAY])),
    st.builds(Duration, st.integers(1, 180).map(Decimal), st.just(DurationUnit.DAY)),
    st.builds(Duration, st.integers(1, 10).map(Decimal), st.just(DurationUnit.MONTH)),
    st.just(Duration(Decimal(1), DurationUnit.SAME_DAY)),
)
BRIEF = timedelta(days=60)
often = settings(max_examples=200, deadline=None)


def is_worked(calendar: clock.Calendar, moment: datetime) -> bool:
    return calendar.table.next_working_moment(clock.local(moment)) == moment


@often
@given(CALENDARS, MOMENTS, DURATIONS)
def test_due_is_a_working_moment_not_before_reception(calendar, received, duration):
    due = clock.due(calendar, received, duration)
    assert calendar.is_working_day(due.due_at.date())
    assert is_worked(calendar, due.due_at)
    assert due.due_at >= received
    assert due.due_at >= due.counting_from
    assert due.due_at.tzinfo is TIMEZONE


@often
@given(CALENDARS, MOMENTS, MOMENTS, DURATIONS)
def test_who_comes_later_is_never_due_earlier(calendar, one, other, duration):
    earlier, later = sorted((one, other))
    assert clock.due(calendar, earlier, duration).due_at <= clock.due(calendar, later, duration).due_at


@often
@given(CALENDARS, MOMENTS, DURATIONS, st.integers(1, 20))
def test_a_longer_duration_is_never_due_earlier(calendar, received, duration, more):
    if duration.unit is DurationUnit.SAME_DAY:
        longer = Duration(Decimal(more), DurationUnit.WORKING_DAY)
        assert clock.due(NATION, received, duration).due_at <= clock.due(NATION, received, longer).due_at
        return
    step = Decimal(more) if duration.unit in {DurationUnit.DAY, DurationUnit.MONTH} else Decimal(more) / 8
    if duration.unit is DurationUnit.MONTH:
        step = Decimal(min(more, 2))
    longer = Duration(duration.quantity + step, duration.unit)
    assert clock.due(calendar, received, duration).due_at <= clock.due(calendar, received, longer).due_at


@often
@given(MOMENTS, DURATIONS)
def test_the_days_told_follow_one_another_and_the_counted_ones_are_the_quantity(received, duration):
    due = clock.due(NATION, received, duration)
    dates = [day.date for day in due.days]
    first = received.date()
    assert dates == [first + timedelta(days=n) for n in range((due.due_at.date() - first).days + 1)]
    counted = [day for day in due.days if day.counted]
    if duration.unit is DurationUnit.HOUR:
        assert sum(day.minutes for day in counted) == duration.quantity * 60
    elif duration.unit is not DurationUnit.MONTH:
        assert len(counted) == duration.quantity.to_integral_value(ROUND_CEILING)
    if duration.unit is DurationUnit.WORKING_DAY:
        assert all(NATION.is_working_day(day.date) for day in counted)
        assert not due.days[0].counted


@often
@given(MOMENTS, QUARTERS)
def test_to_the_hour_the_counted_minutes_are_the_quantity(received, quantity):
    due = clock.due(TO_THE_HOUR, received, Duration(quantity, DurationUnit.WORKING_DAY))
    assert sum(day.minutes or 0 for day in due.days) == quantity * 480


@often
@given(CALENDARS, MOMENTS, st.integers(1, 40), MOMENTS, st.timedeltas(timedelta(0), BRIEF))
def test_resume_adds_exactly_the_working_time_stopped(calendar, received, days, stopped, length):
    first = clock.due(calendar, received, Duration(Decimal(days), DurationUnit.WORKING_DAY)).due_at
    resumed = stopped + length
    after = clock.pause_end(calendar, first, stopped, resumed, PausePolicy.RESUME)
    lost = clock.working_time(calendar, stopped, resumed)
    assert clock.working_time(calendar, first, after.due_at) == lost
    assert is_worked(calendar, after.due_at)
    assert after.due_at >= first


@often
@given(CALENDARS, MOMENTS, MOMENTS, st.timedeltas(timedelta(0), BRIEF), DURATIONS)
def test_no_stop_changes_nothing_and_restart_forgets_the_past(calendar, first, stopped, length, duration):
    resumed = stopped + length
    assert clock.pause_end(calendar, first, stopped, resumed, PausePolicy.NO_STOP, duration).due_at is first
    anew = clock.pause_end(calendar, first, stopped, resumed, PausePolicy.RESTART, duration)
    assert anew.due_at == clock.due(calendar, resumed, duration).due_at


@often
@given(CALENDARS, MOMENTS, st.integers(1, 20_000))
def test_adding_and_subtracting_are_inverse(calendar, start, minutes):
    end = clock.add_minutes(calendar, start, minutes)
    assert clock.working_minutes(calendar, start, end) == minutes
    back = clock.subtract_minutes(calendar, end, minutes)
    assert clock.working_time(calendar, start, back) == timedelta(0)
    again = clock.add_minutes(calendar, back, minutes)
    assert again == end


@often
@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(calendar, a, b, c):
    whole = clock.working_time(calendar, a, c)
    assert clock.working_time(calendar, a, b) + clock.working_time(calendar, b, c) == whole
    assert clock.working_time(calendar, c, a) == -whole


@often
@given(CALENDARS, MOMENTS, st.integers(0, 2_000), st.integers(0, 2_000))
def test_adding_in_two_parts_is_adding_at_once(calendar, start, first, second):
    at_once = clock.add_minutes(calendar, start, first + second)
    in_parts = clock.add_minutes(calendar, clock.add_minutes(calendar, start, first), second)
    assert in_parts == at_once


@often
@given(CALENDARS, MOMENTS)
def test_hand_over_is_a_working_moment_of_this_or_the_next_working_day(calendar, received):
    due = clock.handover_due(calendar, received)
    assert is_worked(calendar, due)
    assert due >= received
    assert clock.working_time(calendar, received, due) <= timedelta(hours=8)


@often
@given(CALENDARS, MOMENTS, DURATIONS)
def test_a_delay_can_be_told_only_on_a_working_day_before(calendar, received, duration):
    due = clock.due(calendar, received, duration).due_at
    if due.date() < datetime(2025, 1, 4).date():
        return
    latest = clock.latest_notice(calendar, due)
    assert latest.date() < due.date()
    assert calendar.is_working_day(latest.date())
    assert clock.working_time(calendar, latest, due) <= timedelta(hours=8)


@often
@given(CALENDARS, MOMENTS, MOMENTS)
def test_late_and_left_are_one_measure(calendar, due, now):
    left = clock.remaining(calendar, due, now)
    assert left.late is (now > due)
    assert left.time == abs(clock.working_time(calendar, now, due))
    assert clock.late_by(calendar, due, now) == (left.time if now > due else timedelta(0))
