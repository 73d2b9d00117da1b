"""Dates, money, numbers and the order of names as Vietnamese people write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from thongsuot.ui import formats

MOMENT = datetime(2025, 7, 7, 17, 30, tzinfo=UTC)  # 00:30 of the 8th in Hà Nội


def test_times_are_shown_in_vietnam():
    assert formats.vi_date(MOMENT) == "08/07/2025"
    assert formats.vi_time(MOMENT) == "00:30"
    assert formats.vi_datetime(MOMENT) == "00:30 08/07/2025"
    assert formats.vi_day(MOMENT) == "Thứ ba, 08/07/2025"


def test_a_day_is_not_moved_by_the_zone():
    assert formats.vi_date(date(2025, 7, 7)) == "07/07/2025"
    assert formats.vi_day(date(2025, 7, 6)) == "Chủ nhật, 06/07/2025"


def test_nothing_reads_as_nothing():
    shown = [formats.vi_date, formats.vi_time, formats.vi_datetime, formats.vi_day, formats.vi_number, formats.vi_money]
    assert [show(None) for show in shown] == [""] * len(shown)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1234567, "1.234.567"),
        (1234.5, "1.234,5"),
        (10.0, "10"),
        (1e6, "1.000.000"),
        (Decimal("1.5"), "1,5"),
        (Decimal("2.50"), "2,5"),
        (Decimal("1E+3"), "1.000"),
        (Decimal(7) / 60, "0,1166666667"),
        (-8000, "-8.000"),
    ],
)
def test_numbers_have_dots_for_thousands_and_a_comma_for_decimals(value, shown):
    assert formats.vi_number(value) == shown


def test_money_has_a_space_that_does_not_break():
    assert formats.vi_money(8000) == "8.000\u00a0đ"
    assert formats.vi_money(0) == "không thu phí"


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0\u00a0B"), (999, "999\u00a0B"), (1200, "1,2\u00a0kB"), (50_000_000, "50\u00a0MB")]
)
def test_sizes_of_files(size, shown):
    assert formats.vi_size(size) == shown


def test_people_stand_in_the_order_of_their_given_names():
    people = ["Lê Văn Bình", "Trần Thị An", "Đỗ Đức Ân", "Nguyễn Ánh", "Trần Văn Đạt", "Lê Thị Dung", "Bùi Thị An"]
    assert sorted(people, key=formats.given_name_key) == [
        "Bùi Thị An",
        "Trần Thị An",
        "Nguyễn Ánh",
        "Đỗ Đức Ân",
        "Lê Văn Bình",
        "Lê Thị Dung",
        "Trần Văn Đạt",
    ]


def test_tones_follow_the_dictionary():
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=formats.vietnamese_key) == [
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
    ]


def test_marks_typed_apart_sort_as_the_same_name():
    apart = "A\u0301nh"
    assert formats.given_name_key(apart) == formats.given_name_key("Ánh")
    assert formats.given_name_key("  ") == ()


def test_three_boxes_take_a_date_or_what_was_typed():
    assert formats.date_parts(date(2025, 7, 1)) == ("1", "7", "2025")
    assert formats.date_parts(("31", "2", "2025")) == ("31", "2", "2025")
    assert formats.date_parts(["31", None]) == ("31", "", "")
    assert formats.date_parts("") == ("", "", "")


def test_names_of_fields_become_ids():
    assert formats.field_id("applicant.name[0]") == "applicant-name-0"
