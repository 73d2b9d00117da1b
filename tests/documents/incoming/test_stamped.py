"""Dấu “ĐẾN”: number and day over the first page of a scan; the scan itself stays byte for byte."""

from io import BytesIO

import pikepdf
import pytest
from pdfminer.high_level import extract_text

from tests.factories.documents import AT, a_file, a_letter
from thongsuot.common import files
from thongsuot.common.errors import Invalid
from thongsuot.documents import stamped, texts
from thongsuot.documents.models import DocumentFile
from thongsuot.documents.services import taking_in

pytestmark = pytest.mark.django_db


def a_scan() -> bytes:
    made, book = BytesIO(), pikepdf.new()
    for _page in range(2):
        book.add_blank_page(page_size=(595, 842))
    book.save(made)
    return made.getvalue()


def paper(world, office, content):
    came = taking_in.register_paper(
        unit_id=world.mai_phu.id,
        facts=a_letter(),
        files=[a_file(content, purpose="scan")],
        principal=office.clerk,
        at=AT,
    )
    return came.document


def test_the_stamp_stands_on_the_first_page_of_a_copy(world, office):
    scan = a_scan()
    document = paper(world, office, scan)
    assert stamped.make(document.pk, at=AT)
    assert not stamped.make(document.pk, at=AT)
    by_purpose = {one.purpose: files.read_bytes(one.file) for one in DocumentFile.objects.filter(document=document)}
    assert by_purpose["scan"] == scan
    first = extract_text(BytesIO(by_purpose["main"]), page_numbers=[0])
    assert all(words in first for words in ("ĐẾN", "XÃ MAI PHỤ", "02/03/2026"))
    assert extract_text(BytesIO(by_purpose["main"]), page_numbers=[1]).strip() == ""


def changed(how=lambda book: None, **saved) -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(a_scan())) as book:
        how(book)
        book.save(made, **saved)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\nhong\n%%EOF\n",
        changed(lambda book: book.pages.__delitem__(slice(None))),
    ],
    ids=["broken", "without pages"],
)
def test_a_scan_no_program_opens_stays_as_it_is(world, office, content):
    document = paper(world, office, content)
    assert not stamped.make(document.pk, at=AT)
    assert texts.refresh(document.pk) == 1
    assert DocumentFile.objects.get(document=document).purpose == "scan"


def test_a_locked_scan_is_refused_while_its_clerk_can_still_open_it(world, office):
    with pytest.raises(Invalid) as refused:
        paper(world, office, changed(encryption=pikepdf.Encryption(owner="chu", user="mo")))
    assert refused.value.code == "pdf_password"


def test_scripts_and_files_inside_stay_in_the_scan_and_not_in_the_stamped_copy(world, office):
    def acts(book):
        book.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        book.attachments["an.exe"] = b"MZ"
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        note.A = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="an.exe")
        book.pages[1].Annots = book.make_indirect(pikepdf.Array([book.make_indirect(note)]))

    scan = changed(acts)
    document = paper(world, office, scan)
    assert stamped.make(document.pk, at=AT)
    by_purpose = {one.purpose: files.read_bytes(one.file) for one in DocumentFile.objects.filter(document=document)}
    assert by_purpose["scan"] == scan
    with pikepdf.open(BytesIO(by_purpose["main"])) as book:
        assert "/OpenAction" not in book.Root
        assert not list(book.attachments)
        assert "/A" not in book.pages[1].Annots[0]
    assert b"/JavaScript" not in by_purpose["main"]
