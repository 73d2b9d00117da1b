"""How papers write moments, days and numbers."""

from datetime import UTC, date, datetime

import pytest

from thongsuot.dossiers.papers import wording


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (110, "một trăm mười"),
        (1998, "một nghìn chín trăm chín mươi tám"),
        (2025, "hai nghìn không trăm hai mươi lăm"),
        (2005, "hai nghìn không trăm linh năm"),
        (1_000_000, "một triệu"),
        (1_200_005, "một triệu hai trăm nghìn không trăm linh năm"),
        (50_000_000_000, "năm mươi tỷ"),
    ],
)
def test_numbers_are_read_as_people_read_them(number, words):
    assert wording.in_words(number) == words


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_beyond_reading_are_refused(number):
    with pytest.raises(ValueError):
        wording.in_words(number)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 7, 7), "Mai Phụ, ngày 07 tháng 7 năm 2025"),
        (date(2025, 2, 15), "Mai Phụ, ngày 15 tháng 02 năm 2025"),
        (date(2025, 12, 31), "Mai Phụ, ngày 31 tháng 12 năm 2025"),
        (None, "Mai Phụ, ngày ...... tháng ...... năm ........"),
    ],
)
def test_place_and_day_as_decree_30_writes_them(day, text):
    assert wording.place_and_day("Mai Phụ", day) == text


def test_a_day_in_words():
    assert wording.day_in_words(date(2025, 4, 5)) == "ngày mồng năm tháng tư năm hai nghìn không trăm hai mươi lăm"
    assert wording.day_in_words(date(2000, 1, 21)) == "ngày hai mươi mốt tháng một năm hai nghìn"


def test_moments_are_shown_in_vietnamese_time():
    assert wording.moment(datetime(2025, 7, 7, 18, 30, tzinfo=UTC)) == "08/07/2025 01:30"
    assert wording.local_day(datetime(2025, 7, 7, 18, 30, tzinfo=UTC)) == date(2025, 7, 8)


def test_money_and_sizes():
    assert wording.money(1_000_000) == "1.000.000 đ"
    assert [wording.size(n) for n in (512, 248_331, 1_300_000)] == ["512 byte", "243 KB", "1,2 MB"]
