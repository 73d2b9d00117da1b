"""Pictures and Word files as results: made into pages, numbered and signed like a PDF; what was brought stays."""

import io
import time
from pathlib import Path

import docx
import pikepdf
import pypdf
import pytest
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.dossiers.test_papers_to_sign import AT, document_of, result_of, sign_both, signs, words_of  # noqa: F401
from tests.factories.dossiers import Office, in_processing
from thongsuot.common import files, journal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.documents import as_pdf, word_pages
from thongsuot.documents.models import Document
from thongsuot.dossiers import services
from thongsuot.dossiers.models import DossierFile, PaperSigning
from thongsuot.dossiers.services import paged_results
from thongsuot.dossiers.services.closing import GivenResult

pytestmark = pytest.mark.django_db
needs_office = pytest.mark.skipif(not word_pages.program(), reason=f"cần {word_pages.PACKAGE}")


def picture(kind="PNG", size=(1240, 1754), **more) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind, dpi=(150, 150), **more)
    return made.getvalue()


def word(*lines: str) -> bytes:
    made, paper = io.BytesIO(), docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(made)
    return made.getvalue()


def uploaded(office: Office, content: bytes, name: str, *, number=""):
    who, code = office.who("chutich"), in_processing(office)
    stored = files.store(content, name, owner_id=who.user_id)
    given = [GivenResult(str(stored.uid), "Quyết định công nhận", number)]
    return services.finish(code=code, principal=who, at=AT, outcome="granted", given=given).dossier


def make(dossier) -> int:
    return paged_results.make_pages(dossier.pk, clock=lambda: AT)


@pytest.fixture
def made_by(monkeypatch):
    """A stand-in for the program: what it makes of a file, or how it fails."""
    pdf, told = io.BytesIO(), {}
    with pikepdf.new() as blank:
        blank.add_blank_page(page_size=(595, 842))
        blank.save(pdf)
    told["pdf"] = pdf.getvalue()

    def pdf_of(content: bytes) -> bytes:
        if isinstance(told["pdf"], Invalid):
            raise told["pdf"]
        return told["pdf"]

    monkeypatch.setattr(word_pages, "missing", lambda: "")
    monkeypatch.setattr(word_pages, "pdf_of", pdf_of)
    return told


@pytest.mark.parametrize(("kind", "name"), [("PNG", "anh.png"), ("JPEG", "anh.jpg"), ("WEBP", "anh.webp")])
def test_a_picture_is_numbered_and_signed_as_its_page_and_stays_as_it_was(office: Office, signs, kind, name):  # noqa: F811
    content = picture(kind)
    dossier = uploaded(office, content, name)
    original = result_of(dossier)
    assert make(dossier) == 1
    sign_both(signs, document_of(dossier), office)
    row = result_of(dossier)
    assert (row.signed, row.number, row.file.media_type) == (True, "01/QĐ-UBND", "application/pdf")
    assert "01/QĐ-UBND" in words_of(row.file)
    original.refresh_from_db()
    assert (files.read_bytes(original.file), original.replaced_at is not None) == (content, True)


def test_a_small_picture_lies_on_a_sheet_with_room_for_its_number():
    stored = files.store(picture(size=(300, 180)), "the.png", None)  # a card of 5 × 3 cm
    with pikepdf.open(io.BytesIO(as_pdf.pdf_of(stored))) as made:
        assert [round(float(edge) / as_pdf.MM) for edge in made.pages[0].mediabox] == [0, 0, 210, 297]


