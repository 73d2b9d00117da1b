"""Tin nhắn và số máy: parts as a network counts them, marks taken off, numbers of Việt Nam in one form."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.common.notices import phones, sms

VIETNAMESE = st.text(
    alphabet=st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấềộựỹ ABĐ0123456789:/.-{}€~|\n"), max_size=700
)
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)


def cost(text, gsm):
    """Septets or UTF-16 units of one part, counted another way than the code does."""
    if gsm:
        return len(text) + sum(text.count(char) for char in "^{}\\[~]|€\f")
    return len(text.encode("utf-16-le")) // 2


@given(VIETNAMESE | ANY)
def test_parts_join_to_the_text_and_each_fits_and_none_could_take_the_next_character(text):
    found, gsm = sms.parts(text), sms.is_gsm(text)
    assert "".join(found) == text
    if len(found) == 1:
        assert cost(text, gsm) <= (160 if gsm else 70)
        return
    assert cost(text, gsm) > (160 if gsm else 70)
    room = 153 if gsm else 67
    assert all(0 < cost(part, gsm) <= room for part in found)
    for part, following in pairwise(found):
        assert cost(part + following[0], gsm) > room, "phần trước còn chỗ mà đã sang phần sau"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("á" * 70, 1), ("ả" * 70, 1), ("ả" * 71, 2), ("ả" * 134, 2), ("ả" * 135, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("a" * 152 + "€" + "a" * 10, 2), ("😀" * 35, 1), ("😀" * 36, 2), ("à" * 160, 1),
    ],
)  # fmt: skip
def test_known_lengths(text, count):
    assert sms.count(text) == count


@given(VIETNAMESE)
def test_without_marks_vietnamese_is_always_the_cheap_kind_and_no_longer(text):
    plain = sms.unaccented(text)
    assert sms.is_gsm(plain)
    assert sms.count(plain) <= sms.count(text)
    assert sms.unaccented(plain) == plain


def test_case_and_meaning_survive_without_marks():
    assert sms.unaccented("Đã tiếp nhận hồ sơ “Khai sinh” – 8.000\u00a0đ") == 'Da tiep nhan ho so "Khai sinh" - 8.000 d'


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912345678", "+84912345678"),
        ("091 234 5678", "+84912345678"),
        ("+84 (91) 234-5678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084 912.345.678", "+84912345678"),
        ("+840912345678", "+84912345678"),
        ("0168 123 4567", "+84381234567"),
        ("01201234567", "+84701234567"),
        ("0239 385 5555", "+842393855555"),
        ("0112345678", ""),
        ("12345678", ""),
        ("+1 202 555 0100", ""),
        ("không có", ""),
        ("", ""),
        ("0912345678901", ""),
        ("٠٩١٢٣٤٥٦٧٨", ""),
    ],
)
def test_numbers_are_brought_into_one_form_or_refused(written, number):
    assert phones.normalised(written) == number


def test_a_landline_gets_no_short_message():
    assert phones.mobile("0239 385 5555") == ""
    assert phones.mobile("0912 345 678") == "+84912345678"


@given(st.from_regex(r"\A[35789][0-9]{8}\Z"))
def test_every_usual_writing_of_a_mobile_number_is_the_same_number(digits):
    written = {
        f"0{digits}",
        f"+84{digits}",
        f"84{digits}",
        f"0084{digits}",
        f"0{digits[:2]} {digits[2:5]} {digits[5:]}",
    }
    assert {phones.mobile(one) for one in written} == {f"+84{digits}"}
    masked = phones.masked(f"+84{digits}")
    assert masked.count("*") == 3
    assert digits not in masked
