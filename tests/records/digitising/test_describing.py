"""One keys, another keys the sample again; what differs goes back; what is ready becomes a record that is found."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.records.digitising.conftest import AT
from tests.records.digitising.paper import bundle, letter, picture, separator
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.records import retention
from thongsuot.records.digitising import ocr
from thongsuot.records.digitising.marks import Kind, Mark
from thongsuot.records.digitising.selectors import batches
from thongsuot.records.digitising.selectors.finding import find
from thongsuot.records.digitising.services import describing, keeping
from thongsuot.records.models import RecordFile, RecordItem, ScannedDocument

pytestmark = pytest.mark.django_db
TYPED = {"type_name": "Quyết định", "number": "15", "notation": "QĐ-UBND", "issued_on": "12/3/2019", "issuer": "UBND xã Phù Lưu", "summary": "Giao đất ở thôn Thanh Lương"}  # fmt: skip
FILE = {"title": "Hồ sơ giao đất năm 2019", "began_on": "01/01/2019", "ended_on": "31/12/2019"}


@pytest.fixture
def split(desk, monkeypatch):
    """A batch of two documents of one file, all of it to be keyed twice; reading is not what is tried here."""
    texts = iter(["Số: 15/QĐ-UBND trang một", "Thửa đất của ông Nguyễn Văn Bính", "Trang khác hẳn"])
    monkeypatch.setattr(
        ocr, "read", lambda source, count, folder: [ocr.Read(source.read_bytes(), next(texts)) for _n in range(count)]
    )
    sheet = picture(letter(("Một dòng.",)))
    desk.open(sample_percent=100)
    desk.take(("a.pdf", bundle(sheet)), ("b.pdf", bundle(sheet.rotate(180))), ("c.pdf", bundle(separator(Mark(Kind.DOCUMENT)))), ("d.pdf", bundle(sheet.rotate(90, expand=True))))  # fmt: skip
    desk.read_all()
    desk.arrange()
    retention.load()
    return desk


def documents(desk):
    return list(ScannedDocument.objects.filter(batch=desk.batch).order_by("file__number", "number"))


def key(desk, document, who="nhap1", verb=describing.describe_document, **changes):
    document.refresh_from_db()
    return verb(
        uid=desk.batch.uid, document_id=document.pk, typed=TYPED | changes, seen=document.revision, by=desk.who(who),
        at=AT,
    )  # fmt: skip


def test_what_is_typed_is_saved_and_proposals_are_not(split):
    first, _second = documents(split)
    assert (first.proposals["number"], first.fields) == ("15", {})
    key(split, first, number="16")
    first.refresh_from_db()
    assert (first.state, first.fields["number"], first.fields["issued_on"]) == ("described", "16", "2019-03-12")
    assert first.sampled


def test_faults_stand_at_their_fields(split):
    first, _second = documents(split)
    with pytest.raises(Invalid) as refused:
        key(split, first, issued_on="31/02/2019", summary=" ", number="1" * 41)
    assert [error["field"] for error in refused.value.errors] == ["number", "issued_on", "summary"]
    with pytest.raises(MoveNotAllowed) as stale:
        describing.describe_document(
            uid=split.batch.uid, document_id=first.pk, typed=TYPED, seen=7, by=split.who("nhap1"), at=AT
        )
    assert stale.value.code == "stale"


def test_the_second_person_keys_blind_and_differences_go_back_to_the_first(split):
    first, second = documents(split)
    key(split, first)
    with pytest.raises(Forbidden, match="không tự kiểm"):
        key(split, first, verb=describing.check_document)
    assert key(
        split, first, "nhap2", describing.check_document, number="51", summary="giao đất ở thôn  Thanh Lương."
    ) == ["number"]
    with pytest.raises(Forbidden):
        key(split, first, "nhap2")
    assert key(split, first, number="51").state == "checked"
    key(split, second)
    assert key(split, second, "nhap2", describing.check_document) == []
    counted = batches.quality(split.batch)
    assert (counted.sampled, counted.to_check, counted.compared, counted.wrong, counted.error_rate) == (
        2,
        0,
        12,
        1,
        8.3,
    )
    work = {one.name: one for one in batches.work(split.batch)}
    assert (work["sohoa.nhap1"].described, work["sohoa.nhap1"].wrong, work["sohoa.nhap2"].checked) == (2, 1, 2)
    assert work["sohoa.luutru"].taken == 4


def test_nobody_checks_himself_even_past_the_services(split):
    first, _second = documents(split)
    key(split, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScannedDocument.objects.filter(pk=first.pk).update(checked_by=split.users["nhap1"])


def test_the_share_of_the_sample_is_kept_and_asking_again_answers_alike(split):
    split.batch.sample_percent = 20
    chosen = [describing.drawn(split.batch, number) for number in range(2_000)]
    assert chosen == [describing.drawn(split.batch, number) for number in range(2_000)]
    assert 320 < sum(chosen) < 480
    split.batch.sample_percent = 0
    assert not describing.drawn(split.batch, 1)


def done(desk):
    for document in documents(desk):
        key(desk, document)
        key(desk, document, "nhap2", describing.check_document)
    describing.describe_file(
        uid=desk.batch.uid, file_id=documents(desk)[0].file_id, typed=FILE, by=desk.who("nhap1"), at=AT
    )


def test_a_file_that_is_ready_becomes_a_record_with_one_pdf_a_document(split, world):
    done(split)
    kept = keeping.keep_batch(uid=split.batch.uid, by=split.who("luutru"), at=AT)
    assert (kept.kept, kept.left, kept.unready) == (1, 0, 0)
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
    assert keeping.keep_batch(uid=split.batch.uid, by=split.who("luutru"), at=AT).kept == 0
    assert RecordFile.objects.count() == 1


def test_what_is_not_checked_stays_out(split):
    first, second = documents(split)
    key(split, first)
    key(split, second)
    with pytest.raises(MoveNotAllowed) as refused:
        keeping.keep_batch(uid=split.batch.uid, by=split.who("luutru"), at=AT)
    assert refused.value.code == "nothing_ready"
    assert "chưa mô tả" in keeping.lacks(first.file, [first, second])
    with pytest.raises(Forbidden):
        keeping.keep_batch(uid=split.batch.uid, by=split.who("nhap1"), at=AT)


def test_words_of_a_page_are_found_with_and_without_marks_by_those_who_may(split, django_assert_num_queries):
    for asked in ("Nguyễn Văn Bính", "nguyen van binh", "THUA DAT"):
        [hit] = find(split.who("nhap1"), asked)
        assert hit.found.lower() in {"nguyễn văn bính", "thửa đất"}
    assert find(split.who("nhap1"), "Nguyên Văn Bình") == []
    assert find(split.who("khac"), "nguyen van binh") == []
    assert find(split.who("nhap1"), " ") == []
    who = split.who("nhap1")
    with django_assert_num_queries(1):
        find(who, "trang")


def test_progress_counts_pages_and_speed_in_one_statement(split, django_assert_num_queries):
    with django_assert_num_queries(1):
        seen = batches.progress(split.batch, AT)
    assert (seen.pages, seen.read, seen.separators, seen.waiting) == (4, 3, 1, 0)
    assert seen.per_minute > 0
    who = split.who("nhap1")
    batches.batches(who, AT)
    with django_assert_num_queries(2):  # and the stamp of units, once a request
        assert len(batches.batches(who, AT)) == 1
