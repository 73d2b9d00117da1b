"""Người dân đang khai thì mất mạng: the server is really gone, typing goes on, and another device takes over afterwards."""

import re

import pytest
from playwright.sync_api import expect

from config.run.waiting import PATIENCE
from tests.browser import WIDE, assert_accessible, let_in, open_window, shot
from tests.factories.dossiers import office  # noqa: F401
from tests.portal.conftest import client_of
from tests.portal.filing_walk import Walk
from tests.walks.test_line_lost_at_two_counters import gate  # noqa: F401
from thongsuot.dossiers import drafts
from thongsuot.dossiers.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('nhap:')).length"


@pytest.fixture
def place(phone, gate, office):  # noqa: F811
    """The page of a birth registration that asks for the place, on a phone of citizen Lan."""
    walk = Walk(client_of(office.users["lan"])).begin().place_and_person()
    let_in(phone, gate.address, office.users["lan"])
    phone.goto(f"{gate.address}{walk.home}khai-place/")
    return f"{walk.home}khai-place/"


def held(office):  # noqa: F811
    """What the server has of the place."""
    draft = Draft.objects.get()
    child = drafts.own(uid=draft.pk, user_id=office.users["lan"].pk).data["form"].get("child", {})
    return child.get("birth_place"), child.get("hometown")


def test_typing_goes_on_and_another_device_goes_on_from_there(phone, chromium, gate, place, office):  # noqa: F811
    phone.get_by_label("Nơi sinh").fill("Bệnh viện Thạch Hà")
    expect(phone.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    gate.cut()
    phone.get_by_label("Quê quán").fill("Xã Mai Phụ")
    expect(phone.locator("#mat-ket-noi")).to_contain_text("Những gì bạn đã gõ được giữ trên máy này")
    assert_accessible(phone)
    shot(phone, "nguoi-dan-mat-mang")
    phone.get_by_role("button", name="Tiếp tục").click()  # nothing is sent into a line that is down
    expect(phone.get_by_text(re.compile("Mất mạng. Nội dung đang giữ trên máy này"))).to_be_visible()
    assert held(office) == ("Bệnh viện Thạch Hà", None)
    gate.open()
    expect(phone.locator("#mat-ket-noi")).to_be_hidden(timeout=PATIENCE * 1000)
    expect(phone.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    assert held(office) == ("Bệnh viện Thạch Hà", "Xã Mai Phụ")
    assert phone.evaluate(KEPT) == 0

    faults: list[str] = []
    other = open_window(chromium, faults, viewport=WIDE)
    let_in(other, gate.address, office.users["lan"])
    other.goto(f"{gate.address}/cong-dan/ho-so/")
    other.get_by_role("link", name="Làm tiếp").first.click()
    other.goto(f"{gate.address}{place}")
    expect(other.get_by_label("Quê quán")).to_have_value("Xã Mai Phụ")
    other.get_by_role("button", name="Tiếp tục").click()
    expect(other.get_by_label("Quê quán")).to_have_count(0)
    other.context.close()
    assert not faults, "; ".join(faults)


def test_who_pressed_before_anybody_noticed_comes_back_and_takes_it_back(phone, gate, place, office):  # noqa: F811
    gate.cut()
    phone.get_by_label("Nơi sinh").fill("Bệnh viện Thạch Hà")
    phone.evaluate("() => { window.onbeforeunload = null; }")
    phone.get_by_role("button", name="Tiếp tục").click()  # the page of the browser: no such address
    phone.wait_for_timeout(1_000)
    gate.open()
    phone.goto(f"{gate.address}{place}")
    button = phone.get_by_role("button", name="Lấy lại")
    if phone.get_by_label("Nơi sinh").input_value() != "Bệnh viện Thạch Hà":
        button.click()
    expect(phone.get_by_label("Nơi sinh")).to_have_value("Bệnh viện Thạch Hà")
    expect(phone.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    assert held(office)[0] == "Bệnh viện Thạch Hà"
