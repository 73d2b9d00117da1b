"""Separator sheets split a batch into files and documents; by hand it is put right."""

import pytest

from tests.records.digitising.conftest import AT
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.records.digitising.marks import Kind, Mark
from thongsuot.records.digitising.proposals import propose
from thongsuot.records.digitising.services import arranging
from thongsuot.records.models import Page, ScannedDocument, ScannedFile

pytestmark = pytest.mark.django_db
PAGE = """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ PHÙ LƯU Độc lập - Tự do - Hạnh phúc

Số: 15/QĐ-UBND Phù Lưu, ngày 12 tháng 3 năm 2019

QUYẾT ĐỊNH
Về việc giao đất ở cho hộ gia đình
tại thôn Thanh Lương

Căn cứ Luật Đất đai"""


def test_proposals_are_read_from_the_first_page():
    assert propose(PAGE) == {
        "number": "15",
        "notation": "QĐ-UBND",
        "issued_on": "2019-03-12",
        "type_name": "Quyết định",
        "summary": "Về việc giao đất ở cho hộ gia đình tại thôn Thanh Lương",
        "issuer": "ỦY BAN NHÂN DÂN XÃ PHÙ LƯU",
    }
    assert propose("Số: 7/UBND-VP\nV/v mời họp thôn\n\nKính gửi: các thôn")["summary"] == "mời họp thôn"
    assert propose("ngày 31 tháng 2 năm 2019") == {}
    assert propose("") == {}


def split_up(desk, *states):
    """A batch whose pages have been read: 't' text, 'e' empty, 'x' failed, or a mark."""
    desk.open()
    marks = [state.text() if isinstance(state, Mark) else "" for state in states]
    words = {"t": "read", "e": "empty", "x": "failed"}
    from tests.records.digitising.paper import as_bytes, blank
    from thongsuot.records.models import Scan

    [first] = desk.take(("a.png", as_bytes(blank())))
    Page.objects.filter(scan=first).delete()
    kept = Scan.objects.get(pk=first.pk).file
    for number, (state, mark) in enumerate(zip(states, marks, strict=True), 1):
        Page.objects.create(
            province_id=first.province_id, batch=desk.batch, scan=first, number=number, position=number, mark=mark,
            state="separator" if mark else words[state], text=PAGE if state == "t" else "", picture=kept, made=kept,
        )  # fmt: skip
    desk.arrange()
    return [
        (file.box, file.number, [list(one.pages.order_by("number").values_list("number", flat=True)) for one in file.documents.order_by("number")])
        for file in ScannedFile.objects.filter(batch=desk.batch).order_by("pk")
    ]  # fmt: skip


FILE, DOC = Mark(Kind.FILE), Mark(Kind.DOCUMENT)


def test_marks_begin_boxes_files_and_documents(desk):
    shape = split_up(desk, "t", "t", DOC, "t", "e", FILE, "t", Mark(Kind.BOX, 4), Mark(Kind.FILE, 4, 7), "t", "x")
    assert shape == [("3", 1, [[1, 2], [4]]), ("3", 2, [[7]]), ("4", 7, [[10, 11]])]
    document = ScannedDocument.objects.filter(batch=desk.batch).first()
    assert document.proposals["number"] == "15"
    assert document.fields == {}


def test_two_separators_in_a_row_make_no_empty_file(desk):
    assert split_up(desk, FILE, FILE, DOC, DOC, "t", FILE) == [("3", 1, [[5]])]


def test_a_batch_is_split_once_and_not_while_pages_wait(desk):
    split_up(desk, "t")
    with pytest.raises(MoveNotAllowed):
        desk.arrange()
    desk.open()
    with pytest.raises(MoveNotAllowed, match="chưa có trang"):
        desk.arrange()


def test_documents_are_merged_split_and_pages_moved_by_hand(desk):
    split_up(desk, "t", DOC, "t", DOC, "t", "t")
    by = {"uid": desk.batch.uid, "by": desk.who("luutru"), "at": AT}
    first, second, third = ScannedDocument.objects.filter(batch=desk.batch).order_by("number")
    assert arranging.merge(document_id=second.pk, **by) == first
    third.refresh_from_db()
    assert (third.number, Page.objects.filter(document=first).count()) == (2, 2)
    last = Page.objects.filter(document=third).order_by("-number").first()
    new = arranging.split(page_id=last.pk, new_file=True, **by)
    assert (new.file.number, new.number, new.proposals["number"]) == (2, 1, "15")
    assert arranging.move_pages(page_ids=[last.pk], document_id=third.pk, **by) == 1
    assert not ScannedFile.objects.filter(pk=new.file_id).exists()
    assert arranging.move_pages(page_ids=[last.pk], document_id=None, **by) == 1
    with pytest.raises(MoveNotAllowed, match="trang đầu"):
        arranging.split(page_id=Page.objects.filter(document=first).order_by("number").first().pk, new_file=False, **by)
    with pytest.raises(NotFound):
        arranging.move_pages(page_ids=[999_999], document_id=first.pk, **by)
    with pytest.raises(Forbidden):
        arranging.merge(document_id=third.pk, **(by | {"by": desk.who("nhap1")}))


def test_what_is_checked_is_not_split_again(desk):
    split_up(desk, "t", "t")
    document = ScannedDocument.objects.get(batch=desk.batch)
    ScannedDocument.objects.update(
        state="checked", described_by=desk.users["nhap1"], described_at=AT, checked_by=desk.users["nhap2"]
    )
    with pytest.raises(MoveNotAllowed, match="đã kiểm"):
        arranging.split(
            uid=desk.batch.uid, page_id=document.pages.order_by("-number").first().pk, new_file=False,
            by=desk.who("luutru"), at=AT,
        )  # fmt: skip
