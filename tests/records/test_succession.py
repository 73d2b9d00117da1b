"""Kế thừa: a fonds keeps its maker and goes to the successor, who then reads what its predecessor made."""

from datetime import timedelta

import pytest

from tests.records.archive_world import NOW, a_file
from thongsuot.org import moving
from thongsuot.records import services
from thongsuot.records.models import Fonds, HandInDue
from thongsuot.records.permissions import visible_files

pytestmark = pytest.mark.django_db


def test_the_fonds_and_what_is_owed_go_to_the_successor_and_the_files_are_not_touched(archive):
    [file] = archive.kept(a_file(1))
    world = archive.world
    services.expect_hand_in(
        province_id=world.province.id, unit_id=world.mai_phu.id, source_kind="work_file", source_id=7, title="T",
        page="/", ended_at=NOW,
    )  # fmt: skip
    batch = moving.Batch(world.province.id, world.mai_phu.id, world.thach_khe.id, NOW + timedelta(days=1))
    moved = {kind: moving.mover(kind).move(batch) for kind in ("fonds", "hand_in_due")}
    fonds = Fonds.objects.get()
    assert (fonds.unit_id, fonds.keeper_id) == (world.mai_phu.id, world.thach_khe.id)
    assert HandInDue.objects.get().unit_id == world.thach_khe.id
    assert list(visible_files(archive.who("thachkhe"))) == [file]
    assert not visible_files(archive.who("luutru")).exists()
    assert moving.mover("fonds").back(batch, moved["fonds"]) == [fonds.pk]
    assert list(visible_files(archive.who("luutru"))) == [file]


def test_the_number_of_files_goes_on_under_the_new_keeper(archive):
    archive.kept(a_file(1))
    Fonds.objects.update(keeper=archive.world.thach_khe.id)
    hand = archive.hand_in(a_file(2), key="dot-2")
    lines = list(hand.lines.values_list("pk", flat=True))
    services.accept(uid=hand.uid, lines=lines, principal=archive.who("thachkhe"), at=NOW)
    assert sorted(hand.fonds.files.values_list("number", flat=True)) == [1, 2]
