"""Trang gói trên màn hình thật: an office PC and a phone, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.cutover.test_package_pages import _Stage
from tests.factories.accounts import make_official
from tests.walks.samples.cutover_packages import name, package_of, person
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import Difference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/quan-tri/chuyen-doi/goi/"


def test_the_administrator_decides_on_his_desk_and_on_his_phone(page, phone, live_server, world):
    stage = _Stage(world)
    who = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    person(stage)
    name(stage)
    let_in(page, live_server.url, who)
    page.goto(f"{live_server.url}{HERE}")
    assert_accessible(page)
    shot(page, "goi-danh-sach")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gói của Tỉnh đi thử")
    assert_accessible(page)
    shot(page, "goi-mot")
    let_in(phone, live_server.url, who)
    phone.goto(f"{live_server.url}{HERE}{package_of(stage).uid}/")
    assert_accessible(phone)
    shot(phone, "goi-mot")
    phone.get_by_role("button", name="Hai người khác nhau").click()
    expect(phone.get_by_text("Đã quyết xong")).to_be_visible()
    assert Difference.objects.get(kind="person").decision == "separate"
