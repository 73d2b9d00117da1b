"""Who a code means on a day, who came before, who took over."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.units import BEFORE, DAY, World
from thongsuot.common import stamps
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.org import selectors


def test_one_code_is_two_units_and_only_the_day_tells(world: World):
    then, now = selectors.unit_by_code("18583", BEFORE), selectors.unit_by_code("18583", DAY)
    assert then
    assert now
    assert (then.name, then.valid_from, then.valid_to) == ("Thạch Châu", None, DAY)
    assert (now.name, now.full_name, now.valid_from, now.valid_to) == ("Mai Phụ", "Xã Mai Phụ", DAY, None)
    assert then.id != now.id
    assert then.province_code == now.province_code == "42"


def test_levels_narrow_the_look_up(world: World):
    assert selectors.unit_by_code("42", DAY, levels=["commune"]) is None
    assert selectors.unit_by_code("42", DAY, levels=["province"]) == world.province


def test_an_unknown_code_is_nobody(world: World):
    assert selectors.unit_by_code("99999", DAY) is None


def test_an_ended_unit_is_shown_with_its_last_attributes(world: World):
    shown = selectors.unit_info(world.thach_chau.id, date(2026, 11, 1))
    assert shown.full_name == "Xã Thạch Châu"
    assert not selectors.in_force(world.thach_chau.id, DAY)
    assert selectors.in_force(world.thach_chau.id, BEFORE)


def test_an_unknown_identity_is_refused(world: World):
    with pytest.raises(NotFound):
        selectors.unit_info(987_654_321, DAY)


def test_successors_wait_for_their_day(world: World):
    assert selectors.successors(world.thach_chau.id, BEFORE) == ()
    (heir,) = selectors.successors(world.thach_chau.id, DAY)
    assert (heir.unit_id, heir.relation, heir.effective_on) == (world.mai_phu.id, "whole", DAY)
    assert heir.legal_basis == "Nghị quyết số 1665/NQ-UBTVQH15"
    assert heir.complete


def test_people_and_land_may_go_different_ways(world: World):
    ways = {heir.name: heir.relation for heir in selectors.successors(world.ky_loi.id, DAY)}
    assert ways == {"Vũng Áng": "whole_area", "Sông Trí": "part_people", "Hoành Sơn": "part_people"}


def test_predecessors_keep_the_names_of_their_last_day(world: World):
    before = {heir.full_name: heir.code for heir in selectors.predecessors(world.mai_phu.id, DAY)}
    assert before == {
        "Xã Phù Lưu": "18493",
        "Xã Thạch Mỹ": "18577",
        "Xã Thạch Châu": "18583",
        "Xã Mai Phụ": "18670",
    }
    assert selectors.predecessor_ids(world.mai_phu.id) == {
        world.phu_luu.id,
        world.thach_my.id,
        world.thach_chau.id,
        world.old_mai_phu.id,
    }
    assert selectors.predecessor_ids(world.thach_chau.id) == frozenset()


def test_a_subtree_holds_organs_and_communes_of_that_day(world: World):
    own = selectors.subtree_ids(world.mai_phu.id, DAY)
    assert world.organ(world.mai_phu, "culture_social") in own
    assert len(own) == 7
    now, then = selectors.subtree_ids(world.province.id, DAY), selectors.subtree_ids(world.province.id, BEFORE)
    assert world.mai_phu.id in now
    assert world.thach_chau.id not in now
    assert {world.district.id, world.thach_chau.id} <= then
    assert world.mai_phu.id not in then


def test_an_organ_is_found_by_its_work(world: World):
    organ = selectors.unit_info(world.organ(world.thanh_sen, "economy"), DAY)
    assert organ.full_name == "Phòng Kinh tế, Hạ tầng và Đô thị phường Thành Sen"
    assert selectors.organ_id_of(world.mai_phu.id, "economy", BEFORE) is None


def test_a_code_not_in_force_is_refused_with_its_successors(world: World):
    with pytest.raises(Invalid) as refused:
        selectors.require_in_force("18670", DAY, field="receiving_unit")
    assert refused.value.code == "unit_not_in_force"
    assert refused.value.status == 422
    assert refused.value.errors[0]["field"] == "receiving_unit"
    (heir,) = refused.value.extra["successors"]
    assert (heir["unit"], heir["code"], heir["name"]) == (world.mai_phu.id, "18583", "Mai Phụ")
    assert "01/07/2025" in str(refused.value.detail)


def test_a_code_of_the_future_is_refused_without_successors(world: World):
    with pytest.raises(Invalid) as refused:
        selectors.require_in_force("18652", BEFORE)
    assert refused.value.code == "unit_not_in_force"
    assert refused.value.extra["successors"] == []


def test_an_unknown_code_is_refused_with_another_code(world: World):
    with pytest.raises(Invalid) as refused:
        selectors.require_in_force("00000", DAY)
    assert refused.value.code == "unit_unknown"


def test_a_warm_process_asks_without_a_statement(world: World):
    with stamps.of_one_request():
        selectors.predecessor_ids(world.mai_phu.id)
        selectors.subtree_ids(world.mai_phu.id, DAY)
        with CaptureQueriesContext(connection) as seen:
            selectors.require_in_force("18583", DAY)
            selectors.successors(world.thach_chau.id, DAY)
            selectors.predecessor_ids(world.mai_phu.id)
            selectors.subtree_ids(world.mai_phu.id, DAY)
        assert len(seen) == 0, "câu hỏi về đơn vị phải lấy từ sổ trong bộ nhớ, không hỏi lại cơ sở dữ liệu"
