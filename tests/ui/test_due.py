"""How a due moment reads."""

from datetime import UTC, datetime, timedelta

import pytest

from thongsuot.ui import due

AT = datetime(2025, 7, 8, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("due_at", "minutes", "words", "tone"),
    [
        (AT + 60 * HOUR, 2 * due.DAY + 59, "còn 2 ngày làm việc", "calm"),
        (AT + 24 * HOUR, due.DAY, "còn 1 ngày làm việc", "soon"),
        (AT + 5 * HOUR, 180, "còn 3 giờ", "soon"),
        (AT + HOUR, 20, "còn 20 phút", "soon"),
        (AT, 0, "đến hạn", "soon"),
        (AT - 12 * HOUR, 0, "vừa quá hạn", "late"),
        (AT - 3 * HOUR, 180, "quá hạn 3 giờ", "late"),
        (AT - 70 * HOUR, 2 * due.DAY, "quá hạn 2 ngày làm việc", "late"),
    ],
)
def test_working_time_is_counted(due_at, minutes, words, tone):
    shown = due.words(due_at, AT, minutes=minutes)
    assert (shown.words, shown.tone) == (words, tone)


@pytest.mark.parametrize(
    ("distance", "words", "tone"),
    [
        (timedelta(days=3, hours=1), "còn 3 ngày", "calm"),
        (timedelta(hours=2), "còn 2 giờ", "soon"),
        (timedelta(days=-2), "quá hạn 2 ngày", "late"),
    ],
)
def test_without_a_calendar_real_time_is_counted(distance, words, tone):
    shown = due.words(AT + distance, AT)
    assert (shown.words, shown.tone) == (words, tone)


def test_the_exact_moment_is_the_title():
    assert due.words(AT, AT - HOUR, minutes=60).title == "Hạn: 12:00 08/07/2025"


def test_a_stopped_clock_is_not_late():
    assert due.words(AT - HOUR, AT, paused=True).tone == "paused"


def test_what_is_done_says_whether_it_was_in_time():
    assert due.words(AT, AT + 90 * HOUR, done_at=AT).words == "xong đúng hạn"
    assert due.words(AT, AT + 90 * HOUR, done_at=AT + HOUR).words == "xong, trễ hạn"


def test_work_without_a_due_day_says_so():
    assert due.words(None, AT).tone == "none"


def test_a_province_with_shorter_days_counts_its_own():
    assert due.words(AT + 30 * HOUR, AT, minutes=840, day_minutes=420).words == "còn 2 ngày làm việc"
