"""Adding, subtracting and measuring working time; what is left and what is late, in numbers and in words."""

from datetime import timedelta

import pytest

from tests.common.clock_calendars import NATION, at, lasting
from thongsuot.common import clock


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2025-07-07 08:00", 30, "2025-07-07 08:30"),
        ("2025-07-07 11:00", 60, "2025-07-07 14:00"),
        ("2025-07-07 16:00", 60, "2025-07-07 17:00"),
        ("2025-07-07 16:00", 61, "2025-07-08 07:01"),
        ("2025-07-07 07:00", 480, "2025-07-07 17:00"),
        ("2025-07-07 07:00", 270, "2025-07-07 11:30"),
        ("2025-07-12 10:00", 0, "2025-07-14 07:00"),
        ("2025-07-07 12:00", 0, "2025-07-07 13:30"),
        ("2025-07-07 09:15", 0, "2025-07-07 09:15"),
        ("2026-02-13 16:59", 2, "2026-02-23 07:01"),
        ("2025-07-07 08:30", -120, "2025-07-04 16:30"),
    ],
)
def test_adds_working_minutes(start, minutes, end):
    assert clock.add_minutes(NATION, at(start), minutes) == at(end)


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2025-07-08 08:00", 120, "2025-07-07 16:00"),
        ("2025-07-07 14:00", 60, "2025-07-07 11:00"),
        ("2025-07-07 17:00", 480, "2025-07-07 07:00"),
        ("2025-07-14 07:00", 30, "2025-07-11 16:30"),
        ("2025-07-12 10:00", 0, "2025-07-11 17:00"),
        ("2025-07-07 12:30", 0, "2025-07-07 11:30"),
        ("2025-07-07 09:15", 0, "2025-07-07 09:15"),
        ("2025-07-07 16:00", -120, "2025-07-08 08:00"),
    ],
)
def test_subtracts_working_minutes(end, minutes, start):
    assert clock.subtract_minutes(NATION, at(end), minutes) == at(start)


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        ("2025-07-07 16:00", "2025-07-09 10:00", 720),
        ("2025-07-07 16:00", "2025-07-07 16:00", 0),
        ("2025-07-11 17:00", "2025-07-14 07:00", 0),
        ("2025-07-12 09:00", "2025-07-13 09:00", 0),
        ("2025-07-07 07:00", "2025-07-07 07:59:59", 59),
        ("2025-07-09 10:00", "2025-07-07 16:00", -720),
        ("2026-02-01 00:00", "2026-03-01 00:00", 15 * 480),
        ("2025-12-31 16:00", "2026-01-05 08:00", 120),
    ],
)
def test_measures_working_minutes(a, b, minutes):
    assert clock.working_minutes(NATION, at(a), at(b)) == minutes


def test_adds_time_to_the_microsecond():
    a_moment = timedelta(microseconds=1)
    assert clock.add_time(NATION, at("2025-07-07 17:00") - a_moment, 2 * a_moment) == at("2025-07-08 07:00") + a_moment


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2025-07-07 17:00", "còn 2 ngày làm việc"),
        ("2025-07-08 09:00", "còn 1 ngày làm việc"),
        ("2025-07-09 13:30", "còn 3 giờ làm việc"),
        ("2025-07-09 16:35", "còn 25 phút"),
        ("2025-07-09 17:00", "đến hạn ngay bây giờ"),
        ("2025-07-09 17:00:01", "vừa quá hạn"),
        ("2025-07-09 22:00", "vừa quá hạn"),
        ("2025-07-10 07:20", "quá hạn 20 phút"),
        ("2025-07-10 10:00", "quá hạn 3 giờ"),
        ("2025-07-14 08:00", "quá hạn 2 ngày làm việc"),
    ],
)
def test_says_how_much_is_left(now, words):
    assert clock.remaining_text(clock.remaining(NATION, at("2025-07-09 17:00"), at(now))) == words


def test_late_is_measured_in_working_time_and_never_negative():
    due = at("2025-07-11 17:00")
    assert clock.late_by(NATION, due, at("2025-07-11 16:00")) == timedelta(0)
    assert clock.late_by(NATION, due, due) == timedelta(0)
    assert clock.late_by(NATION, due, at("2025-07-13 12:00")) == timedelta(0)
    assert clock.late_by(NATION, due, at("2025-07-14 10:00")) == timedelta(hours=3)


@pytest.mark.parametrize(
    ("due", "latest"),
    [
        ("2025-07-08 17:00", "2025-07-07 17:00"),
        ("2025-07-14 17:00", "2025-07-11 17:00"),
        ("2025-07-10 11:00", "2025-07-09 11:00"),
        ("2026-02-23 08:00", "2026-02-13 08:00"),
        ("2026-01-12 17:00", "2026-01-10 17:00"),
    ],
)
def test_a_delay_is_told_one_working_day_before_the_due_moment(due, latest):
    assert clock.latest_notice(NATION, at(due)) == at(latest)


@pytest.mark.parametrize(
    ("quantity", "unit", "words"),
    [
        ("1.5", "WORKING_DAY", "1,5 ngày làm việc"),
        ("10", "WORKING_DAY", "10 ngày làm việc"),
        ("2", "HOUR", "2 giờ làm việc"),
        ("1", "SAME_DAY", "trong ngày làm việc"),
        ("15", "DAY", "15 ngày"),
        ("1", "MONTH", "1 tháng"),
    ],
)
def test_durations_in_words(quantity, unit, words):
    duration = lasting(quantity, unit)
    assert clock.duration_text(duration) == words


def test_moments_in_words():
    assert clock.moment_text(at("2025-07-08 17:00")) == "17:00, thứ Ba 08/07/2025"
    assert clock.weekday_text(7) == "Chủ nhật"
