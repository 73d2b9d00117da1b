"""The pages of this room as people meet them: keyboard alone, 360 px, WCAG 2.2 AA, pictures kept."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_citizen, make_official, with_password
from thongsuot.accounts.models import Role

PASSWORD = "k7wm-3xqd-hp2r-tz8n"

pytestmark = pytest.mark.browser


def test_signing_in_by_keyboard_alone(page, live_server, world):
    with_password(make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu), PASSWORD)
    page.goto(f"{live_server.url}/quan-tri/tai-khoan/")
    expect(page).to_have_url(re.compile(r"/dang-nhap/\?next="))
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type("maiphu.quantri")
    page.keyboard.press("Tab")
    page.keyboard.type("sai mật khẩu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng")
    assert_accessible(page)
    shot(page, "dang-nhap-sai")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tài khoản và chức vụ")
    assert_accessible(page)
    shot(page, "quan-tri-tai-khoan")


def test_a_citizen_signs_in_on_a_phone_and_switches_the_second_step_on(phone, live_server, world):
    citizen = with_password(make_citizen("congdan.an", full_name="Trần Thị An"), PASSWORD)
    phone.goto(f"{live_server.url}/dang-nhap/?next=/tai-khoan/bao-mat/")
    assert_accessible(phone)
    shot(phone, "dang-nhap")
    phone.get_by_label("Tên đăng nhập").fill("congdan.an")
    phone.get_by_label("Mật khẩu").fill(PASSWORD)
    phone.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bảo mật tài khoản")
    assert_accessible(phone)
    shot(phone, "bao-mat")
    phone.get_by_role("link", name="Bật xác thực hai bước").click()
    assert_accessible(phone)
    shot(phone, "bat-hai-buoc")
    secret = phone.locator(".secret-key").inner_text().replace(" ", "")
    phone.get_by_label("Mã 6 số trên ứng dụng").fill(
        format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    )
    phone.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    phone.get_by_role("button", name="Bật xác thực hai bước").click()
    expect(phone.get_by_text("Đã bật xác thực hai bước")).to_be_visible()
    assert_accessible(phone)
    shot(phone, "ma-du-phong")
    assert citizen.sessions.count() == 1


def test_administering_an_account_on_pc_and_phone(page, phone, live_server, world):
    admin = make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu, full_name="Bùi Văn Long")
    official = make_official(
        world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "office", full_name="Phan Thị Thuỷ"
    )
    for window in (page, phone):
        let_in(window, live_server.url, admin)
        for address, name in [
            ("/quan-tri/", "quan-tri"),
            ("/quan-tri/tai-khoan/", "tai-khoan"),
            (f"/quan-tri/tai-khoan/{official.uid}/", "mot-tai-khoan"),
            ("/quan-tri/tai-khoan/moi/", "mo-tai-khoan"),
        ]:
            window.goto(live_server.url + address)
            assert_accessible(window)
            shot(window, f"tai-khoan-{name}")
    page.get_by_label("Họ và tên").fill("Nguyễn Văn Nam")
    page.get_by_label("Tên đăng nhập").fill("maiphu.nam")
    page.get_by_label("Vai trò").select_option("counter_clerk")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mật khẩu tạm của Nguyễn Văn Nam")
    assert_accessible(page)
    shot(page, "mat-khau-tam")