@pytest.mark.parametrize(("kind", "name"), [("PNG", "anh.png"), ("TIFF", "anh.tif")])
def test_a_picture_that_is_broken_is_kept_unsigned_and_says_why(office: Office, signs, kind, name):  # noqa: F811
    whole = picture(kind)
    dossier = uploaded(office, whole[: min(200, len(whole) // 2)], name)
    assert make(dossier) == 0
    row = PaperSigning.objects.get(dossier_id=dossier.pk)
    assert (row.document_id, "hỏng" in row.blocked_by) == (None, True)


def test_a_word_file_is_made_into_pages_by_a_job_and_then_presented(office: Office, signs, made_by):  # noqa: F811
    dossier = uploaded(office, word("Công nhận ông A"), "ket-qua.docx")
    row = PaperSigning.objects.get(dossier_id=dossier.pk)
    assert (row.document_id, row.blocked_by[:17]) == (None, "Đang làm trang PD")
    assert (
        ProcrastinateJob.objects.filter(task_name="dossiers.make_pages", args={"dossier_id": dossier.pk}).count() == 1
    )
    with pytest.raises(MoveNotAllowed):  # nothing unsigned leaves electronically meanwhile
        services.return_result(code=dossier.code, principal=office.who("motcua1"), at=AT, method="ONLINE", taken_by="A")
    assert (make(dossier), make(dossier)) == (1, 0)  # a job that runs twice presents once
    sign_both(signs, document_of(dossier), office)
    signed = result_of(dossier)
    assert (signed.signed, signed.number) == (True, "01/QĐ-UBND")
    told = next(e for e in journal.timeline(dossier.province_id, "dossier", dossier.pk) if e.verb == "result_made_page")
    original = DossierFile.objects.get(dossier_id=dossier.pk, file__name="ket-qua.docx")
    assert told.data["original"] == original.file.sha256


def test_without_the_program_a_word_file_asks_for_a_pdf(office: Office, signs, monkeypatch):  # noqa: F811
    monkeypatch.setattr(word_pages, "program", lambda: "")
    dossier = uploaded(office, word("A"), "ket-qua.docx")
    row = PaperSigning.objects.get(dossier_id=dossier.pk)
    assert "LibreOffice" in row.blocked_by
    assert (row.words.get("making"), make(dossier)) == (None, 0)


def test_a_word_file_that_cannot_be_made_says_why_and_may_be_tried_again(office: Office, signs, made_by):  # noqa: F811
    pdf, made_by["pdf"] = made_by["pdf"], Invalid("Tệp Word có macro.", code="word_macros")
    dossier = uploaded(office, word("A"), "ket-qua.docx")
    assert make(dossier) == 0
    row = PaperSigning.objects.get(dossier_id=dossier.pk)
    assert (row.blocked_by, "making" in row.words) == ("Tệp Word có macro.", False)
    made_by["pdf"] = pdf
    assert services.present_again(code=dossier.code, principal=office.who("chutich"), at=AT) == 1
    assert make(dossier) == 1
    assert document_of(dossier).state == "to_sign"


def test_a_certificate_that_is_missing_blocks_it_until_it_is_presented(office: Office, signs, made_by):  # noqa: F811
    signs.why_not = "chưa có chứng thư"
    dossier = uploaded(office, word("A"), "ket-qua.docx", number="7/QĐ-UBND")
    assert (make(dossier), PaperSigning.objects.get().blocked_by) == (0, "chưa có chứng thư")
    signs.why_not = ""
    services.present_again(code=dossier.code, principal=office.who("chutich"), at=AT)
    assert make(dossier) == 1
    sign_both(signs, document_of(dossier), office)
    assert result_of(dossier).number == "7/QĐ-UBND"


def test_what_was_corrected_meanwhile_is_not_presented_and_what_a_killed_worker_left_is_queued(
    office: Office,
    signs,  # noqa: F811
    made_by,
):
    dossier = uploaded(office, word("A"), "ket-qua.docx")
    assert paged_results.queue_left(AT + paged_results.LEFT_AFTER * 2) == 1
    services.correct_result(code=dossier.code, principal=office.who("chutich"), at=AT, reason="Sai tên")
    assert (make(dossier), Document.objects.count()) == (0, 0)
    assert paged_results.queue_left(AT + paged_results.LEFT_AFTER * 2) == 0


@needs_office
def test_the_real_program_keeps_the_words_of_a_word_file():
    pdf = word_pages.pdf_of(word("Công nhận ông Nguyễn Văn Ánh", "Điều 1. Hiệu lực từ ngày ký."))
    with pikepdf.open(io.BytesIO(pdf)) as made:
        assert len(made.pages) == 1
    assert "Nguyễn Văn Ánh" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch):
    left = tmp_path / "pid"
    hangs = tmp_path / "soffice"
    hangs.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {left}\nwait\n")
    hangs.chmod(0o700)
    monkeypatch.setattr(word_pages, "program", lambda: str(hangs))
    with pytest.raises(Invalid) as refused:
        word_pages.pdf_of(word("A"), seconds=2)
    assert refused.value.code == "word_too_slow"
    pid, limit = left.read_text().strip(), time.monotonic() + 90
    while _runs(pid) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"no word at all"])
def test_what_is_no_word_file_never_reaches_the_program(content: bytes, monkeypatch):
    monkeypatch.setattr(word_pages, "_convert", lambda *_given: pytest.fail("nothing is to be run"))
    with pytest.raises(Invalid):
        word_pages.pdf_of(content)
