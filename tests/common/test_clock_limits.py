"""Where the clock refuses: years without a calendar, moments without an offset, durations and hours without sense."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from tests.common.clock_calendars import NATION, at, calendar_with, lasting
from thongsuot.common import clock
from thongsuot.common.clock import CalendarUnknown, Duration, DurationInvalid, DurationUnit, WorkWeek

MORNING = (time(7), time(11, 30))


@pytest.mark.parametrize(
    ("received", "quantity", "unit", "year"),
    [
        ("2024-12-31 09:00", "1", "WORKING_DAY", 2024),
        ("2028-01-03 09:00", "1", "SAME_DAY", 2028),
        ("2027-12-31 09:00", "1", "WORKING_DAY", 2028),
        ("2027-12-31 16:00", "2", "HOUR", 2028),
        ("2027-12-31 15:30", "1", "SAME_DAY", 2028),
        ("2027-12-31 09:00", "1", "DAY", 2028),
        ("2027-12-15 09:00", "1", "MONTH", 2028),
        ("2025-07-07 09:00", "9999", "WORKING_DAY", 2028),
        ("2025-07-07 09:00", "9999", "HOUR", 2028),
        ("2025-07-07 09:00", "9999", "DAY", 2028),
        ("2025-07-07 09:00", "9999", "MONTH", 2028),
        ("1700-01-01 09:00", "1", "WORKING_DAY", 1700),
    ],
)
def test_names_the_year_that_has_no_calendar(received, quantity, unit, year):
    with pytest.raises(CalendarUnknown) as refused:
        clock.due(NATION, at(received), lasting(quantity, unit))
    assert refused.value.year == year


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_time_are_unknown_years(moment):
    with pytest.raises(CalendarUnknown):
        clock.due(NATION, moment, lasting(1, "DAY"))


def test_does_not_count_across_a_year_in_between():
    gap = calendar_with(years=frozenset({2025, 2027}))
    with pytest.raises(CalendarUnknown) as refused:
        clock.working_minutes(gap, at("2025-12-30 09:00"), at("2027-01-05 09:00"))
    assert refused.value.year == 2026
    for moving in (
        lambda: clock.add_minutes(gap, at("2025-12-31 16:00"), 120),
        lambda: clock.subtract_minutes(gap, at("2027-01-04 08:00"), 6_000),
        lambda: clock.handover_due(gap, at("2025-12-31 16:00")),
    ):
        with pytest.raises(CalendarUnknown) as refused:
            moving()
        assert refused.value.year == 2026


def test_subtracting_before_the_first_year_is_unknown():
    with pytest.raises(CalendarUnknown) as refused:
        clock.subtract_minutes(NATION, at("2025-01-02 08:00"), 600)
    assert refused.value.year == 2024


def test_a_day_for_which_nobody_set_hours_is_unknown():
    calendar = calendar_with(WorkWeek(valid_from=date(2025, 7, 1)))
    with pytest.raises(CalendarUnknown):
        clock.due(calendar, at("2025-06-30 09:00"), lasting(1, "WORKING_DAY"))
    with pytest.raises(CalendarUnknown):
        clock.working_minutes(calendar, at("2025-06-27 09:00"), at("2025-07-02 09:00"))


def test_a_calendar_without_years_knows_nothing():
    empty = clock.Calendar((WorkWeek(),), (), frozenset())
    with pytest.raises(CalendarUnknown):
        clock.add_minutes(empty, at("2025-07-07 09:00"), 1)


def test_a_moment_needs_its_offset():
    with pytest.raises(ValueError, match="offset"):
        clock.due(NATION, datetime(2025, 7, 7, 9), lasting(1, "WORKING_DAY"))


@pytest.mark.parametrize(
    ("quantity", "unit", "reason"),
    [
        ("0", "WORKING_DAY", "positive"),
        ("-1", "DAY", "positive"),
        ("NaN", "HOUR", "positive"),
        ("Infinity", "HOUR", "positive"),
        ("1e30", "WORKING_DAY", "too_long"),
        ("1.5", "DAY", "whole"),
        ("0.5", "MONTH", "whole"),
        ("2", "SAME_DAY", "same_day"),
        ("NaN", "SAME_DAY", "same_day"),
    ],
)
def test_refuses_durations_without_sense(quantity, unit, reason):
    with pytest.raises(DurationInvalid) as refused:
        Duration(Decimal(quantity), DurationUnit(unit))
    assert refused.value.reason == reason


def test_reads_plain_numbers_and_names():
    assert Duration(2, "DAY") == Duration(Decimal(2), DurationUnit.DAY)


@pytest.mark.parametrize(
    "sessions",
    [
        ((MORNING,),) * 6,
        ((),) * 7,
        (((time(11), time(7)),),) + ((),) * 6,
        ((MORNING, (time(11), time(17))),) + ((),) * 6,
        (((clock.local(at("2025-07-07 07:00")).timetz(), clock.local(at("2025-07-07 09:00")).timetz()),),) + ((),) * 6,
    ],
)
def test_refuses_weeks_without_sense(sessions):
    with pytest.raises(ValueError, match=r"week|sessions|local"):
        WorkWeek(sessions=sessions)


def test_equal_calendars_share_their_table():
    assert calendar_with(WorkWeek()).table is calendar_with(WorkWeek()).table
    assert calendar_with(WorkWeek(cutoff=time(16))).table is not NATION.table


def test_knows_a_working_day():
    assert NATION.is_working_day(date(2026, 1, 10))
    assert not NATION.is_working_day(date(2026, 1, 2))
    assert not NATION.is_working_day(date(2025, 7, 12))


def test_other_weekdays_off_are_closed_and_worked_saturdays_have_standard_hours():
    week = WorkWeek(sessions=tuple(() if day in (2, 5, 6) else (MORNING,) for day in range(7)))
    found = clock.due(calendar_with(week), at("2025-07-08 09:00"), lasting(1, "WORKING_DAY"))
    assert [day.reason for day in found.days] == ["received_day", "closed", "counted"]
    assert found.due_at == at("2025-07-10 11:30")
    swapped = clock.due(calendar_with(week), at("2026-01-09 09:00"), lasting(1, "WORKING_DAY"))
    assert swapped.due_at == at("2026-01-10 11:30")


def test_after_a_short_day_has_closed_same_day_is_the_next_day():
    short = calendar_with(WorkWeek(sessions=((MORNING,),) * 5 + ((), ())))
    assert clock.due(short, at("2025-07-07 11:30"), lasting(1, "SAME_DAY")).due_at == at("2025-07-07 11:30")
    assert clock.due(short, at("2025-07-07 12:00"), lasting(1, "SAME_DAY")).due_at == at("2025-07-08 11:30")
