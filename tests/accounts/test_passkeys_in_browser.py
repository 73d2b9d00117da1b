"""Khoá truy cập in a real browser with a virtual authenticator: make, name, sign in without password, remove."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_citizen, make_official, with_password
from thongsuot.accounts.models import Role
from thongsuot.common import journal

PASSWORD = "k7wm-3xqd-hp2r-tz8n"

pytestmark = pytest.mark.browser


@pytest.fixture
def key_holder(page):
    """A device that says yes at once, as after a finger on the sensor."""
    return authenticator(page)


def authenticator(window):
    session = window.context.new_cdp_session(window)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def make_key(page, live_server, name="Máy ở quầy"):
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/moi/")
    page.get_by_label("Tên khoá").fill(name)
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_role("button", name="Tạo khoá").click()


def test_an_official_makes_a_key_signs_in_with_it_renames_and_removes_it(page, live_server, world, key_holder):
    official = with_password(make_official(world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "office"), PASSWORD)
    let_in(page, live_server.url, official)
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/moi/")
    assert_accessible(page)
    shot(page, "khoa-moi")
    make_key(page, live_server)
    expect(page.get_by_text("Đã thêm khoá")).to_be_visible()
    expect(page.get_by_role("strong").filter(has_text="Máy ở quầy")).to_be_visible()
    assert_accessible(page)
    shot(page, "bao-mat-co-khoa")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/dang-nhap/?next=/tai-khoan/bao-mat/")
    assert_accessible(page)
    shot(page, "dang-nhap-khoa")
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bảo mật tài khoản")
    page.get_by_role("link", name="Đổi tên Máy ở quầy").click()
    page.get_by_label("Tên khoá").fill("Máy của tôi")
    page.get_by_role("button", name="Lưu tên").click()
    page.get_by_role("link", name="Bỏ khoá Máy của tôi").click()
    assert_accessible(page)
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_role("button", name="Bỏ khoá").click()
    expect(page.get_by_text("Chưa có khoá nào")).to_be_visible()
    verbs = [entry.verb for entry in journal.timeline(world.province.id, "account", official.pk)]
    assert verbs == ["passkey_added", "signed_in", "passkey_renamed", "passkey_removed"]
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    expect(page.get_by_text("không mở được tài khoản nào ở đây")).to_be_visible()


def test_a_citizen_signs_in_with_a_key_on_a_phone_and_a_wrong_finger_does_not(phone, live_server, world):
    session, holder = authenticator(phone)
    let_in(phone, live_server.url, with_password(make_citizen("congdan.an"), PASSWORD))
    make_key(phone, live_server, "Điện thoại")
    expect(phone.get_by_text("Đã thêm khoá")).to_be_visible()
    phone.context.clear_cookies()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": holder, "isUserVerified": False})
    phone.goto(f"{live_server.url}/dang-nhap/")
    phone.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    expect(phone.get_by_text("Chưa dùng được khoá truy cập")).to_be_visible()
    shot(phone, "khoa-khong-dung-duoc")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": holder, "isUserVerified": True})
    phone.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")


def test_an_answer_is_good_once(page, live_server, world, key_holder):
    user = with_password(make_citizen("congdan.an"), PASSWORD)
    let_in(page, live_server.url, user)
    make_key(page, live_server)
    expect(page.get_by_text("Đã thêm khoá")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/dang-nhap/")
    with page.expect_request(lambda request: request.url.endswith("/dang-nhap/khoa/")) as sent:
        page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    answer = sent.value.post_data_json["credential"]
    assert json.loads(answer)["type"] == "public-key"
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/dang-nhap/")
    page.evaluate("answer => document.querySelector('[data-passkey-sign-in] [name=credential]').value = answer", answer)
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    expect(page.get_by_text("không mở được tài khoản nào ở đây")).to_be_visible()
