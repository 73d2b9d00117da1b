"""Whose figures a unit takes over: completely, or as an estimate, over generations."""

from datetime import date

import pytest

from tests.factories.units import BASIS
from thongsuot.common import stamps
from thongsuot.emulation import lineage
from thongsuot.org.models import Level, Relation
from thongsuot.org.store import NewLink, NewVersion, add_links, add_units

pytestmark = pytest.mark.django_db
ON, LATER = date(2025, 7, 31), date(2026, 3, 1)


def told(unit, on=ON):
    return [(one.unit.name, one.generations, one.estimate, one.elsewhere) for one in lineage.before(unit.id, on)]


def new_unit(world, name, links, on=LATER):
    """A commune that begins later, out of others."""
    version = NewVersion("", name, f"Xã {name}", "commune", world.province.id, world.province.id, valid_from=on)
    [unit_id] = add_units(Level.COMMUNE, [[version]], "tests")
    add_links([NewLink(one.id, unit_id, relation, on, BASIS) for one, relation in links])
    stamps.bump(stamps.ORG)
    return lineage.unit_info(unit_id, on)


def test_a_merger_takes_over_all_of_each(world):
    assert told(world.mai_phu) == [(name, 1, False, ()) for name in ("Mai Phụ", "Phù Lưu", "Thạch Châu", "Thạch Mỹ")]


def test_a_split_is_an_estimate_that_names_where_else_it_went(world):
    assert told(world.ha_huy_tap) == [("Đại Nài", 1, True, ("Phường Thành Sen",))]
    assert ("Đại Nài", 1, True, ("Phường Hà Huy Tập",)) in told(world.thanh_sen)
    assert ("Nam Hà", 1, False, ()) in told(world.thanh_sen)


def test_land_without_people_is_an_estimate_too(world):
    assert told(world.vung_ang) == [("Kỳ Lợi", 1, True, ("Phường Hoành Sơn", "Phường Sông Trí"))]


def test_two_generations_and_what_is_not_yet(world):
    unit = new_unit(world, "Hai Đời", [(world.mai_phu, Relation.WHOLE), (world.thach_khe, Relation.WHOLE)])
    names = {(name, generations) for name, generations, estimate, _e in told(unit, LATER) if not estimate}
    assert {("Mai Phụ", 1), ("Thạch Khê", 1), ("Thạch Châu", 2), ("Thạch Hải", 2), ("Mai Phụ", 2)} <= names
    assert told(unit, date(2026, 2, 28)) == []


def test_parts_that_come_together_again_are_whole(world):
    unit = new_unit(world, "Chung Lại", [(world.thanh_sen, Relation.WHOLE), (world.ha_huy_tap, Relation.WHOLE)])
    assert ("Đại Nài", 2, False, ()) in told(unit, LATER)


def test_a_split_stays_an_estimate_in_the_next_generation(world):
    unit = new_unit(world, "Đời Sau", [(world.ha_huy_tap, Relation.WHOLE)])
    assert ("Đại Nài", 2, True, ("Phường Thành Sen",)) in told(unit, LATER)


def test_a_part_without_the_other_part_is_an_estimate_that_knows_no_more(world):
    unit = new_unit(world, "Một Phần", [(world.son_kim_1, Relation.PART)])
    assert ("Sơn Kim 1", 1, True, ()) in told(unit, LATER)
