"""Stopping the clock: what each policy does to the due moment, and what it says about the days."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.common.clock_calendars import NATION, TO_THE_HOUR, at, lasting
from thongsuot.common import clock
from thongsuot.common.clock import PausePolicy


def resume(due: str, stopped: str, resumed: str, calendar: clock.Calendar = NATION) -> clock.Due:
    return clock.pause_end(calendar, at(due), at(stopped), at(resumed), PausePolicy.RESUME)


def test_resume_explains_stopped_and_remaining_hours():
    after = resume("2025-07-08 17:00", "2025-07-07 16:00", "2025-07-09 10:00")
    assert [(day.date.day, day.counted, day.reason, day.minutes) for day in after.days] == [
        (7, False, "paused", 60),
        (8, False, "paused", 480),
        (9, True, "resumed", 300),
        (10, True, "counted", 240),
    ]
    assert after.counting_from == at("2025-07-09 10:00")


@pytest.mark.parametrize(
    ("due", "stopped", "resumed", "new_due"),
    [
        # a weekend that was not worked anyway costs nothing
        ("2025-07-14 17:00", "2025-07-11 17:00", "2025-07-14 07:00", "2025-07-14 17:00"),
        ("2025-07-14 17:00", "2025-07-12 09:00", "2025-07-13 09:00", "2025-07-14 17:00"),
        # over Tết only the working hours before and after count
        ("2026-02-13 17:00", "2026-02-13 16:00", "2026-02-23 08:00", "2026-02-23 09:00"),
        # late already when it was stopped
        ("2025-07-08 17:00", "2025-07-09 10:00", "2025-07-10 10:00", "2025-07-09 17:00"),
        ("2025-07-08 17:00", "2025-07-07 09:00:30", "2025-07-07 09:01:00", "2025-07-09 07:00:30"),
    ],
)
def test_resume_adds_the_working_time_that_was_stopped(due, stopped, resumed, new_due):
    assert resume(due, stopped, resumed).due_at == at(new_due)


def test_a_stop_that_takes_no_working_time_leaves_the_very_moment():
    due = at("2025-07-08 17:00").astimezone(ZoneInfo("Asia/Tokyo"))
    moment = at("2025-07-07 10:00")
    assert clock.pause_end(NATION, due, moment, moment, PausePolicy.RESUME).due_at is due


def test_restart_counts_anew_from_the_end_of_the_stop():
    after = clock.pause_end(
        NATION, at("2025-07-08 17:00"), at("2025-07-07 16:00"), at("2025-07-11 16:00"), PausePolicy.RESTART,
        lasting(5, "WORKING_DAY"),
    )  # fmt: skip
    anew = clock.due(NATION, at("2025-07-11 16:00"), lasting(5, "WORKING_DAY"))
    assert (after.due_at, after.counting_from, after.days[1:]) == (anew.due_at, anew.counting_from, anew.days[1:])
    assert after.days[0].reason == "restarted"


def test_restart_needs_the_duration():
    with pytest.raises(ValueError, match="duration"):
        clock.pause_end(
            NATION, at("2025-07-08 17:00"), at("2025-07-07 16:00"), at("2025-07-09 10:00"), PausePolicy.RESTART
        )


def test_a_stop_cannot_end_before_it_began():
    with pytest.raises(ValueError, match="ends after"):
        resume("2025-07-08 17:00", "2025-07-07 16:00", "2025-07-07 15:59")


def test_policies_are_read_from_their_names_in_the_catalogue():
    after = clock.pause_end(
        NATION, at("2025-07-08 17:00"), at("2025-07-07 16:00"), at("2025-07-09 10:00"), PausePolicy("NO_STOP")
    )
    assert after == clock.Due(at("2025-07-08 17:00"), at("2025-07-07 16:00"), ())
    with pytest.raises(ValueError, match="SOMETIMES"):
        PausePolicy("SOMETIMES")


def test_resume_works_the_same_to_the_hour():
    assert resume("2025-07-08 14:00", "2025-07-07 16:00", "2025-07-08 08:00", TO_THE_HOUR).due_at == at(
        "2025-07-08 16:00"
    )


def test_two_stops_after_another_add_up():
    first = resume("2025-07-08 17:00", "2025-07-07 08:00", "2025-07-07 10:00").due_at
    second = clock.pause_end(NATION, first, at("2025-07-08 08:00"), at("2025-07-08 09:00"), PausePolicy.RESUME).due_at
    assert clock.working_time(NATION, at("2025-07-08 17:00"), second) == timedelta(hours=3)
