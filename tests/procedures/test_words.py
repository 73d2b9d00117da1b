"""Working time in words: short on every screen, whatever the minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.procedures.words import working_time_words


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, ""),
        (0, ""),
        (14, "14 phút làm việc"),
        (30, "0,5 giờ làm việc"),
        (836, "13 giờ 56 phút làm việc"),
        (90, "1,5 giờ làm việc"),
        (480, "1 ngày làm việc"),
        (720, "1,5 ngày làm việc"),
    ],
)
def test_says_minutes_hours_and_days(minutes, said):
    assert working_time_words(minutes) == said


@given(st.integers(min_value=1, max_value=480 * 1000))
def test_never_says_more_than_two_digits_behind_the_comma(minutes):
    for part in working_time_words(minutes).split():
        assert len(part.partition(",")[2]) <= 2
