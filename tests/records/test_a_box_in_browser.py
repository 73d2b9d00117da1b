"""A paper box of dissolved Phù Lưu is scanned, described, handed over, accepted by Mai Phụ, and found by a word on its third page."""

from contextvars import ContextVar
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import LONG_AGO, make_official, with_password
from tests.records.digitising.conftest import AT
from tests.records.digitising.paper import bundle, letter, needs_reader, picture, separator
from thongsuot.accounts.models import Role
from thongsuot.records import jobs_digitising, retention
from thongsuot.records.digitising.marks import Kind, Mark
from thongsuot.records.digitising.services import reading, storing
from thongsuot.records.handing_over.minutes import minutes_pdf
from thongsuot.records.models import Batch, Handover, RecordItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_reader]
PASSWORD = "bốn từ ghép lại"
PAGES = (
    ("Căn cứ Luật Đất đai, Ủy ban nhân dân xã quyết định giao đất cho hộ ông Nguyễn Văn Bính.",),
    ("Thửa đất số 214, tờ bản đồ số 7, diện tích 250 mét vuông tại thôn Thanh Lương.",),
    ("Ranh giới phía đông giáp nghĩa trang liệt sĩ, phía tây giáp mương nước.",),
)


@pytest.fixture(autouse=True)
def this_monday(monkeypatch):
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: AT))
    monkeypatch.setattr(jobs_digitising, "open_lanes", lambda: 1)  # the test reads the pages itself
    monkeypatch.setattr(jobs_digitising, "open_keeping", lambda: True)


@pytest.fixture
def users(world):
    before = LONG_AGO - timedelta(days=300)
    made = {
        "luutru": make_official(world, "maiphu.luutru", Role.ARCHIVIST, world.mai_phu),
        "kiem": make_official(world, "maiphu.kinhte", Role.SPECIALIST, world.mai_phu),
        "chutich": make_official(world, "maiphu.chutich", Role.CHAIR, world.mai_phu, title="Chủ tịch UBND xã"),
        "cu": make_official(world, "phuluu.chutich", Role.CHAIR, world.phu_luu, since=before, title="Chủ tịch cũ"),
    }
    retention.load()
    return {name: with_password(user, PASSWORD) for name, user in made.items()}


def sign(window, side, scan=None):
    window.get_by_role("link", name=side).click()
    if scan:
        given = {"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": scan}
        window.locator("#o-scan").set_input_files(given)
    window.get_by_label("Tôi đã xem danh mục").check()
    window.get_by_label("Mật khẩu của bạn").fill(PASSWORD)
    assert_accessible(window)
    window.get_by_role("button", name="Ghi đã").click()


def test_a_box_is_scanned_described_handed_over_and_found(page, phone, live_server, world, users):
    home = f"{live_server.url}/can-bo/luu-tru/"
    let_in(page, live_server.url, users["luutru"])
    page.goto(f"{home}so-hoa/")
    assert_accessible(page)
    page.get_by_role("link", name="Mở mẻ mới").click()
    page.get_by_label("Tên mẻ").fill("Đất đai Phù Lưu, hộp 3")
    page.get_by_label("Tài liệu của").select_option(label="Xã Phù Lưu (trước sắp xếp)")
    page.get_by_label("Hộp số").fill("3")
    page.get_by_label("Tỷ lệ nhập lần hai").fill("100")
    assert_accessible(page)
    page.get_by_role("button", name="Mở mẻ").click()
    sheets = [picture(letter(*PAGES), n) for n in range(3)]
    scan = {
        "name": "hop3.pdf",
        "mimeType": "application/pdf",
        "buffer": bundle(separator(Mark(Kind.FILE, 3, 1)), *sheets),
    }
    page.locator("#o-files").set_input_files(scan)
    page.get_by_role("button", name="Gửi vào mẻ").click()
    expect(page.get_by_text("Đã nhận 4 trang.")).to_be_visible()
    batch = Batch.objects.get()
    while reading.read_some(batch_id=batch.pk, clock=lambda: AT):
        pass
    page.reload()
    assert_accessible(page)
    page.get_by_role("button", name="Chia thành hồ sơ").click()
    page.get_by_role("link", name="Sửa cách chia").click()
    assert_accessible(page)
    shot(page, "so-hoa-chia")
    page.go_back()
    page.get_by_role("link", name="Làm tiếp").click()
    expect(page.get_by_text("đề xuất từ chữ đã đọc")).to_be_visible()
    assert page.get_by_label("Ký hiệu").input_value() == "QĐ-UBND"
    assert_accessible(page)
    shot(page, "so-hoa-mo-ta")
    page.get_by_label("Trích yếu").fill("Giao đất ở cho hộ ông Nguyễn Văn Bính")
    page.keyboard.press("Control+Enter")
    page.get_by_label("Tiêu đề hồ sơ").fill("Hồ sơ giao đất năm 2019")
    page.get_by_label("Thời gian kết thúc").fill("31/12/2019")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã lưu mô tả hồ sơ")).to_be_visible()
    _keyed_again(phone, live_server, users, batch)
    page.goto(f"{home}so-hoa/{batch.uid}/")
    shot(page, "so-hoa-me")
    page.get_by_role("button", name="Đưa 1 hồ sơ vào lưu trữ").click()
    expect(page.get_by_text("Đang đưa 1 hồ sơ vào lưu trữ")).to_be_visible()
    assert_accessible(page)
    assert storing.keep_next(clock=lambda: AT)
    expect(page.locator("#dua-vao-luu-tru progress")).to_have_attribute("value", "1")  # without anybody reloading
    shot(page, "so-hoa-da-vao-luu-tru")
    _handed_over(page, phone, live_server, users, home)
    page.goto(f"{home}so-hoa/?q=nghia+trang+liet+si")
    expect(page.locator("mark")).to_have_text("nghĩa trang liệt sĩ")
    assert "nghĩa trang liệt sĩ" in RecordItem.objects.get().text


