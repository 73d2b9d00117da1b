"""Văn bản đến in a browser: registered by the keyboard, instructed in three taps on a phone; WCAG 2.2 AA."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.documents import Office, arrived
from thongsuot.common.now import now
from thongsuot.documents.models import Document, State
from thongsuot.documents.services import taking_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(window: Any, name: str) -> None:
    assert_accessible(window)
    shot(window, name)


def test_a_paper_is_registered_by_keyboard_and_instructed_on_a_phone(
    page: Any, phone: Any, live_server: Any, world: Any
) -> None:
    office, at = Office(world, world.mai_phu), now()
    other = arrived(world, at=at, urgency=3, summary="Công điện ứng phó bão số 9")
    taking_in.register(uid=other.uid, principal=office.clerk, at=at, present_to=office.chair.user_id)
    let_in(page, live_server.url, office.users["clerk"])
    page.goto(f"{live_server.url}/can-bo/van-ban/den/moi/?trinh={office.chair.user_id}")
    look(page, "van-ban-vao-so")
    for words in ("Sở Nội vụ", "45", "SNV-VP", "27/02/2026", "V/v tập huấn văn thư"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã vào sổ: số đến 2.")).to_be_visible()
    expect(page.locator("[name=issuer_name]")).to_be_focused()
    paper = Document.objects.get(number="45")
    assert (paper.notation, paper.state) == ("SNV-VP", State.PRESENTED)
    let_in(phone, live_server.url, office.users["chair"])
    for window in (page, phone):
        window.goto(f"{live_server.url}/can-bo/van-ban/den/?nhom=chi-dao")
        look(window, "van-ban-den")
    phone.get_by_role("link", name="Công điện ứng phó bão số 9").click()
    look(phone, "van-ban-chi-dao")
    phone.select_option("[name=lead]", f"p{office.specialist.user_id}")
    phone.get_by_role("button", name="Giao việc").click()
    expect(phone.get_by_text("Đã giao việc.")).to_be_visible()
    let_in(page, live_server.url, office.users["specialist"])
    page.goto(phone.url)
    look(page, "van-ban-dang-lam")
    for name, address in (
        ("ho-so-cong-viec", "/can-bo/ho-so-cong-viec/"),
        ("van-ban-tim", "/can-bo/van-ban/tim/?q=bao"),
    ):
        page.goto(live_server.url + address)
        look(page, name)
