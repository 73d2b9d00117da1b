"""Working time, fees and organs in words: short on every screen, and nothing hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.procedures.catalogue import Fee
from thongsuot.procedures.words import fee_line_words, working_time_words


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


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        (Fee("FEE", 8000), "8.000\u00a0đ"),
        (Fee("FEE", 8000, note="miễn cho hộ nghèo"), "8.000\u00a0đ (miễn cho hộ nghèo)"),
        (Fee("FEE", 8000, note="8.000 đ mỗi lần"), "8.000 đ mỗi lần"),
        (Fee("FEE", 0, note="Miễn lệ phí."), "Miễn lệ phí."),
        (Fee("FEE", 0, note="theo nghị quyết"), "không thu phí (theo nghị quyết)"),
        (Fee("FEE", 2000, note="mỗi trang", tariff="certified_copy"), "mỗi trang"),
        (Fee("FEE", None, note="do HĐND quy định"), "do HĐND quy định"),
        (Fee("FEE", None), "không có số tiền"),
    ],
)
def test_a_note_never_hides_what_has_to_be_paid(fee, said):
    assert fee_line_words(fee) == said
