"""Trang của lưu trữ: found, filled in, acted on; strangers get nothing; lists count their questions."""

import io
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.factories.accounts import make_citizen, sign_in
from tests.page_client import PageClient
from tests.records.archive_world import a_file
from thongsuot.common import crypto
from thongsuot.records.models import Disposal, Fonds, HandIn, Hold, Loan, Package, ReadRequest
from thongsuot.records.packages import making

pytestmark = pytest.mark.django_db
LAN = "042190000011"
TITLE = "Hồ sơ giải quyết việc sửa đường thôn Mai Lâm số 1"


@pytest.fixture
def at(archive):
    """A page client for one of the people."""
    return lambda name: sign_in(PageClient(), archive.people[name])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("words", ["sửa đường", "sua duong", "SUA DUONG mai lam", "to trinh", "15 TTr"])
def test_is_found_by_words_with_and_without_marks_in_titles_and_documents(archive, at, words):
    archive.kept(a_file(1))
    assert TITLE in text(at("canbo").get("/can-bo/luu-tru/", {"q": words}))
    assert TITLE not in text(at("thachkhe").get("/can-bo/luu-tru/", {"q": words}))


def test_filters_and_says_what_to_do_when_nothing_is_there(archive, at):
    page = at("canbo")
    assert "Chưa có hồ sơ nào trong lưu trữ" in text(page.get("/can-bo/luu-tru/"))
    archive.kept(a_file(1), a_file(2, ended_on=date(2010, 1, 2), began_on=None))
    assert "số 2" in text(page.get("/can-bo/luu-tru/", {"xem": "het-han"}))
    assert "số 1" not in text(page.get("/can-bo/luu-tru/", {"xem": "het-han"}))
    assert "Không hồ sơ nào khớp" in text(page.get("/can-bo/luu-tru/", {"che-do": "public"}))
    strange = {"q": "&|!():*'", "truoc": "x", "xem": "y", "phong": "zzz"}
    assert page.get("/can-bo/luu-tru/", strange).status_code == 200


def test_the_list_costs_the_same_however_long_it_is(archive, at, django_assert_max_num_queries):
    archive.kept(*[a_file(n) for n in range(1, 12)])
    page = at("canbo")
    page.get("/can-bo/luu-tru/")
    with django_assert_max_num_queries(5):
        assert text(page.get("/can-bo/luu-tru/", {"q": "duong"})).count("data-item") == 11


def test_the_list_is_kept_as_a_spreadsheet(archive, at):
    archive.kept(a_file(1), a_file(2, access="restricted"))
    book = load_workbook(io.BytesIO(at("canbo").get("/can-bo/luu-tru/muc-luc.xlsx").content))
    assert [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)] == [TITLE]


def test_a_hand_in_is_checked_on_its_page_and_printed_in_two_copies(archive, at):
    hand = archive.hand_in(a_file(1), a_file(2))
    page, address = at("luutru"), f"/can-bo/luu-tru/nop/{hand.uid}/"
    assert "Nhận các hồ sơ đã chọn" in text(page.get(address))
    first, second = hand.lines.order_by("ordinal")
    wrong = page.post(f"{address}lam/tra/", {"one": second.pk, "reason": ""})
    assert wrong.status_code == 422
    assert "Cần ghi vì sao trả lại" in text(wrong)
    page.post(f"{address}lam/tra/", {"one": second.pk, "reason": "Thiếu mục lục"})
    page.post(f"{address}lam/nhan/", {"line": [first.pk]})
    assert HandIn.objects.get().state == "closed"
    paper = page.get(f"{address}bien-ban.pdf")
    assert paper["Content-Type"] == "application/pdf"
    words = "".join(one.extract_text() for one in _pages(paper.content))
    assert "Bản 1" in words
    assert "Bản 2" in words
    assert "Thiếu mục lục" in words
    assert "01/2026" in text(page.get("/can-bo/luu-tru/nop/"))


