"""The worked examples of the legal clock, and more of their kind around Tết, swapped days, ends of months and years."""

from datetime import UTC, date, time

import pytest

from tests.common.clock_calendars import NATION, TO_THE_HOUR, at, calendar_with, lasting
from thongsuot.common import clock
from thongsuot.common.clock import PausePolicy, WorkWeek


@pytest.mark.parametrize(
    ("received", "quantity", "unit", "due"),
    [
        ("2025-07-07 14:00", "1", "WORKING_DAY", "2025-07-08 17:00"),
        ("2025-07-07 15:30", "1", "WORKING_DAY", "2025-07-08 17:00"),
        ("2025-07-11 09:00", "3", "WORKING_DAY", "2025-07-16 17:00"),
        ("2025-07-12 09:00", "1", "WORKING_DAY", "2025-07-14 17:00"),
        ("2025-07-07 09:00", "1.5", "WORKING_DAY", "2025-07-09 11:30"),
        ("2025-07-07 15:00:00", "1", "SAME_DAY", "2025-07-07 17:00"),
        ("2025-07-07 15:00:01", "1", "SAME_DAY", "2025-07-08 17:00"),
        ("2025-07-07 16:00", "2", "HOUR", "2025-07-08 08:00"),
        ("2025-07-07 11:00", "1", "HOUR", "2025-07-07 14:00"),
        ("2025-07-07 10:00", "7", "DAY", "2025-07-14 17:00"),
        ("2025-07-07 10:00", "5", "DAY", "2025-07-14 17:00"),
        ("2026-01-31 10:00", "1", "MONTH", "2026-03-02 17:00"),
    ],
)
def test_the_worked_examples_of_the_contract(received, quantity, unit, due):
    assert clock.due(NATION, at(received), lasting(quantity, unit)).due_at == at(due)


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        (PausePolicy.RESUME, "2025-07-10 11:00"),
        (PausePolicy.RESTART, "2025-07-10 17:00"),
        (PausePolicy.NO_STOP, "2025-07-08 17:00"),
    ],
)
def test_the_worked_pauses_of_the_contract(policy, due):
    first, stopped, resumed = at("2025-07-08 17:00"), at("2025-07-07 16:00"), at("2025-07-09 10:00")
    after = clock.pause_end(NATION, first, stopped, resumed, policy, lasting(1, "WORKING_DAY"))
    assert after.due_at == at(due)


@pytest.mark.parametrize(
    ("received", "quantity", "unit", "due"),
    [
        # Tết 2026: off from Saturday 14/2 to Sunday 22/2
        ("2026-02-13 09:00", "1", "WORKING_DAY", "2026-02-23 17:00"),
        ("2026-02-12 09:00", "3", "WORKING_DAY", "2026-02-24 17:00"),
        ("2026-02-17 09:00", "1", "WORKING_DAY", "2026-02-23 17:00"),
        ("2026-02-13 16:00", "2", "HOUR", "2026-02-23 08:00"),
        ("2026-02-13 15:30", "1", "SAME_DAY", "2026-02-23 17:00"),
        ("2026-02-13 09:00", "7", "DAY", "2026-02-23 17:00"),
        # Tết 2025: off from 25/1 to 2/2
        ("2025-01-24 09:00", "1", "WORKING_DAY", "2025-02-03 17:00"),
        # Friday 2/1/2026 off, Saturday 10/1/2026 worked for it
        ("2025-12-31 09:00", "1", "WORKING_DAY", "2026-01-05 17:00"),
        ("2026-01-09 09:00", "1", "WORKING_DAY", "2026-01-10 17:00"),
        ("2026-01-09 09:00", "2", "WORKING_DAY", "2026-01-12 17:00"),
        ("2026-01-10 14:59", "1", "SAME_DAY", "2026-01-10 17:00"),
        ("2026-01-10 15:01", "1", "SAME_DAY", "2026-01-12 17:00"),
        ("2026-01-09 16:00", "2", "HOUR", "2026-01-10 08:00"),
        ("2026-01-03 09:00", "7", "DAY", "2026-01-10 17:00"),
        # Saturday 26/4/2025 worked for Friday 2/5/2025; 30/4 and 1/5 off
        ("2025-04-25 09:00", "1", "WORKING_DAY", "2025-04-26 17:00"),
        ("2025-04-29 09:00", "1", "WORKING_DAY", "2025-05-05 17:00"),
        # Giỗ Tổ on Sunday 26/4/2026, its substitute on Monday 27/4
        ("2026-04-24 09:00", "1", "WORKING_DAY", "2026-04-28 17:00"),
        # 22/8/2026 worked for 31/8; with 1–2/9 off from 29/8 to 2/9
        ("2026-08-21 09:00", "1", "WORKING_DAY", "2026-08-22 17:00"),
        ("2026-08-28 09:00", "1", "WORKING_DAY", "2026-09-03 17:00"),
        # ends of months and years
        ("2025-01-31 09:00", "1", "MONTH", "2025-02-28 17:00"),
        ("2025-12-31 09:00", "2", "MONTH", "2026-03-02 17:00"),
        ("2025-10-30 09:00", "4", "MONTH", "2026-03-02 17:00"),
        ("2025-03-31 09:00", "1", "MONTH", "2025-05-05 17:00"),
        ("2025-11-15 09:00", "12", "MONTH", "2026-11-16 17:00"),
        ("2025-12-31 16:30", "1", "HOUR", "2026-01-05 07:30"),
    ],
)
def test_counts_over_tet_swapped_days_and_ends_of_months(received, quantity, unit, due):
    assert clock.due(NATION, at(received), lasting(quantity, unit)).due_at == at(due)


