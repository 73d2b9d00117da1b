"""Words on scanned pages are found: of an incoming paper, of what is put into a work file, here and in the archive."""

from datetime import date

import pytest

from tests.documents.incoming.conftest import LATER
from tests.factories.documents import AT, a_file, a_letter
from tests.records.digitising.paper import bundle, letter, needs_reader, picture
from thongsuot.common import files, pdf_text
from thongsuot.documents import jobs_incoming, scans, texts
from thongsuot.documents.models import DocumentFile, DocumentText, WorkFileItem, WorkFileText
from thongsuot.documents.selectors.searching import Asked, search
from thongsuot.documents.services import arriving, work_files
from thongsuot.documents.services.work_files import NewItem
from thongsuot.records import retention
from thongsuot.records.digitising import programs
from thongsuot.records.models import RecordItem

pytestmark = pytest.mark.django_db
PAGES = (("Trang đầu nói về hộ nghèo.",), ("Trang hai nói về kinh phí.",), ("Kè biển Cẩm Lĩnh hư hỏng nặng.",))


def scan() -> bytes:
    """Three pages as a scanner gives them: pictures, no words."""
    pdf = letter(*PAGES)
    return bundle(*(picture(pdf, page) for page in range(len(PAGES))))


def paper(world, content: bytes, purpose=DocumentFile.Purpose.SCAN):
    given = [a_file(content, purpose=purpose)]
    return arriving.arrive(unit_id=world.mai_phu.id, way="paper", facts=a_letter(), files=given, at=AT)


@pytest.fixture
def file(world, office):
    retention.load()
    return work_files.open_file(
        unit_id=world.mai_phu.id, code="07.VP", title="Kè biển", principal=office.specialist, at=AT
    )


def handed_in(file, office, *items):
    who = {"uid": file.uid, "principal": office.specialist, "at": LATER}
    work_files.gather(**who, items=items)
    item = WorkFileItem.objects.filter(work_file=file).latest("id")
    work_files.close(**who, ended_on=date(2026, 3, 2))
    return item, lambda: work_files.hand_in(
        uids=[file.uid], title="Nộp", key="k", principal=office.specialist, at=LATER
    )


@needs_reader
def test_a_word_on_the_third_page_of_a_scanned_paper_is_found(world, office):
    document = paper(world, scan())
    texts.refresh(document.pk)
    assert search(office.chair, Asked("kè biển cẩm lĩnh")).hits == ()
    [waiting] = scans.waiting()
    assert scans.read(waiting)
    [hit] = search(office.chair, Asked("ke bien cam linh")).hits
    assert (hit.uid, hit.source) == (document.uid, "ocr")
    assert (scans.waiting(), scans.read(waiting)) == ([], False)


@needs_reader
def test_an_upload_of_a_work_file_brings_its_words_to_the_archive_even_after_the_hand_in(world, office, file):
    stored = files.store(scan(), "ke-bien.pdf", None)
    item, hand_in = handed_in(file, office, NewItem("file", "Ảnh hiện trạng", file=stored))
    hand_in()
    assert RecordItem.objects.get().text == ""
    assert scans.read_upload(item.pk)
    assert "Cẩm Lĩnh" in RecordItem.objects.get().text


def test_an_upload_with_words_of_its_own_brings_them_without_a_reader(world, office, file, monkeypatch):
    monkeypatch.setattr(programs, "missing", lambda: ["tesseract-ocr"])
    stored = files.store(letter(*PAGES), "ke-bien.pdf", None)
    item, hand_in = handed_in(file, office, NewItem("file", "Báo cáo", file=stored))
    assert scans.read_upload(item.pk)
    hand_in()
    assert "Cẩm Lĩnh" in RecordItem.objects.get().text


def test_without_the_programs_a_scan_waits_and_is_not_lost(world, office, monkeypatch):
    monkeypatch.setattr(programs, "missing", lambda: ["tesseract-ocr"])
    document = paper(world, scan())
    texts.refresh(document.pk)
    [row] = DocumentText.objects.filter(document_id=document.pk).exclude(file_id=None)
    assert (row.source, scans.read(row.file_id), scans.waiting()) == ("scan", False, [])
    monkeypatch.undo()
    assert scans.waiting_of(document.pk) == [row.file_id]


def test_a_broken_file_waits_for_nobody_and_keeps_what_was_read(world, monkeypatch):
    document = paper(world, b"%PDF-1.4\nhong\n%%EOF\n")
    monkeypatch.setattr(programs, "missing", list)
    texts.refresh(document.pk)
    [waiting] = scans.waiting_of(document.pk)
    assert scans.read(waiting) is False
    assert DocumentText.objects.get(file_id=waiting).source == "pdf"


def test_the_reading_of_scans_is_queued_behind_everything_else_once(world, monkeypatch):
    document = paper(world, scan())
    queued = []

    class Deferred:
        def __init__(self, name):
            self.name = name

        def defer(self, **given):
            queued.append((self.name, given))

    monkeypatch.setattr(
        jobs_incoming.read_scan, "configure", lambda queueing_lock, priority: Deferred((queueing_lock, priority))
    )
    jobs_incoming.read_document(document.pk)
    [(name, given)] = queued
    assert name == (f"documents.scan.{given['file_id']}", jobs_incoming.BEHIND)


def test_what_is_taken_out_of_a_work_file_takes_its_words_along(world, office, file):
    stored = files.store(letter(*PAGES), "ke-bien.pdf", None)
    who = {"uid": file.uid, "principal": office.specialist, "at": LATER}
    work_files.gather(**who, items=[NewItem("file", "Báo cáo", file=stored)])
    item = WorkFileItem.objects.get()
    scans.read_upload(item.pk)
    work_files.take_out(**who, item_id=item.pk)
    assert not WorkFileText.objects.exists()


def test_pages_are_counted_and_words_come_page_by_page(tmp_path):
    path = tmp_path / "thu.pdf"
    path.write_bytes(letter(*PAGES))
    pages = pdf_text.page_texts(path)
    assert (len(pages), "Cẩm Lĩnh" in pages[2], pdf_text.needs_reading(pages)) == (3, True, False)
    assert (pdf_text.pages_of(path), pdf_text.pages_of(b"khong phai pdf")) == (3, None)