def _pages(content):
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(content)).pages


def test_disposal_goes_through_its_pages(archive, at):
    [old] = archive.kept(a_file(1, ended_on=date(2010, 1, 2), began_on=None))
    keeper, chair = at("luutru"), at("chutich")
    assert "Hết thời hạn bảo quản" in text(keeper.get("/can-bo/luu-tru/huy/"))
    given = {"fonds": Fonds.objects.get().uid, "file": [old.uid], "reason": ""}
    assert keeper.post("/can-bo/luu-tru/huy/", given).status_code == 422
    keeper.post("/can-bo/luu-tru/huy/", {**given, "reason": "Hết hạn"})
    address = f"/can-bo/luu-tru/huy/{Disposal.objects.get().uid}/"
    bad = keeper.post(f"{address}lam/trinh/", {"council": "An", "minutes": "BB 1"})
    assert "ít nhất ba người" in text(bad)
    keeper.post(f"{address}lam/trinh/", {"council": "An | CT | có\nBình\nChi", "minutes": "BB 1"})
    chair.post(f"{address}lam/duyet/", {"decision": "QĐ 9"})
    assert "Huỷ và lập biên bản" in text(keeper.get(address))
    keeper.post(f"{address}lam/huy/", {"way": "xé vụn", "witness": "Dũng"})
    assert "In biên bản huỷ" in text(keeper.get(address))
    assert "BIÊN BẢN HUỶ" in _pages(keeper.get(f"{address}bien-ban.pdf").content)[0].extract_text()
    assert "đã huỷ" in text(keeper.get(f"/can-bo/luu-tru/ho-so/{old.uid}/"))
    assert at("thachkhe").get(address).status_code == 404


def test_a_file_is_lent_held_and_brought_back_on_its_page(archive, at):
    [file] = archive.kept()
    page, address = at("luutru"), f"/can-bo/luu-tru/ho-so/{file.uid}/"
    given = {"borrower": archive.people["canbo"].pk, "purpose": "", "due_on": "khong phai ngay"}
    assert page.post(f"{address}lam/cho-muon/", given).status_code == 422
    from django.utils import timezone

    given |= {"purpose": "xem", "due_on": f"{timezone.localdate():%d/%m/%Y}"}
    page.post(f"{address}lam/cho-muon/", given)
    assert Loan.objects.get().returned_at is None
    assert "đang mượn" in text(page.get(address))
    page.post(f"{address}lam/nhan-lai/", {"note": "đủ"})
    page.post(f"{address}lam/giu/", {"reason": "Thanh tra", "basis": "QĐ 1"})
    assert "Đang có lệnh giữ" in text(page.get(address))
    page.post(f"{address}lam/bo-giu/", {"hold": Hold.objects.get().pk, "end_reason": "xong"})
    assert Hold.objects.get().ended_at
    assert page.post(f"{address}lam/khong-co/").status_code == 404
    assert at("canbo").post(f"{address}lam/giu/", {"reason": "x", "basis": "y"}).status_code == 403
    assert at("thachkhe").get(address).status_code == 404


def test_a_document_is_opened_as_an_attachment_in_a_sandbox(archive, at):
    [file] = archive.kept()
    opened = at("canbo").get(f"/can-bo/luu-tru/ho-so/{file.uid}/tai-lieu/1/")
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    assert "sandbox" in opened["Content-Security-Policy"]


