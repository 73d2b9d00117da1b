"""The portal on a phone of 360 pixels, as somebody of seventy meets it; pictures kept, WCAG 2.2 AA."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.dossiers import moment, submit
from tests.portal.filing_walk import PDF
from thongsuot.dossiers import services

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def go_on(phone) -> None:
    phone.get_by_role("button", name="Tiếp tục").click()


def looked_at(phone, name: str) -> None:
    assert_accessible(phone)
    shot(phone, name)


def test_files_a_birth_registration_on_a_phone(phone, live_server, office):
    phone.goto(live_server.url)
    looked_at(phone, "cong-trang-chu")
    let_in(phone, live_server.url, office.users["lan"])
    phone.goto(f"{live_server.url}/nop-ho-so/1.001193/")
    looked_at(phone, "cong-bat-dau")
    phone.get_by_role("button", name="Bắt đầu").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Bạn nộp hồ sơ cho xã, phường nào?")
    looked_at(phone, "cong-noi-nhan")
    go_on(phone)
    looked_at(phone, "cong-nguoi-nop")
    go_on(phone)
    phone.get_by_text("Trẻ có cha hoặc mẹ đi đăng ký").click()
    looked_at(phone, "cong-truong-hop")
    go_on(phone)
    phone.get_by_text("Mẹ", exact=True).click()
    looked_at(phone, "cong-khai-nguoi-di")
    go_on(phone)

    go_on(phone)  # nothing filled in: the faults stand on top and at the boxes
    expect(phone.get_by_role("alert")).to_contain_text("Có mục chưa đúng")
    looked_at(phone, "cong-khai-loi")
    phone.get_by_label("Họ, chữ đệm và tên của trẻ").fill("Trần Minh Khôi")
    phone.get_by_text("Nam", exact=True).click()
    for box, typed in (("Ngày", "1"), ("Tháng", "7"), ("Năm", "2025")):
        phone.get_by_role("group", name=re.compile("Ngày sinh của trẻ")).get_by_label(box, exact=True).fill(typed)
    expect(phone.get_by_text(re.compile(r"Đã lưu lúc \d\d:\d\d"))).to_be_visible()
    go_on(phone)
    phone.get_by_label("Nơi sinh").fill("Bệnh viện Đa khoa tỉnh Hà Tĩnh")
    phone.get_by_label("Quê quán").fill("Xã Mai Phụ, tỉnh Hà Tĩnh")
    go_on(phone)
    expect(phone.get_by_label("Họ và tên mẹ")).to_have_value("Nguyễn Thị Lan")
    go_on(phone)
    phone.get_by_label("Họ và tên cha").fill("Trần Văn Hoà")
    go_on(phone)
    phone.get_by_text("Không", exact=True).click()
    go_on(phone)
    go_on(phone)
    phone.get_by_role("checkbox").check()
    go_on(phone)

    looked_at(phone, "cong-giay-to")
    phone.get_by_role("link", name=re.compile("Giấy chứng sinh do cơ sở")).click()
    phone.locator("input[type=file]").set_input_files(
        {"name": "giay-chung-sinh.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    phone.get_by_role("button", name="Lưu giấy này").click()
    looked_at(phone, "cong-mot-giay")
    phone.get_by_role("link", name="Xong, về danh sách").click()
    phone.get_by_role("link", name=re.compile("Thẻ căn cước")).click()
    phone.locator("input[type=file]").set_input_files(
        {"name": "can-cuoc.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    phone.get_by_role("button", name="Lưu giấy này").click()
    phone.get_by_role("link", name="Xong, về danh sách").click()
    looked_at(phone, "cong-giay-to-du")
    go_on(phone)

    looked_at(phone, "cong-xem-lai")
    phone.get_by_role("button", name="Gửi hồ sơ").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Biên nhận hồ sơ")
    looked_at(phone, "cong-bien-nhan")
    phone.get_by_role("link", name="Xem hồ sơ").click()
    looked_at(phone, "cong-ho-so")
    phone.goto(f"{live_server.url}/cong-dan/ho-so/")
    looked_at(phone, "cong-cua-toi")


def test_follows_supplements_and_looks_up(phone, page, live_server, office):
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 30), to="maiphu.hotich")
    services.request_supplement(
        code=code,
        principal=office.who("hotich"),
        at=moment(7, 10),
        items=["Giấy chứng sinh chụp rõ cả bốn góc"],
        reason="Ảnh bị mờ, không đọc được số",
        contact="Bộ phận một cửa xã Mai Phụ, 0239 000 000",
    )
    for window in (phone, page):
        window.goto(f"{live_server.url}/tra-cuu/?ma={code}")
        looked_at(window, "cong-tra-cuu")
        let_in(window, live_server.url, office.users["lan"])
        window.goto(f"{live_server.url}/cong-dan/ho-so/{code}/")
        expect(window.get_by_text("Giấy chứng sinh chụp rõ cả bốn góc").first).to_be_visible()
        looked_at(window, "cong-ho-so-bo-sung")
        window.goto(f"{live_server.url}/cong-dan/ho-so/{code}/vi-sao/")
        looked_at(window, "cong-vi-sao")
        window.goto(f"{live_server.url}/cong-dan/ho-so/{code}/bo-sung/")
        looked_at(window, "cong-bo-sung")
        window.goto(f"{live_server.url}/cong-dan/ho-so/{code}/rut/")
        looked_at(window, "cong-rut")
        window.goto(f"{live_server.url}/huong-dan/")
        looked_at(window, "cong-huong-dan")


def test_works_without_script(chromium, live_server, office):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    window = context.new_page()
    let_in(window, live_server.url, office.users["lan"])
    window.goto(f"{live_server.url}/nop-ho-so/1.001193/")
    window.get_by_role("button", name="Bắt đầu").click()
    window.get_by_role("button", name="Tiếp tục").click()
    window.get_by_text("Nộp thay người khác").click()
    window.get_by_role("button", name="Tiếp tục").click()
    expect(window.get_by_label("Họ và tên người được nộp thay")).to_be_visible()
    window.get_by_text(re.compile("Cho tôi")).click()
    window.get_by_role("button", name="Tiếp tục").click()
    expect(window.get_by_role("heading", level=2)).to_have_text("Khi cần, chúng tôi liên hệ bạn thế nào?")
    window.get_by_role("button", name="Tiếp tục").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("Bạn thuộc trường hợp nào?")
    context.close()
