"""Lời gọi đọc được: every number as people say it."""

import pytest

from thongsuot.hall import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "không"), (3, "ba"), (10, "mười"), (11, "mười một"), (14, "mười bốn"), (15, "mười lăm"), (20, "hai mươi"),
        (21, "hai mươi mốt"), (24, "hai mươi tư"), (25, "hai mươi lăm"), (99, "chín mươi chín"), (100, "một trăm"),
        (101, "một trăm linh một"), (105, "một trăm linh năm"), (110, "một trăm mười"), (115, "một trăm mười lăm"),
        (231, "hai trăm ba mươi mốt"), (999, "chín trăm chín mươi chín"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_say_it(value: int, said: str) -> None:
    assert words.number(value) == said


def test_no_two_numbers_sound_the_same() -> None:
    assert len({words.number(value) for value in range(1000)}) == 1000


@pytest.mark.parametrize("value", [-1, 1000])
def test_a_number_out_of_reach_is_an_error(value: int) -> None:
    with pytest.raises(ValueError, match="0 đến 999"):
        words.number(value)


def test_a_call_names_each_digit_and_the_counter() -> None:
    assert words.call("A012", 3) == "Mời số A không một hai đến quầy số ba"
    assert words.call("B1205", 15) == "Mời số B một hai không năm đến quầy số mười lăm"


@pytest.mark.parametrize(
    ("seconds", "said"), [(None, "–"), (20, "dưới 1 phút"), (60, "1 phút"), (754, "13 phút"), (3_900, "1 giờ 5 phút")]
)
def test_a_wait_is_said_in_minutes(seconds: float | None, said: str) -> None:
    assert words.minutes(seconds) == said
