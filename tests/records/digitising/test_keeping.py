"""Keeping is a wish that a job fulfils: file by file, whole or not at all, once; killed anywhere it goes on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.records.digitising.conftest import AT
from tests.records.digitising.keyed import FILE, documents, keep_all, key, key_everything
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.models import StoredFile
from thongsuot.records import jobs_digitising
from thongsuot.records.digitising import pdfs
from thongsuot.records.digitising.selectors import batches
from thongsuot.records.digitising.services import arranging, claiming, describing, keeping, readiness, storing
from thongsuot.records.models import ObjectCopy, RecordFile, RecordItem

pytestmark = pytest.mark.django_db
LATER = AT + claiming.LEASE + timedelta(minutes=1)


class Killed(BaseException):
    """What no handler catches, as nobody catches a SIGKILL."""


@pytest.fixture(autouse=True)
def two_stores(settings, tmp_path):
    settings.RECORD_STORES = ",".join(f"{name}=folder:{tmp_path / name}" for name in ("kho-1", "kho-2"))


def ask(desk, who="luutru", at=AT):
    return keeping.ask_to_keep(uid=desk.batch.uid, by=desk.who(who), at=at)


def test_a_file_that_is_ready_becomes_a_record_with_one_pdf_a_document(split, world):
    key_everything(split)
    assert ask(split) == keeping.Asked(1, 0, 0)
    assert not RecordFile.objects.exists(), "nothing is made in the request"
    assert keep_all() == 1
    record = RecordFile.objects.get()
    assert (record.state, record.fonds.unit_id, record.fonds.keeper_id) == ("kept", world.phu_luu.id, world.mai_phu.id)
    assert (record.title, record.trust, record.place, record.documents, record.pages) == (FILE["title"], "copy", "Hộp 3", 2, 3)  # fmt: skip
    first, second = RecordItem.objects.order_by("ordinal")
    assert (first.number, first.issued_on, first.pages) == ("15", date(2019, 3, 12), 2)
    assert "Nguyễn Văn Bính" in first.text
    assert files.path_of(first.sha256).read_bytes().startswith(b"%PDF-")
    assert second.stored.attached_at == AT
    split.batch.refresh_from_db()
    assert split.batch.state == "done"
    with pytest.raises(MoveNotAllowed):
        key(split, documents(split)[0])
    assert ask(split) == keeping.Asked(0, 0, 0)
    assert keep_all() == 0
    assert RecordFile.objects.count() == 1


def test_what_is_not_checked_stays_out(split):
    first, second = documents(split)
    key(split, first)
    key(split, second)
    with pytest.raises(MoveNotAllowed) as refused:
        ask(split)
    assert refused.value.code == "nothing_ready"
    assert "chưa mô tả" in readiness.lacks(first.file, [first, second])
    with pytest.raises(Forbidden):
        ask(split, "nhap1")


def test_asking_twice_is_asking_once(split):
    key_everything(split)
    ask(split)
    assert ask(split) == keeping.Asked(0, 1, 0)
    assert (keep_all(), RecordFile.objects.count()) == (1, 1)
    assert batches.keeping(split.batch) == batches.Keeping(kept=1, under_way=0, held_back=0)


@pytest.mark.parametrize(
    "place",
    ["join", "_store", "files.attach", "offer", "keep", "journalling.write", "_close_if_done"],
)
def test_killed_at_any_step_it_goes_on_with_no_file_twice_and_no_copy_lost(split, monkeypatch, place):
    key_everything(split)
    ask(split)

    def die(*_given, **_more):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"thongsuot.records.digitising.services.storing.{place}", die)
        with pytest.raises(Killed), transaction.atomic():  # the database undoes what the dead one had begun
            storing.keep_next(clock=lambda: AT)
    assert not RecordFile.objects.exists()
    assert keep_all(LATER) == 1
    record = RecordFile.objects.get()
    assert (record.number, record.fonds.files_count) == (1, 1)
    wanted = ObjectCopy.objects.filter(object__sha256__in=RecordItem.objects.values("sha256"))
    assert wanted.count() == 2 * len({item.sha256 for item in RecordItem.objects.all()})
    loose = StoredFile.objects.filter(attached_at=None, name__startswith="tai-lieu-")
    assert not loose.filter(pk__in=RecordItem.objects.values("stored")).exists()


def test_whoever_was_killed_is_not_waited_for_when_the_job_starts_again(split, monkeypatch):
    key_everything(split)
    ask(split)
    assert storing.QUEUE.claim(AT) is not None
    assert keep_all() == 0, "somebody has it"
    monkeypatch.setattr(jobs_digitising, "now", lambda: AT)
    assert jobs_digitising.keep_scans.func() == 1
    assert RecordFile.objects.count() == 1


def test_two_workers_at_once_make_one_record(split):
    """The first was asleep beyond its lease and comes back after the second has stored the file."""
    key_everything(split)
    ask(split)
    asleep = storing.Job.of(storing.QUEUE.claim(AT))
    assert keep_all(LATER) == 1
    made = {one.pk: one.stored for one in documents(split)}
    storing._store(asleep, made, LATER)
    assert RecordFile.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        split.batch.files.create(province_id=42, number=9, record_file_id=RecordFile.objects.get().pk)


def test_what_brings_every_worker_down_is_given_up_with_its_reason(split):
    key_everything(split)
    ask(split)
    for n in range(claiming.MOST_TRIES):
        assert storing.QUEUE.claim(AT + n * 2 * claiming.LEASE) is not None
    much_later = AT + 9 * claiming.LEASE
    assert keep_all(much_later) == 0
    file = split.batch.files.get()
    assert (file.asked_at, file.problem[:9]) == (None, "Đã thử 3 ")
    assert batches.keeping(split.batch).held_back == 1
    assert ask(split, at=much_later) == keeping.Asked(1, 0, 0), "a person may try again"
    assert keep_all(much_later) == 1


def test_a_page_that_is_lost_holds_its_file_back_in_words_and_the_others_go_on(split, monkeypatch):
    _first, second = documents(split)
    page = next(page for page in split.pages() if page.document_id == second.pk)
    arranging.split(uid=split.batch.uid, page_id=page.pk, new_file=True, by=split.who("luutru"), at=AT)
    type(page).objects.filter(pk=split.pages()[0].pk).update(state="failed", made=None)
    key_everything(split)
    path = files.path_of(split.pages()[0].scan.file.sha256)
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 broken")
    assert ask(split).asked == 2
    assert keep_all() == 2
    assert RecordFile.objects.count() == 1
    held = split.batch.files.get(record_file_id=None)
    assert "không lấy được từ tệp gốc" in held.problem
    assert "file_not_kept" in [entry.verb for entry in timeline(split.batch.province_id, "scan_batch", split.batch.pk)]
    path.write_bytes(whole)
    ask(split)
    assert keep_all() == 1
    assert RecordFile.objects.count() == 2
    split.batch.refresh_from_db()
    assert split.batch.state == "done"


def test_a_full_disk_is_tried_again_later_without_anybody_asking(split, monkeypatch):
    key_everything(split)
    ask(split)

    def full(*_given):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pdfs, "join", full)
        for _n in range(5):
            keep_all()
    file = split.batch.files.get()
    assert "tự thử lại" in file.problem
    assert file.asked_at == AT
    assert keep_all(AT + claiming.LATER + timedelta(seconds=1)) == 1
    assert RecordFile.objects.count() == 1


def test_what_is_keyed_anew_meanwhile_is_not_kept_as_it_was(split, monkeypatch):
    key_everything(split)
    ask(split)
    real = storing.join

    def while_it_joins(document, by_id):
        split.batch.files.update(described_at=None)
        return real(document, by_id)

    with monkeypatch.context() as patch:
        patch.setattr(storing, "join", while_it_joins)
        assert keep_all() == 1
    assert not RecordFile.objects.exists()
    file = split.batch.files.get()
    assert (file.asked_at, "vừa được sửa" in file.problem) == (None, True)
    assert batches.keeping(split.batch).held_back == 1
    describing.describe_file(
        uid=split.batch.uid, file_id=split.batch.files.get().pk, typed=FILE, by=split.who("nhap1"), at=AT
    )
    ask(split)
    assert keep_all() == 1


def test_pages_moved_meanwhile_are_joined_as_they_are_now(split, monkeypatch):
    key_everything(split)
    ask(split)
    real, moved = storing.join, []

    def while_it_joins(document, by_id):
        if not moved:
            page = split.pages()[1]
            moved.append(type(page).objects.filter(pk=page.pk).update(document=documents(split)[1]))
        return real(document, by_id)

    monkeypatch.setattr(storing, "join", while_it_joins)
    assert keep_all() == 2, "begun, then made once more"
    assert list(RecordItem.objects.order_by("ordinal").values_list("pages", flat=True)) == [1, 2]
