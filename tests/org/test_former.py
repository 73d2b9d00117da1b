"""“My old commune is now…”: both directions, one wrong letter, several of one name, and never a guess for the split."""

import pytest

from tests.factories.units import DAY
from thongsuot.org.former import answer, card, sides
from thongsuot.org.heirs import successors
from thongsuot.org.near import one_letter_away


@pytest.mark.parametrize(
    "typed", ["thach chaw", "tach chau", "thachchau", "thahc chau", "xã thạch chầuu", "thach chaw thach ha"]
)
def test_one_wrong_letter_is_forgiven_and_said(world, typed):
    found = answer(typed, DAY)
    assert [one.info.full_name for one in found.cards] == ["Xã Thạch Châu"]
    assert found.near


def test_when_several_names_are_one_letter_away_all_are_shown(world):
    assert {one.info.name for one in answer("thach chai", DAY).cards} == {"Thạch Châu", "Thạch Hải"}


def test_what_is_called_so_comes_before_what_is_nearly_called_so(world):
    found = answer("thach khe", DAY)
    assert {one.info.name for one in found.cards} == {"Thạch Khê"}
    assert not found.near


def test_two_wrong_letters_find_nothing(world):
    assert answer("thech chaw", DAY).cards == ()
    assert answer("", DAY).cards == ()


def test_a_digit_is_never_a_misspelling():
    assert "phuong 2" not in set(one_letter_away("phuong 1"))
    assert list(one_letter_away("an")) == []
    assert "thachchau" in set(one_letter_away("thach chau"))


def test_a_new_name_says_what_it_was_made_of(world):
    found = answer("mai phu", DAY)
    old, new = found.cards
    assert (old.in_force, new.in_force) == (False, True)
    assert {way.heir.name for way in new.made_of} == {"Phù Lưu", "Thạch Mỹ", "Thạch Châu", "Mai Phụ"}
    assert [way.heir.full_name for way in old.ways] == ["Xã Mai Phụ"]
    assert old.made_of == ()


def test_people_and_land_are_told_apart_as_far_as_the_table_does(world):
    ky_loi = card(world.ky_loi, DAY)
    assert ky_loi.split
    assert {heir.name for heir in ky_loi.sides.people} == {"Sông Trí", "Hoành Sơn"}
    assert {heir.name for heir in ky_loi.sides.land} == {"Vũng Áng"}
    assert all(way.meaning for way in ky_loi.ways)


def test_where_the_table_says_only_part_everybody_stays_possible(world):
    both = {"Thành Sen", "Hà Huy Tập"}
    shown = sides(successors(world.dai_nai.id, DAY))
    assert {heir.name for heir in shown.people} == {heir.name for heir in shown.land} == both
    assert card(world.thach_chau, DAY).sides is None


def test_a_name_of_several_provinces_is_narrowed_by_province(world):
    everything = answer("Thạch", DAY)
    assert everything.provinces == ()  # all of them lie in one province
    assert answer("Thạch", DAY, province="38").cards == ()
    assert answer("Thạch", DAY, province="42").total == everything.total
