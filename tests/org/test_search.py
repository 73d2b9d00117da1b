"""Finding units in a small world; the whole nation is searched in test_nation."""

import unicodedata
from datetime import date

import pytest

from tests.factories.units import BEFORE, DAY
from thongsuot.common.errors import Invalid
from thongsuot.org import selectors
from thongsuot.org.models import Level

TODAY = date(2026, 11, 24)


def names(q, **narrow):
    return [hit.info.full_name for hit in selectors.search(q, today=TODAY, **narrow)]


@pytest.mark.parametrize(
    "q",
    [
        "Thạch Châu",
        "thạch châu",
        "THẠCH CHÂU",
        "  thạch   châu ",
        "Thach Chau",
        "xã thạch châu",
        "xa thach chau",
        "x. thạch châu",
        "thạch ch",
        "thach c",
        unicodedata.normalize("NFD", "Thạch Châu"),
        "Thạch Châu, Thạch Hà",
        "thạch châu huyện thạch hà tỉnh hà tĩnh",
        "thach chau ha tinh",
    ],
)
def test_an_old_commune_is_found_however_one_types(world, q):
    assert names(q) == ["Xã Thạch Châu"]


@pytest.mark.parametrize("q", ["phường thạch châu", "thạch châu, hương sơn", "châu thạch", "thạch chấu x", "?", ""])
def test_what_is_not_so_is_not_found(world, q):
    assert names(q) == []


def test_a_result_says_where_it_lay_and_what_it_is_now(world):
    (hit,) = selectors.search("thạch châu", today=TODAY)
    assert hit.place == "Huyện Thạch Hà, Tỉnh Hà Tĩnh"
    assert not hit.in_force
    assert [(heir.full_name, heir.relation) for heir in hit.heirs] == [("Xã Mai Phụ", "whole")]


def test_a_split_commune_shows_all_its_heirs(world):
    (hit,) = selectors.search("kỳ lợi", today=TODAY)
    assert {heir.name for heir in hit.heirs} == {"Vũng Áng", "Sông Trí", "Hoành Sơn"}


def test_one_name_before_and_after_is_two_units(world):
    assert names("Mai Phụ") == ["Xã Mai Phụ", "Xã Mai Phụ"]
    assert len(names("Mai Phụ", on=DAY)) == 1
    assert selectors.search("Mai Phụ", on=DAY, today=TODAY)[0].info == world.mai_phu
    assert selectors.search("Mai Phụ", on=BEFORE, today=TODAY)[0].info == world.old_mai_phu


def test_a_code_finds_both_bearers_and_a_day_one(world):
    assert names("18583") == ["Xã Thạch Châu", "Xã Mai Phụ"]
    assert names("18583", on=DAY) == ["Xã Mai Phụ"]
    assert names("1858") == ["Xã Thạch Châu", "Xã Mai Phụ"]


def test_the_province_narrows(world):
    assert names("hàm rồng", province="38") == ["Phường Hàm Rồng"]
    assert names("hàm rồng", province="42") == []


def test_organs_are_found_only_when_asked_for(world):
    assert names("phòng văn hoá") == []
    organs = names("phòng văn hóa xã hội", levels={Level.ORGAN})
    assert "Phòng Văn hoá – Xã hội xã Mai Phụ" in organs
    assert names("18583-kt", levels={Level.ORGAN}) == ["Phòng Kinh tế xã Mai Phụ"]


def test_exact_names_come_before_longer_ones(world):
    assert names("sơn kim") == ["Xã Sơn Kim 1", "Xã Sơn Kim 1"]
    assert names("hà tĩnh") == ["Tỉnh Hà Tĩnh", "Thành phố Hà Tĩnh"]
    assert names("thành phố hà tĩnh") == ["Thành phố Hà Tĩnh"]


def test_the_list_has_an_end(world):
    assert len(selectors.search("thạch", today=TODAY, limit=2)) == 2


def test_a_text_that_is_no_name_is_refused(world):
    with pytest.raises(Invalid):
        selectors.search("a" * 10_000, today=TODAY)


def test_resolve_answers_one_unit_or_all_that_may_be(world):
    (found,) = selectors.resolve("Thạch Châu", TODAY, district="Thạch Hà", province="Hà Tĩnh")
    assert (found.heir.full_name, found.came_from) == ("Xã Mai Phụ", world.thach_chau)
    assert len(selectors.resolve("ky loi", TODAY)) == 3
    assert selectors.resolve("Thạch Châu", TODAY, district="Hương Sơn") == []
    assert selectors.resolve("Thạch Châu", TODAY, province="Thanh Hoá") == []
    assert selectors.resolve("Thạch Ch", TODAY) == []


def test_resolve_before_the_day_finds_the_unit_itself(world):
    (found,) = selectors.resolve("Thạch Châu", BEFORE)
    assert (found.heir.unit_id, found.heir.relation) == (world.thach_chau.id, "unchanged")
