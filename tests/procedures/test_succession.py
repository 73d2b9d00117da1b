"""When units merge: the new unit offers what the old ones offered, from the day on; what was before stays."""

from datetime import date

import pytest

from tests.factories.catalogue import AT, make_controller
from tests.factories.procedures import BIRTH, COPY, RESIDENCE, six_files
from thongsuot.org import registry
from thongsuot.procedures.assigning import Wish, carry_out, undo
from thongsuot.procedures.load import load_catalogue
from thongsuot.procedures.models import UnitProcedure
from thongsuot.procedures.selectors import assigned
from thongsuot.procedures.services import assign, succeed

BEFORE, DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def merged(world):
    """Two old communes with different procedures go over to Mai Phụ."""
    load_catalogue(six_files())
    assign([world.thach_chau.id], since=date(2020, 1, 1), codes=[BIRTH, COPY])
    assign([world.phu_luu.id], since=date(2020, 1, 1), codes=[BIRTH, RESIDENCE])
    number = succeed(predecessor_ids=[world.thach_chau.id, world.phu_luu.id], heir_ids=[world.mai_phu.id], on=DAY)
    assert number == 3
    return world


def test_heir_offers_what_all_its_predecessors_offered(merged):
    assert assigned(merged.mai_phu.id, DAY) == {BIRTH, COPY, RESIDENCE}
    assert assigned(merged.mai_phu.id, BEFORE) == frozenset()


def test_predecessors_stop_that_day_and_keep_their_past(merged):
    assert assigned(merged.thach_chau.id, DAY) == frozenset()
    assert assigned(merged.thach_chau.id, BEFORE) == {BIRTH, COPY}


def test_running_it_again_changes_nothing(merged):
    rows = list(UnitProcedure.objects.values_list("unit_id", "procedure_id", "valid").order_by("id"))
    again = succeed(predecessor_ids=[merged.thach_chau.id, merged.phu_luu.id], heir_ids=[merged.mai_phu.id], on=DAY)
    assert again == 0
    assert list(UnitProcedure.objects.values_list("unit_id", "procedure_id", "valid").order_by("id")) == rows


def test_what_was_to_end_ends_at_the_heir_too_and_can_be_reopened(world):
    load_catalogue(six_files())
    by = make_controller(world)
    assign([world.mai_phu.id, world.thach_khe.id], since=DAY, codes=[BIRTH, COPY, RESIDENCE])
    ends = {COPY: date(2027, 1, 1), RESIDENCE: date(2027, 6, 1)}
    batches = {
        code: carry_out(
            wish=Wish("end", (code,), (world.mai_phu.id,), day), province_id=world.province.id, by=by, at=AT
        )
        for code, day in ends.items()
    }
    succeed(predecessor_ids=[world.mai_phu.id], heir_ids=[world.thanh_sen.id], on=date(2027, 1, 1))
    assert assigned(world.thanh_sen.id, date(2027, 1, 1)) == {BIRTH, RESIDENCE}
    assert assigned(world.thanh_sen.id, date(2027, 6, 1)) == {BIRTH}
    undo(batch_id=batches[RESIDENCE].pk, by=by, at=AT)
    assert assigned(world.thanh_sen.id, date(2027, 6, 1)) == {BIRTH, RESIDENCE}
    assert assigned(world.mai_phu.id, date(2027, 6, 1)) == frozenset()


def test_a_unit_that_goes_on_as_itself_goes_on_offering(world):
    load_catalogue(six_files())
    assign([world.thach_khe.id], since=DAY, codes=[BIRTH])
    on = date(2027, 1, 1)
    succeed(predecessor_ids=[world.thach_khe.id], heir_ids=[world.thach_khe.id], on=on)
    assert assigned(world.thach_khe.id, on) == {BIRTH}


def test_every_unit_column_of_the_room_is_decided():
    assert [name for name in registry.undecided() if name.startswith("procedures.")] == []
