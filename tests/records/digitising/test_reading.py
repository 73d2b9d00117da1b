"""Pages are read once, by whoever claims them; a killed reader, a broken page and an empty one stop nobody."""

from datetime import timedelta

import pikepdf
import pytest

from tests.records.digitising.conftest import AT
from tests.records.digitising.paper import as_bytes, blank, bundle, letter, needs_reader, picture, separator
from thongsuot.common import files
from thongsuot.records.digitising import faces, ocr, programs, vietnamese
from thongsuot.records.digitising.marks import Kind, Mark, parse
from thongsuot.records.digitising.services import reading
from thongsuot.records.models import Page

pytestmark = pytest.mark.django_db
FIRST = ("Giao cho ông Nguyễn Văn Bính thửa đất số 214 tại thôn Thanh Lương.",)


@pytest.fixture
def no_reader(monkeypatch):
    """Reading takes no time and gives a page as it came."""
    read = []

    def at_once(source, count, folder):
        read.append(count)
        return [ocr.Read(source.read_bytes(), f"chữ {n}") for n in range(count)]

    monkeypatch.setattr(ocr, "read", at_once)
    return read


@needs_reader
def test_letters_are_read_whichever_way_they_lay_and_empty_sheets_are_known(desk):
    desk.open()
    sheet = picture(letter(FIRST))
    desk.take(("hop3.pdf", bundle(separator(Mark(Kind.FILE)), sheet, blank(), sheet.rotate(180))))
    assert desk.read_all() == 4
    pages = desk.pages()
    assert [page.state for page in pages] == ["separator", "read", "empty", "read"]
    for page in (pages[1], pages[3]):
        assert "Nguyễn Văn Bính" in page.text
        assert not page.doubtful
        assert (round(page.width), round(page.height)) == (210, 297)
        with pikepdf.open(files.path_of(page.made.sha256)) as made, made.open_metadata() as said:
            assert said.pdfa_status == "2B"
    assert pages[2].text == ""
    assert (
        Page.objects.filter(bare__isnull=False)
        .extra(where=["bare @@ phraseto_tsquery('simple', 'nguyen van binh')"])
        .count()
        == 2
    )


def test_a_page_is_claimed_once_and_again_when_its_reader_has_gone(desk, no_reader):
    desk.open()
    desk.take(("a.pdf", bundle(picture(letter(FIRST)), picture(letter(FIRST)))))
    killed = reading._claim(desk.batch.pk, desk.batch.uid, AT)
    assert [page.number for page in killed] == [1, 2]
    assert desk.read_all() == 0
    later = AT + reading.LEASE + timedelta(seconds=1)
    assert desk.read_all(later) == 2
    assert no_reader == [1, 1]  # who brought a reader down is read alone
    assert [page.state for page in desk.pages()] == ["read", "read"]


def test_what_a_reader_brings_after_its_lease_is_thrown_away(desk, no_reader, monkeypatch):
    desk.open()
    desk.take(("a.pdf", bundle(picture(letter(FIRST)))))
    [late] = reading._claim(desk.batch.pk, desk.batch.uid, AT)
    late.refresh_from_db()
    after = AT + reading.LEASE + timedelta(seconds=1)
    assert desk.read_all(after) == 1
    made = desk.pages()[0].made_id
    face = faces.Face(1, 1, b"x", False, None)
    reading._finish([reading.Done(late, face, False, ocr.Read(b"khac", "khác"))], desk.batch.uid, 1.0, after)
    assert desk.pages()[0].made_id == made


def test_a_page_that_fails_is_read_alone_then_given_up_and_the_others_are_read(desk, monkeypatch):
    def refuses_two(source, count, folder):
        if count > 1 or "xau" in faces.text_of(source):
            raise ocr.NotRead("hỏng")
        return [ocr.Read(source.read_bytes(), "tốt")]

    monkeypatch.setattr(ocr, "read", refuses_two)
    desk.open()
    desk.take(("a.pdf", _with_text("tot", "xau")))
    desk.read_all()
    assert [(page.state, page.problem) for page in desk.pages()] == [("read", ""), ("failed", "hỏng")]
    assert reading.again(uid=desk.batch.uid, by=desk.who("luutru"), at=AT) == 1
    assert desk.pages()[1].state == "waiting"


def _with_text(*words):
    """One page with each of the words, and enough ink not to be empty."""
    pdf = pikepdf.new()
    for word in words:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(f"BT /F1 60 Tf 80 400 Td ({word}) Tj ET 80 300 300 40 re f".encode())
    import io

    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_page_that_brings_every_reader_down_is_given_up(desk, no_reader):
    desk.open()
    desk.take(("a.pdf", bundle(picture(letter(FIRST)))))
    at = AT
    for _n in range(reading.MOST_TRIES):
        assert len(reading._claim(desk.batch.pk, desk.batch.uid, at)) == 1
        at += reading.LEASE + timedelta(seconds=1)
    assert desk.read_all(at) == 0
    [page] = desk.pages()
    assert (page.state, page.claim) == ("failed", None)
    assert "3 lần" in page.problem


def test_without_the_programs_the_machine_says_which_packages_are_missing(monkeypatch, desk):
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    assert [one.package for one in programs.missing()] == ["tesseract-ocr"]
    from thongsuot.records import jobs_digitising

    desk.open()
    desk.take(("a.png", as_bytes(blank())))
    assert jobs_digitising.start_reading(0) == 0
    assert desk.pages()[0].state == "waiting"


def test_a_mark_is_read_back_and_nothing_else_is_taken_for_one():
    for mark in (Mark(Kind.BOX, 12), Mark(Kind.FILE, 3, 45), Mark(Kind.DOCUMENT)):
        assert parse(mark.text()) == mark
    good = Mark(Kind.FILE, 3, 45).text()
    assert parse(good.replace(":45:", ":46:")) is None
    assert parse("https://localhost/tra-cuu/") is None


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("Giao cho ông Nguyễn Văn Bính thửa đất số 214 tại thôn Thanh Lương, xã Phù Lưu", False),
        ("QĐ UBND VP 15 2019", False),
        ("Wjkl qzrt bvnmx plkjh trwqs fghjk zxcvb mnbvc qwrtp lkjhg dfgsa", True),
        ("Согласно решению народного комитета общины выдать земельный участок гражданину", True),
    ],
)
def test_a_page_in_another_language_is_pointed_out(text, doubtful):
    assert vietnamese.doubtful(text) is doubtful
