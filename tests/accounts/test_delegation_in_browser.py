"""Ủy quyền by keyboard on a PC and looked at on a phone; the papers seen at the counter beside it."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_official
from thongsuot.accounts.models import Delegation, Role

pytestmark = pytest.mark.browser


def test_a_chair_hands_over_by_keyboard_and_takes_back(page, phone, live_server, world):
    chair = make_official(
        world, "maiphu.chutich", Role.CHAIR, world.mai_phu, full_name="Hồ Sỹ Tuấn", title="Chủ tịch UBND xã"
    )
    deputy = make_official(
        world, "maiphu.vanphong", Role.UNIT_LEADER, world.mai_phu, "office", full_name="Võ Thị Minh Nguyệt"
    )
    admin = make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu)
    let_in(page, live_server.url, chair)
    page.goto(f"{live_server.url}/tai-khoan/uy-quyen/")
    assert_accessible(page)
    page.get_by_label("Người nhận ủy quyền").select_option("maiphu.vanphong")
    page.get_by_label("Từ ngày").fill("01/07/2025")
    page.get_by_label("Đến hết ngày").fill("31/12/2099")
    page.get_by_label("Số văn bản ủy quyền").fill("15/GUQ-UBND ngày 01/07/2025")
    page.get_by_label("Phạm vi, căn cứ").fill("Ký kết quả thủ tục hành chính khi Chủ tịch đi công tác")
    shot(page, "uy-quyen-moi")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("đang có hiệu lực")).to_be_visible()
    assert_accessible(page)
    shot(page, "uy-quyen")
    let_in(phone, live_server.url, deputy)
    phone.goto(f"{live_server.url}/tai-khoan/uy-quyen/")
    assert_accessible(phone)
    shot(phone, "uy-quyen-nguoi-nhan")
    page.context.clear_cookies()
    let_in(page, live_server.url, admin)
    page.goto(f"{live_server.url}/quan-tri/uy-quyen/")
    assert_accessible(page)
    shot(page, "uy-quyen-don-vi")
    page.get_by_role("button", name="Thu hồi ủy quyền số 15/GUQ-UBND").click()
    expect(page.get_by_text("đã thu hồi", exact=True)).to_be_visible()
    assert Delegation.objects.get().revoked_by_id == admin.pk
