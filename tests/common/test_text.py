"""Chữ tiếng Việt: one form at the door, folded forms for search."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.common.errors import Invalid
from thongsuot.common.text import bare, clean_line, clean_text, fold_marks, nfc, readable

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
letters = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " 0123456789-,.()/", max_size=60)


def sql_bare(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT f_bare(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(letters)
def test_bare_is_the_same_in_python_and_in_sql(text):
    assert bare(text) == sql_bare(text)
    assert bare(unicodedata.normalize("NFD", text)) == sql_bare(unicodedata.normalize("NFD", text))


@given(letters)
def test_bare_leaves_plain_letters_only(text):
    assert bare(text).isascii()
    assert bare(bare(text)) == bare(text)


@pytest.mark.parametrize(
    ("new_school", "old_school"),
    [("Hoà Bình", "Hòa Bình"), ("khoẻ", "khỏe"), ("Thuỵ", "Thụy"), ("XÃ HOÀ", "xã hòa"), ("hoá-đơn", "hóa-đơn")],
)
def test_both_schools_of_tone_marks_meet(new_school, old_school):
    assert fold_marks(new_school) == fold_marks(old_school)
    assert fold_marks(unicodedata.normalize("NFD", new_school)) == fold_marks(old_school)


@pytest.mark.parametrize("text", ["quý", "hoàn", "toán", "huỳnh", "nguyễn", "khoảng", "tuyển", "giày"])
def test_a_tone_with_only_one_place_stays_there(text):
    assert fold_marks(text) == text


def test_marks_still_tell_names_apart():
    assert fold_marks("Đông Tiến") != fold_marks("Đồng Tiến")
    assert bare("Đông Tiến") == bare("Đồng Tiến") == "dong tien"


def test_decomposed_input_becomes_composed():
    assert nfc(unicodedata.normalize("NFD", "Nguyễn Thị Hường")) == "Nguyễn Thị Hường"


def test_a_line_loses_control_characters_and_spare_spaces():
    assert clean_line("  Nguyễn\t Văn\u200b\u202eAn\n ") == "Nguyễn VănAn"


def test_a_text_keeps_its_lines():
    assert clean_text(" một\r\nhai\x07\n\tba \n") == "một\nhai\n\tba"


@given(st.text(max_size=200).filter(readable))
def test_cleaning_twice_changes_nothing(text):
    once = clean_line(text)
    assert clean_line(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_a_name_of_ten_thousand_characters_is_refused_with_the_limit():
    with pytest.raises(Invalid) as refused:
        clean_line("A" * 10_000, field="applicant.name", limit=200)
    [error] = refused.value.errors
    assert error["field"] == "applicant.name"
    assert "10000" in error["message"]
    assert "200" in error["message"]


@pytest.mark.parametrize("broken", ["a\0b", "\ud800", "tên \udfff"])
def test_nul_and_lone_surrogates_are_refused(broken):
    for clean in (clean_line, clean_text):
        with pytest.raises(Invalid) as refused:
            clean(broken, field="name")
        assert refused.value.code == "unreadable_text"
        assert refused.value.errors[0]["field"] == "name"
