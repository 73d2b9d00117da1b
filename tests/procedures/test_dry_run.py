"""Chạy thử quy trình: by the legal clock, side by side where nothing waits."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.procedures.test_process_graph import MANY
from thongsuot.common import clock
from thongsuot.org.calendars import calendar_for
from thongsuot.procedures.dry_run import dry_run, fields_of
from thongsuot.procedures.process import Process, Step

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY_9 = datetime(2025, 7, 7, 9, tzinfo=HANOI)
pytestmark = pytest.mark.django_db


def run(process, form=None, limit=(Decimal(3), "WORKING_DAY"), at=MONDAY_9):
    return dry_run(process, form or {}, received_at=at, limit=limit, calendar=calendar_for(None, at.date()))


def step(key, minutes, *after, **more):
    return Step(key, key, "specialist", "x", minutes=minutes, after=after, **more)


def test_steps_in_a_row_add_up_over_lunch(six):
    found = run(Process((step("a", 120), step("b", 60, "a"), step("c", None, "b", signs=True))))
    assert [f"{row.ends_at:%H:%M}" for row in found.steps] == ["11:00", "14:00", "14:00"]
    assert found.due_at == datetime(2025, 7, 10, 17, tzinfo=HANOI)
    assert found.slack_minutes == 180 + 3 * 480


def test_steps_side_by_side_take_as_long_as_the_longest(six):
    found = run(Process((step("a", 60), step("b", 60, "a"), step("c", 90, "a"), step("d", 0, "b", "c"))))
    assert found.ends_at == datetime(2025, 7, 7, 11, 30, tzinfo=HANOI)


def test_a_step_whose_condition_is_false_is_passed_over(six):
    assert [row.passed_over for row in run(MANY, {"kind": "stop"}).steps] == [False, False, True, False, False]
    assert not any(row.passed_over for row in run(MANY, {"kind": "start"}).steps)


def test_steps_longer_than_the_law_are_told(six):
    found = run(Process((step("a", 4 * 480),)))
    assert found.too_long
    assert found.slack_minutes == -120  # six hours are left of Monday, so the last two fall on Friday morning


def test_without_a_limit_there_is_no_slack(six):
    found = run(MANY, limit=None)
    assert (found.due_at, found.slack_minutes, found.too_long) == (None, None, False)


def test_a_year_without_a_calendar_is_refused(six):
    with pytest.raises(clock.CalendarUnknown):
        run(Process((step("a", 480 * 1000),)))


def test_questions_are_those_the_conditions_ask():
    process = Process(
        (step("a", 1, condition={"all": [{"field": "x.y", "equals": 1}, {"not": {"field": "z", "present": True}}]}),)
    )
    assert fields_of(process) == ["x.y", "z"]
    assert fields_of(MANY) == ["kind"]