def test_a_citizen_asks_waits_and_reads(archive, at):
    [file] = archive.kept(a_file(1, people=[crypto.lookup_hash(LAN)]))
    lan = sign_in(PageClient(), make_citizen("lan", id_number=LAN))
    assert TITLE in text(lan.get("/cong-dan/luu-tru/"))
    address = f"/cong-dan/luu-tru/{file.uid}/"
    assert lan.post(address, {"reason": ""}).status_code == 422
    lan.post(address, {"reason": "Làm thừa kế"})
    assert "Đang chờ lưu trữ trả lời" in text(lan.get(address))
    keeper, office = at("luutru"), f"/can-bo/luu-tru/ho-so/{file.uid}/"
    assert "Làm thừa kế" in text(keeper.get(office))
    keeper.post(f"{office}lam/tra-loi/", {"request": ReadRequest.objects.get().uid, "granted": "1"})
    assert "Bạn được đọc đến" in text(lan.get(address))
    assert b"".join(lan.get(f"{address}tai-lieu/1/").streaming_content).startswith(b"%PDF")
    other = sign_in(Client(), make_citizen("binh", id_number="042090000012"))
    assert other.get(address).status_code == 404
    assert other.get(f"{address}tai-lieu/1/").status_code == 404
    nobody = sign_in(PageClient(), make_citizen("vo-danh"))
    assert "chưa có số định danh" in text(nobody.get("/cong-dan/luu-tru/"))


def test_packages_are_ordered_fetched_and_brought_in(archive, at, settings, tmp_path):
    settings.RECORD_PACKAGES = tmp_path / "goi"
    [file] = archive.kept()
    page = at("luutru")
    assert "Chưa đặt gói nào" in text(page.get("/can-bo/luu-tru/goi/"))
    page.post("/can-bo/luu-tru/goi/", {"file": file.uid, "kind": "sip"})
    package = Package.objects.get()
    assert page.get(f"/can-bo/luu-tru/goi/{package.uid}.zip").status_code == 404
    from thongsuot.common.now import now

    making.make(package.pk, at=now())
    content = b"".join(page.get(f"/can-bo/luu-tru/goi/{package.uid}.zip").streaming_content)
    assert content.startswith(b"PK")
    assert at("thachkhe").get(f"/can-bo/luu-tru/goi/{package.uid}.zip").status_code == 404
    unit = archive.world.mai_phu.id
    broken = page.post("/can-bo/luu-tru/goi/nhap/", {"unit": unit, "file": io.BytesIO(content[:200])})
    assert broken.status_code == 422
    assert "Gói không dùng được" in text(broken)
    upload = io.BytesIO(content)
    upload.name = "goi.zip"
    assert page.post("/can-bo/luu-tru/goi/nhap/", {"unit": unit, "file": upload}).status_code == 302
    assert HandIn.objects.count() == 2
    assert b"PUBLIC KEY" in page.get("/can-bo/luu-tru/goi/khoa-cong-khai.pem").content


def test_a_fonds_is_described_and_closed(archive, at):
    archive.kept()
    fonds, page = Fonds.objects.get(), at("luutru")
    assert fonds.name in text(page.get("/can-bo/luu-tru/phong/"))
    address = f"/can-bo/luu-tru/phong/{fonds.uid}/"
    bad = page.post(f"{address}lam/mo-ta/", {"name": "Phông Mai Phụ", "classification": "khong co vach"})
    assert "Mỗi dòng ghi" in text(bad)
    page.post(f"{address}lam/mo-ta/", {"name": "Phông Mai Phụ", "classification": "01 | Tổng hợp\n01.02 | Kế hoạch"})
    page.post(f"{address}lam/dong/", {"ended_on": "01/01/2026"})
    fonds.refresh_from_db()
    assert (fonds.name, fonds.state, fonds.classification[1]["parent"]) == ("Phông Mai Phụ", "closed", "01")
    assert at("thachkhe").get(address).status_code == 404


def test_the_boards_say_what_is_unsure_and_what_the_policy_misses(archive, at):
    archive.kept()
    assert "chưa xác minh" in text(at("canbo").get("/can-bo/luu-tru/thoi-han/"))
    board = text(at("luutru").get("/can-bo/luu-tru/kho/"))
    assert "Cần ít nhất một kho không ghi đè được" in board
    assert "Không còn hồ sơ nào phải nộp" in text(at("canbo").get("/can-bo/luu-tru/con-phai-nop/"))
