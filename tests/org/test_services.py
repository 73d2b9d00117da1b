"""A unit changes its name, kind or identifier and stays the same unit; organs follow."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.factories.units import DAY, HA_TINH_ID
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.org import selectors
from thongsuot.org.models import Kind, Level
from thongsuot.org.organs import ensure_organs, ensure_organs_of
from thongsuot.org.services import change_unit
from thongsuot.org.store import NewVersion, add_units

AT = datetime(2026, 8, 4, 3, tzinfo=UTC)
ON = date(2026, 8, 4)


def become_a_ward(world):
    return change_unit(
        unit_id=world.mai_phu.id, on=ON, at=AT, by=7, full_name="Phường Mai Phụ", kind=Kind.WARD, legal_basis="NQ thử"
    )


def test_attributes_change_from_a_day_and_the_unit_stays(world):
    assert become_a_ward(world)
    before = selectors.unit_by_code("18583", date(2026, 8, 3))
    after = selectors.unit_by_code("18583", ON)
    assert before.id == after.id == world.mai_phu.id
    assert (before.full_name, before.valid_to) == ("Xã Mai Phụ", ON)
    assert (after.full_name, after.kind, after.valid_from, after.valid_to) == ("Phường Mai Phụ", "ward", ON, None)
    assert len(selectors.predecessors(world.mai_phu.id, ON)) == 4


def test_organs_are_called_after_their_unit(world):
    become_a_ward(world)
    organ = world.organ(world.mai_phu, "economy")
    assert selectors.unit_info(organ, DAY).full_name == "Phòng Kinh tế xã Mai Phụ"
    assert selectors.unit_info(organ, ON).full_name == "Phòng Kinh tế, Hạ tầng và Đô thị phường Mai Phụ"


def test_the_journal_keeps_what_was_and_what_is(world):
    become_a_ward(world)
    (entry,) = journal.timeline(HA_TINH_ID, "unit", world.mai_phu.id)
    assert (entry.verb, entry.actor_id) == ("changed", 7)
    assert entry.data["before"]["full_name"] == "Xã Mai Phụ"
    assert entry.data["after"]["full_name"] == "Phường Mai Phụ"


def test_changing_again_changes_nothing(world):
    assert become_a_ward(world)
    assert not become_a_ward(world)
    assert len(selectors.versions_of(world.mai_phu.id)) == 2


def test_a_change_from_the_first_day_needs_no_second_version(world):
    assert change_unit(unit_id=world.mai_phu.id, on=DAY, at=AT, name="Mai Phụ Mới", full_name="Xã Mai Phụ Mới")
    (only,) = selectors.versions_of(world.mai_phu.id)
    assert only.full_name == "Xã Mai Phụ Mới"
    assert [hit.info.id for hit in selectors.search("mai phụ mới")] == [world.mai_phu.id]


def test_an_ended_unit_is_not_changed(world):
    with pytest.raises(NotFound):
        change_unit(unit_id=world.thach_chau.id, on=ON, at=AT, name="Khác")


def test_only_attributes_that_may_change_are_changed(world):
    with pytest.raises(Invalid):
        change_unit(unit_id=world.mai_phu.id, on=ON, at=AT, parent_id=5)


def test_organs_by_kind_of_commune(world):
    commune = {selectors.unit_info(pk, DAY).name for pk in selectors.subtree_ids(world.mai_phu.id, DAY)}
    ward = {selectors.unit_info(pk, DAY).name for pk in selectors.subtree_ids(world.thanh_sen.id, DAY)}
    both = {
        "Văn phòng HĐND và UBND",
        "Phòng Văn hoá – Xã hội",
        "Trung tâm Phục vụ hành chính công",
        "Công an",
        "Ban Chỉ huy Quân sự",
    }
    assert commune == both | {"Phòng Kinh tế", "Mai Phụ"}
    assert ward == both | {"Phòng Kinh tế, Hạ tầng và Đô thị", "Thành Sen"}


def test_organs_are_made_once(world):
    assert len(ensure_organs(world.vung_ang.id)) == 6
    assert ensure_organs(world.vung_ang.id) == []
    assert ensure_organs_of([world.mai_phu.id, world.song_tri.id])[world.mai_phu.id] == []


def test_organs_of_a_changed_commune_have_its_names_over_time(world):
    change_unit(unit_id=world.vung_ang.id, on=ON, at=AT, full_name="Xã Vũng Áng", kind=Kind.COMMUNE)
    ensure_organs(world.vung_ang.id)
    organ = world.organ(world.vung_ang, "economy")
    assert selectors.unit_info(organ, DAY).name == "Phòng Kinh tế, Hạ tầng và Đô thị"
    assert selectors.unit_info(organ, ON).name == "Phòng Kinh tế"


def test_units_of_the_old_order_have_no_such_organs(world):
    with pytest.raises(Invalid):
        ensure_organs(world.thach_chau.id)


def test_the_database_refuses_two_bearers_of_a_code_or_two_sets_of_attributes(world):
    twin = NewVersion("18583", "Song Sinh", "Xã Song Sinh", Kind.COMMUNE, valid_from=ON)
    with pytest.raises(IntegrityError, match="code_once_a_day"), transaction.atomic():
        add_units(Level.COMMUNE, [[twin]], "tests")
    twice = NewVersion("99990", "Hai Lần", "Xã Hai Lần", Kind.COMMUNE, valid_from=ON)
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        add_units(Level.COMMUNE, [[twice, twice]], "tests")
    thief = NewVersion("99991", "Trùng", "Xã Trùng", Kind.COMMUNE, valid_from=ON, identifier="H27.18583")
    with pytest.raises(IntegrityError, match="identifier_once"), transaction.atomic():
        add_units(Level.COMMUNE, [[thief]], "tests")
