"""Thôn trong địa chỉ: what fits, what does not, and that a number is a whole word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.cutover.matching.villages import Fit, fit, named_in, village
from thongsuot.cutover.matching.words import read


def fits(value: str, address: str) -> Fit:
    wanted = village(value)
    assert wanted is not None, value
    return fit(wanted, read(address))


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("Thôn 1", "Thôn 1, xã Kỳ Lợi, thị xã Kỳ Anh"),
        ("Thôn 1", "thôn 01 xã Kỳ Lợi"),
        ("Thôn 1", "Số nhà 12, xóm số 1, Kỳ Lợi"),
        ("Thôn 1", "thôn I, xã Kỳ Lợi"),
        ("TDP 3", "Tổ dân phố 3 phường Sông Trí"),
        ("Tổ dân phố Hưng Bình", "tdp Hưng Bình"),
        ("thôn Hải Phong", "TDP Hải Phong, Kỳ Lợi"),
        ("Hải Phong", "Hải Phong, Kỳ Lợi"),
        ("Hải Phong 2", "số 5 Hải Phong II, Kỳ Lợi"),
        ("thôn Hoà Lộc", "Thôn Hòa Lộc xã Kỳ Lợi"),
    ],
)
def test_fits_however_the_same_village_is_written(value, address):
    assert fits(value, address) is Fit.AS_WRITTEN


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("Thôn 1", "Thôn 12, xã Kỳ Lợi"),
        ("Thôn 1", "Thôn 11 xã Kỳ Lợi"),
        ("Thôn 1", "Tổ 1, thôn 3, xã Kỳ Lợi"),
        ("Thôn 1", "Số 1 đường Lê Lợi"),
        ("Thôn 1", "Thôn 1A, xã Kỳ Lợi"),
        ("Hải Phong", "thôn Hải Phong 2, Kỳ Lợi"),
        ("Hải Phong", "thôn Tân Hải Phong, Kỳ Lợi"),
        ("Hải Phong", "thôn Hải Phong Đông, Kỳ Lợi"),
        ("Hải Phong", "xã Hải Phong, huyện Kỳ Anh"),
        ("thôn Đông Tiến", "thôn Đồng Tiến, xã Kỳ Lợi"),
        ("Hải Phong", ""),
    ],
)
def test_does_not_take_one_village_for_another(value, address):
    assert fits(value, address) is Fit.NO


def test_an_address_typed_without_marks_fits_less_than_one_with_them():
    assert fits("thôn Đông Tiến", "thon Dong Tien, xa Ky Loi") is Fit.WITHOUT_MARKS
    assert fits("Thôn 4", "thon 4, xa Ky Loi") is Fit.AS_WRITTEN


@pytest.mark.parametrize("value", ["", "thôn", "12", "số 3", ",;"])
def test_a_value_that_names_no_village_is_not_read(value):
    assert village(value) is None


def test_the_part_about_the_village_is_kept_as_written():
    assert named_in("Số 5, Tổ 3, thôn Hải Phong, xã Kỳ Lợi") == "Tổ 3, thôn Hải Phong"
    assert named_in("Xã Kỳ Lợi, tỉnh Hà Tĩnh") == ""


numbers = st.integers(1, 60)
fronts = st.sampled_from(["thôn", "xóm", "Thôn", "THÔN", "làng"])


@given(wanted=numbers, written=numbers, front=fronts, tail=st.sampled_from(["", ", xã Kỳ Lợi", " xã Kỳ Lợi"]))
def test_a_numbered_village_fits_its_own_number_and_no_other(wanted, written, front, tail):
    assert bool(fits(f"Thôn {wanted}", f"số 9, {front} {written:02}{tail}")) == (wanted == written)


syllables = st.sampled_from(
    ["Hải", "Phong", "Đông", "Tiến", "Đồng", "Tân", "Hòa", "Lộc", "Minh", "Quang", "Bắc", "Sơn"]
)
names = st.lists(syllables, min_size=1, max_size=3).map(" ".join)


@given(wanted=names, written=names)
def test_a_named_village_fits_its_own_name_and_no_other(wanted, written):
    assert bool(fits(f"Thôn {wanted}", f"Thôn {written}, xã Kỳ Lợi")) == (wanted == written)


@given(st.text(max_size=60))
def test_any_text_is_read_without_a_fault(text):
    wanted = village("Thôn 1")
    assert wanted is not None
    assert fit(wanted, read(text)) in Fit
    village(text)
    named_in(text)
