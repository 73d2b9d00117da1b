"""Kho nhiều bản: copied, checked, a flipped bit found and put right, red when no good copy is left."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.records.archive_world import NOW, a_file
from thongsuot.common import journal
from thongsuot.common.errors import Unavailable
from thongsuot.common.files import path_of
from thongsuot.records.models import ObjectCopy, RecordFile, RecordItem, StoreObject
from thongsuot.records.storage import copying, fixity
from thongsuot.records.storage.board import board
from thongsuot.records.storage.reading import open_checked
from thongsuot.records.storage.stores import FolderStore, WrongBytes

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
MONTH = NOW + timedelta(days=40)


@pytest.fixture
def thing(archive):
    """One object with three good copies."""
    archive.kept(a_file(1))
    assert copying.copy_some(LATER) == 3
    return StoreObject.objects.get()


def place(archive, name, thing):
    return archive.folders[name] / thing.sha256[:2] / thing.sha256[2:4] / thing.sha256


def flip(path):
    """One bit."""
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def verbs(thing):
    return [entry.verb for entry in journal.timeline(thing.province_id, "store_object", thing.pk)]


def test_every_store_gets_the_same_bytes(archive, thing):
    contents = {place(archive, name, thing).read_bytes() for name in archive.folders}
    assert contents == {path_of(thing.sha256).read_bytes()}
    assert set(ObjectCopy.objects.values_list("state", flat=True)) == {"good"}
    assert copying.copy_some(LATER) == 0


def test_a_flipped_bit_is_found_and_repaired_and_journalled(archive, thing):
    flip(place(archive, "kho-2", thing))
    assert fixity.check_some(MONTH) == {"good": 2, "repaired": 1, "lost": 0, "silent": 0}
    assert place(archive, "kho-2", thing).read_bytes() == path_of(thing.sha256).read_bytes()
    assert verbs(thing) == ["copy_damaged", "copy_repaired"]
    assert ObjectCopy.objects.get(store="kho-2").repaired_at == MONTH


def test_a_copy_that_vanished_is_made_again(archive, thing):
    place(archive, "kho-1", thing).unlink()
    assert fixity.check_some(MONTH)["repaired"] == 1
    assert place(archive, "kho-1", thing).exists()


def test_repairs_from_another_store_when_the_office_lost_its_own(archive, thing):
    path_of(thing.sha256).unlink()
    flip(place(archive, "kho-1", thing))
    assert fixity.check_some(MONTH)["repaired"] == 1


def test_is_red_when_no_good_copy_is_left_and_heals_when_one_returns(archive, thing):
    kept = path_of(thing.sha256).read_bytes()
    path_of(thing.sha256).unlink()
    for name in archive.folders:
        flip(place(archive, name, thing))
    assert fixity.check_some(MONTH)["lost"] == 3
    found = board([thing.province_id], MONTH)
    assert (found.level, found.lost) == ("danger", 1)
    assert "Tờ trình" in found.lost_files[0]
    assert verbs(thing).count("object_lost") == 3
    with pytest.raises(Unavailable):
        open_checked(RecordItem.objects.get(ordinal=1))
    path_of(thing.sha256).write_bytes(kept)
    assert copying.look_for_lost(MONTH + timedelta(days=1)) == 3
    assert board([thing.province_id], MONTH).lost == 0


def test_never_copies_bytes_that_are_not_those_of_the_name(archive):
    archive.kept(a_file(1))
    thing = StoreObject.objects.get()
    path_of(thing.sha256).write_bytes(b"%PDF- khac")
    assert copying.copy_some(LATER) == 0
    assert not any(place(archive, name, thing).exists() for name in archive.folders)
    assert set(ObjectCopy.objects.values_list("state", flat=True)) == {"lost"}


def test_a_store_that_is_full_or_away_is_tried_again_later(archive, settings, tmp_path):
    archive.kept(a_file(1))
    (tmp_path / "khong-la-thu-muc").write_text("x")
    settings.RECORD_STORES = f"kho-1=folder:{tmp_path}/khong-la-thu-muc|a,kho-2=folder:{tmp_path}/kho-2|b"
    assert copying.copy_some(LATER) == 1
    silent = ObjectCopy.objects.get(store="kho-1")
    assert (silent.state, silent.tries) == ("wanted", 1)
    assert silent.fault
    assert copying.copy_some(LATER) == 0
    settings.RECORD_STORES = f"kho-1=folder:{tmp_path}/kho-1|a"
    assert copying.copy_some(LATER + timedelta(minutes=5)) == 1


def test_two_workers_never_hold_the_same_copy(archive):
    archive.kept(a_file(1))
    first = copying.claim(copying.TO_COPY, at=LATER, limit=2)
    second = copying.claim(copying.TO_COPY, at=LATER, limit=10)
    assert len(first) == 2
    assert len(second) == 1
    assert not {one.pk for one in first} & {one.pk for one in second}
    # A worker that died gives its copies back by time.
    assert len(copying.claim(copying.TO_COPY, at=LATER + copying.LEASE, limit=10)) == 3


def test_what_a_reader_gets_is_verified_first(archive, thing):
    flip(path_of(thing.sha256))
    with open_checked(RecordItem.objects.get(ordinal=1)) as body:
        assert body.read() == place(archive, "kho-1", thing).read_bytes()


def test_the_board_says_what_the_policy_misses(archive, settings, tmp_path, thing):
    found = board([thing.province_id], LATER)
    assert (found.objects, found.short, found.unmet) == (1, 0, ["locked"])
    assert [line.good for line in found.stores] == [1, 1, 1]
    settings.RECORD_STORES = f"kho-1=folder:{tmp_path}/kho-1|mot,kho-2=folder:{tmp_path}/kho-2|mot"
    assert board([thing.province_id], LATER).unmet == ["copies", "media", "locked"]


def test_the_board_costs_the_same_however_many_objects(archive, django_assert_max_num_queries, thing):
    archive.kept(*[a_file(n) for n in range(2, 8)], key="dot-2")
    copying.copy_some(LATER + timedelta(days=1))
    with django_assert_max_num_queries(7):
        assert board([thing.province_id], LATER).objects == 7


def test_bytes_that_two_files_name_are_kept_as_long_as_the_longer_one(archive):
    short = a_file(1)
    archive.kept(short)
    archive.kept(a_file(2, rule="VV", items=short.items), key="dot-2")
    assert StoreObject.objects.get().retain_until is None
    assert RecordFile.objects.count() == 2


def test_a_folder_store_refuses_wrong_bytes_and_leaves_nothing(tmp_path):
    store = FolderStore("a", tmp_path, "a")
    with pytest.raises(WrongBytes):
        store.put("0" * 64, [b"abc"], 3)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_copy_that_nobody_finished_is_not_told_to_be_good(archive, monkeypatch):
    archive.kept(a_file(1))

    def dies(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderStore, "put", dies)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        copying.copy_some(LATER)
    monkeypatch.undo()
    assert set(ObjectCopy.objects.values_list("state", flat=True)) == {"wanted"}
