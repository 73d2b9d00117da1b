"""Names and the keys by which they are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.org.models import Kind, Level
from thongsuot.org.names import bare_key, full_name_of, marked_key, name_and_kind


@pytest.mark.parametrize(
    ("level", "full", "name", "kind"),
    [
        (Level.COMMUNE, "Xã Mai Phụ", "Mai Phụ", Kind.COMMUNE),
        (Level.COMMUNE, "Thị trấn Thạch Hà", "Thạch Hà", Kind.TOWNSHIP),
        (Level.COMMUNE, "Phường Phường Đúc", "Phường Đúc", Kind.WARD),
        (Level.COMMUNE, "Đặc khu Lý Sơn", "Lý Sơn", Kind.SPECIAL_ZONE),
        (Level.DISTRICT, "Thị xã Kỳ Anh", "Kỳ Anh", Kind.DISTRICT),
        (Level.PROVINCE, "Thành phố Cần Thơ", "Cần Thơ", Kind.PROVINCE),
    ],
)
def test_a_full_name_is_kind_and_name(level, full, name, kind):
    assert name_and_kind(level, full) == (name, kind)
    if level == Level.COMMUNE:
        assert full_name_of(kind, name) == full


@pytest.mark.parametrize("text", ["Mai Phụ", "Xã", "Xã ", "Xãabc", "Huyện Thạch Hà"])
def test_a_name_without_kind_of_its_level_is_refused(text):
    with pytest.raises(ValueError, match="không rõ loại"):
        name_and_kind(Level.COMMUNE, text)


def test_marks_tell_names_apart_and_styles_of_marks_do_not():
    assert marked_key("Đông Tiến") != marked_key("Đồng Tiến")
    assert bare_key("Đông Tiến") == bare_key("Đồng Tiến") == "dong tien"
    assert marked_key("Hoà Bình") == marked_key("Hòa Bình")
    assert marked_key("Thuý Lâm") == marked_key("Thúy Lâm")


def test_apostrophes_hyphens_and_spaces_do_not_matter():
    assert marked_key("M’Drắk") == marked_key("M'Drắk") == "mdrắk"
    assert marked_key("Văn Miếu - Quốc Tử Giám") == marked_key("văn  miếu quốc tử giám")


@given(st.text(max_size=40))
def test_keys_do_not_depend_on_the_form_of_the_text(text):
    for key in (marked_key, bare_key):
        assert key(unicodedata.normalize("NFD", text)) == key(unicodedata.normalize("NFC", text))