def _keyed_again(phone, live_server, users, batch):
    let_in(phone, live_server.url, users["kiem"])
    phone.goto(f"{live_server.url}/can-bo/luu-tru/so-hoa/{batch.uid}/")
    assert_accessible(phone)
    phone.get_by_role("link", name="Làm tiếp").click()
    first = batch.documents.get()
    assert phone.get_by_label("Trích yếu").input_value() == ""
    assert_accessible(phone)
    shot(phone, "so-hoa-kiem")
    labels = {
        "Tên loại": "type_name",
        "Số": "number",
        "Ký hiệu": "notation",
        "Cơ quan ban hành": "issuer",
        "Trích yếu": "summary",
    }
    for label, key in labels.items():
        phone.locator(f"#o-{key}").fill(first.fields.get(key, ""))
        assert label
    phone.locator("#o-issued_on").fill("12/03/2019")
    phone.get_by_role("button", name="Lưu và sang việc sau").click()
    expect(phone.get_by_text("Hai lần nhập khớp nhau")).to_be_visible()


def _handed_over(page, phone, live_server, users, home):
    page.goto(f"{home}ban-giao/")
    assert_accessible(page)
    page.get_by_role("link", name="Mở đợt bàn giao").click()
    page.get_by_label("Bên giao → bên nhận").select_option(label="Xã Phù Lưu → Xã Mai Phụ")
    page.get_by_label("Tên đợt").fill("Hồ sơ địa chính")
    assert_accessible(page)
    page.get_by_role("button", name="Mở đợt").click()
    page.get_by_role("button", name="Lấy hồ sơ của mẻ").wait_for()
    page.get_by_label("Mẻ", exact=True).select_option(index=0)
    page.get_by_role("button", name="Lấy hồ sơ của mẻ").click()
    expect(page.get_by_text("Đã lấy 1 hồ sơ.")).to_be_visible()
    for state in ("đã chỉnh lý", "đã số hoá", "đã kiểm"):
        page.get_by_role("button", name=f"Sang bước: {state}").click()
        expect(page.get_by_text(f"Đã sang bước: {state}.")).to_be_visible()
    assert_accessible(page)
    shot(page, "ban-giao-dot")
    handover = Handover.objects.get()
    let_in(phone, live_server.url, users["cu"])
    phone.goto(f"{home}ban-giao/{handover.uid}/")
    assert_accessible(phone)
    sign(phone, "Giao theo biên bản giấy")
    expect(phone.get_by_text("Đã ghi bên giao ký trên giấy.")).to_be_visible()
    let_in(page, live_server.url, users["chutich"])
    page.goto(f"{home}ban-giao/{handover.uid}/")
    sign(page, "Nhận theo biên bản giấy", scan=minutes_pdf(handover, made_at=AT))
    expect(page.get_by_text("Bản quét biên bản ký tay được giữ lại.")).to_be_visible()
    shot(page, "ban-giao-da-nhan")
    listed = page.request.get(f"{home}ban-giao/{handover.uid}/danh-muc.xlsx").body()
    assert openpyxl.load_workbook(BytesIO(listed))["Hồ sơ"]["C2"].value == "Hồ sơ giao đất năm 2019"
    let_in(page, live_server.url, users["luutru"])