def test_a_month_that_ends_in_a_leap_february():
    leap = clock.Calendar((WorkWeek(),), (), frozenset({2027, 2028}))
    assert clock.due(leap, at("2027-12-31 09:00"), lasting(2, "MONTH")).due_at == at("2028-02-29 17:00")
    assert clock.due(leap, at("2028-01-29 09:00"), lasting(1, "MONTH")).due_at == at("2028-02-29 17:00")
    assert clock.due(leap, at("2028-02-28 09:00"), lasting(1, "WORKING_DAY")).due_at == at("2028-02-29 17:00")


@pytest.mark.parametrize(
    ("quantity", "due"),
    [
        ("0.25", "2025-07-08 09:00"),
        ("0.5", "2025-07-08 11:30"),
        ("0.75", "2025-07-08 15:00"),
        ("1", "2025-07-08 17:00"),
        ("1.25", "2025-07-09 09:00"),
        ("2.5", "2025-07-10 11:30"),
    ],
)
def test_a_quarter_of_a_day_is_two_hours_and_half_a_day_ends_with_the_morning(quantity, due):
    assert clock.due(NATION, at("2025-07-07 09:00"), lasting(quantity, "WORKING_DAY")).due_at == at(due)


def test_half_of_a_day_without_a_noon_break_is_its_middle():
    through = tuple(((time(7), time(15)),) if day < 5 else () for day in range(7))
    calendar = calendar_with(WorkWeek(sessions=through))
    assert clock.due(calendar, at("2025-07-07 09:00"), lasting("0.5", "WORKING_DAY")).due_at == at("2025-07-08 11:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-07-07 06:00", "2025-07-07 08:00"),  # before opening: from opening
        ("2025-07-07 12:00", "2025-07-07 14:30"),  # at noon: from the afternoon
        ("2025-07-07 17:00", "2025-07-08 08:00"),
        ("2025-07-07 22:00", "2025-07-08 08:00"),  # after closing: from the next opening
        ("2025-07-12 10:00", "2025-07-14 08:00"),
    ],
)
def test_an_hour_begins_with_the_next_working_moment(received, due):
    assert clock.due(NATION, at(received), lasting(1, "HOUR")).due_at == at(due)


@pytest.mark.parametrize(
    ("received", "quantity", "unit", "due"),
    [
        ("2025-07-07 14:00", "1", "WORKING_DAY", "2025-07-08 14:00"),
        ("2025-07-11 09:00", "3", "WORKING_DAY", "2025-07-16 09:00"),
        ("2025-07-12 09:00", "1", "WORKING_DAY", "2025-07-14 17:00"),  # nobody works on Saturday: a whole Monday
        ("2025-07-07 10:00", "7", "DAY", "2025-07-14 10:00"),
        ("2025-07-07 10:00", "5", "DAY", "2025-07-14 07:00"),  # Saturday 10:00 → the next opening
        ("2025-07-07 20:00", "1", "DAY", "2025-07-09 07:00"),
        ("2025-07-07 15:01", "1", "SAME_DAY", "2025-07-08 17:00"),
    ],
)
def test_a_province_may_count_to_the_hour(received, quantity, unit, due):
    assert clock.due(TO_THE_HOUR, at(received), lasting(quantity, unit)).due_at == at(due)


def test_counting_to_the_hour_is_a_dated_setting():
    since = date(2026, 1, 1)
    calendar = calendar_with(WorkWeek(valid_to=since), WorkWeek(hour_exact=True, valid_from=since))
    assert clock.due(calendar, at("2025-12-23 10:00"), lasting(1, "WORKING_DAY")).due_at == at("2025-12-24 17:00")
    assert clock.due(calendar, at("2026-01-06 10:00"), lasting(1, "WORKING_DAY")).due_at == at("2026-01-07 10:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-07-07 06:30", "2025-07-07 17:00"),
        ("2025-07-07 15:00:00", "2025-07-07 17:00"),
        ("2025-07-07 15:00:01", "2025-07-08 08:00"),
        ("2025-07-11 16:00", "2025-07-14 08:00"),
        ("2025-07-12 09:00", "2025-07-14 08:00"),
        ("2026-01-09 16:00", "2026-01-10 08:00"),
        ("2026-02-13 15:30", "2026-02-23 08:00"),
    ],
)
def test_hand_over_the_same_day_or_within_the_first_hour_of_the_next(received, due):
    assert clock.handover_due(NATION, at(received)) == at(due)


def test_another_offset_is_the_same_moment():
    there = at("2025-07-07 15:00:01").astimezone(UTC)
    assert clock.due(NATION, there, lasting(1, "SAME_DAY")).due_at == at("2025-07-08 17:00")
    # 23:30 in UTC is already the next day in Viet Nam
    late = at("2025-07-08 06:30").astimezone(UTC)
    assert clock.due(NATION, late, lasting(1, "WORKING_DAY")).due_at == at("2025-07-09 17:00")
