"""Why this day: what the count says about each day."""

from datetime import date

import pytest

from tests.common.clock_calendars import NATION, TO_THE_HOUR, at, lasting
from thongsuot.common import clock


def told(received: str, quantity: str, unit: str, calendar: clock.Calendar = NATION) -> list[tuple[str, bool, str]]:
    found = clock.due(calendar, at(received), lasting(quantity, unit))
    return [(f"{day.date:%d/%m}", day.counted, day.reason) for day in found.days]


def test_the_day_of_reception_and_the_weekend_are_not_counted():
    assert told("2025-07-11 09:00", "2", "WORKING_DAY") == [
        ("11/07", False, "received_day"),
        ("12/07", False, "weekend"),
        ("13/07", False, "weekend"),
        ("14/07", True, "counted"),
        ("15/07", True, "counted"),
    ]


def test_a_holiday_carries_its_name():
    assert told("2025-08-29 09:00", "1", "WORKING_DAY")[3:] == [
        ("01/09", False, "holiday:Quốc khánh"),
        ("02/09", False, "holiday:Quốc khánh"),
        ("03/09", True, "counted"),
    ]


def test_swapped_and_substitute_days_say_so():
    assert ("02/01", False, "swapped_off") in told("2025-12-31 09:00", "1", "WORKING_DAY")
    assert told("2026-01-09 09:00", "1", "WORKING_DAY")[-1] == ("10/01", True, "swapped_work")
    assert ("27/04", False, "substitute") in told("2026-04-24 09:00", "1", "WORKING_DAY")


def test_a_broken_last_day_is_counted_in_part():
    *_before, last = clock.due(NATION, at("2025-07-07 09:00"), lasting("1.25", "WORKING_DAY")).days
    assert (last.date, last.reason, last.minutes) == (date(2025, 7, 9), "counted_part", 120)


def test_calendar_days_count_days_off_but_move_off_the_last_one():
    assert told("2025-07-09 09:00", "3", "DAY") == [
        ("09/07", False, "received_day"),
        ("10/07", True, "counted"),
        ("11/07", True, "counted"),
        ("12/07", True, "ends_on_day_off"),
        ("13/07", False, "weekend"),
        ("14/07", False, "moved_to_working_day"),
    ]
    assert ("12/07", True, "counted_day_off") in told("2025-07-09 09:00", "6", "DAY")


def test_hours_tell_the_minutes_of_each_day():
    found = clock.due(NATION, at("2025-07-11 16:00"), lasting("2", "HOUR"))
    assert [(day.counted, day.reason, day.minutes) for day in found.days] == [
        (True, "counted", 60),
        (False, "weekend", None),
        (False, "weekend", None),
        (True, "counted", 60),
    ]
    assert told("2025-07-07 18:00", "1", "HOUR") == [("07/07", False, "after_hours"), ("08/07", True, "counted")]


def test_same_day_tells_whether_it_came_in_time():
    assert told("2025-07-07 15:00", "1", "SAME_DAY") == [("07/07", True, "same_day")]
    assert told("2025-07-11 15:01", "1", "SAME_DAY") == [
        ("11/07", False, "received_after_cutoff"),
        ("12/07", False, "weekend"),
        ("13/07", False, "weekend"),
        ("14/07", True, "next_working_day"),
    ]


def test_to_the_hour_the_minutes_make_up_the_days():
    found = clock.due(TO_THE_HOUR, at("2025-07-07 14:00"), lasting(2, "WORKING_DAY"))
    assert [day.minutes for day in found.days] == [180, 480, 300]


@pytest.mark.parametrize(
    ("received", "quantity", "unit", "counting_from"),
    [
        ("2025-07-11 09:00", "1", "WORKING_DAY", "2025-07-14 07:00"),
        ("2025-07-11 09:00", "1", "DAY", "2025-07-12 00:00"),
        ("2025-07-11 09:00", "1", "MONTH", "2025-07-12 00:00"),
        ("2025-07-11 09:00", "1", "HOUR", "2025-07-11 09:00"),
        ("2025-07-12 09:00", "1", "HOUR", "2025-07-14 07:00"),
        ("2025-07-11 09:00", "1", "SAME_DAY", "2025-07-11 09:00"),
        ("2025-07-11 16:00", "1", "SAME_DAY", "2025-07-14 07:00"),
    ],
)
def test_says_from_when_it_counts(received, quantity, unit, counting_from):
    assert clock.due(NATION, at(received), lasting(quantity, unit)).counting_from == at(counting_from)


def test_every_reason_has_a_vietnamese_sentence():
    for reason in clock.Reason:
        for counted in (True, False):
            day = clock.DayCount(date(2025, 9, 2), counted, reason, "Quốc khánh", 90)
            sentence = clock.day_sentence(day)
            assert sentence.endswith(".")
            assert "{" not in sentence


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            clock.DayCount(date(2025, 9, 2), False, "holiday:Quốc khánh", "Quốc khánh"),
            "Nghỉ lễ: Quốc khánh. Không tính.",
        ),
        (clock.DayCount(date(2025, 7, 7), True, "counted", "", 90), "Được tính 1 giờ 30 phút."),
        (
            clock.DayCount(date(2026, 1, 10), True, "swapped_work", "Làm bù cho ngày 02/01/2026", 60),
            "Ngày làm việc hoán đổi: Làm bù cho ngày 02/01/2026. Được tính 1 giờ.",
        ),
        (
            clock.DayCount(date(2025, 7, 8), False, "paused", "", 480),
            "Tạm dừng, không tính (8 giờ làm việc đã dừng).",
        ),
        (clock.DayCount(date(2025, 7, 9), True, "resumed", "", 300), "Hết tạm dừng trong ngày này, tính tiếp 5 giờ."),
    ],
)
def test_sentences_name_what_happened(day, sentence):
    assert clock.day_sentence(day) == sentence


def test_sentences_go_through_the_translator_that_is_handed_in():
    day = clock.DayCount(date(2025, 9, 2), False, "holiday:Quốc khánh", "Quốc khánh")
    english = {"Nghỉ lễ: {name}. Không tính.": "Holiday: {name}. Not counted."}
    assert clock.day_sentence(day, lambda text: english.get(text, text)) == "Holiday: Quốc khánh. Not counted."
