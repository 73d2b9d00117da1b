"""Money at the counter and on a citizen's phone, in a browser: by keyboard, WCAG 2.2 AA, pictures kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.dossiers import Office, moment
from tests.payments.copies import copies, with_account
from thongsuot.payments.models import CashSession, Receipt, Refund
from thongsuot.payments.services import arrivals, collecting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(window: Any, name: str) -> None:
    assert_accessible(window)
    shot(window, name)


def test_the_counter_collects_by_keyboard_alone(page: Any, live_server: Any, office: Office) -> None:
    with_account(office)
    code = copies(office)
    let_in(page, live_server.url, office.users["motcua1"])
    page.goto(f"{live_server.url}/can-bo/quay/xong/{code}/")
    look(page, "tien-da-tiep-nhan")
    page.goto(f"{live_server.url}/can-bo/thu-phi/{code}/")
    look(page, "tien-thu")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("In biên lai (3 liên)")).to_be_visible()
    look(page, "tien-da-thu")
    receipt = Receipt.objects.get()
    assert receipt.total == 12_000
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    opened.value.close()
    page.goto(f"{live_server.url}/can-bo/ho-so/{code}/")
    look(page, "tien-ho-so")


def test_the_drawer_is_counted_and_closed(page: Any, phone: Any, live_server: Any, office: Office) -> None:
    at = timezone.now() - timedelta(minutes=5)
    for _n in range(3):
        collecting.collect_cash(code=copies(office), principal=office.who("motcua1", at), at=at)
    session = CashSession.objects.get()
    for window in (page, phone):
        let_in(window, live_server.url, office.users["motcua1"])
        for name, address in (("quy", "/can-bo/quy/"), ("quy-ca", f"/can-bo/quy/{session.pk}/")):
            window.goto(live_server.url + address)
            look(window, name)
    for value, count in ((10_000, "3"), (2_000, "2")):
        page.fill(f"[name=khoa-n{value}]", count)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary")).to_contain_text("lệch -2.000")
    look(page, "quy-lech")
    page.fill("[name=khoa-n2000]", "3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã khoá sổ")).to_be_visible()
    look(page, "quy-da-khoa")
    for window in (page, phone):
        window.goto(f"{live_server.url}/can-bo/quy/bao-cao/")
        look(window, "quy-bao-cao")


def test_waiting_refunds_and_accounts_on_a_screen_and_a_phone(
    page: Any, phone: Any, live_server: Any, office: Office
) -> None:
    with_account(office)
    code = copies(office)
    who, at = office.who("motcua1"), moment(7, 9, 30)
    collecting.offer_transfer(code=code, principal=who, at=at)
    arrivals.note_transfer(code=code, principal=who, at=at, external_id="FT25188001", amount=5_000, payer="Lan")
    other = copies(office)
    collecting.offer_transfer(code=other, principal=who, at=at)
    arrivals.note_transfer(code=other, principal=who, at=at, external_id="FT25188002", amount=20_000, payer="Lan")
    refund = Refund.objects.get()
    assert refund.amount == 20_000 - 12_000
    for window in (page, phone):
        let_in(window, live_server.url, office.users["motcua1"])
        for name, address in (
            ("tien-cho-thu", "/can-bo/thu-phi/"),
            ("tien-thieu", f"/can-bo/thu-phi/{code}/"),
            ("hoan-tien", "/can-bo/hoan-tien/"),
            ("hoan-tien-mot", f"/can-bo/hoan-tien/{refund.pk}/"),
        ):
            window.goto(live_server.url + address)
            look(window, name)
        let_in(window, live_server.url, office.users["quantri"])
        window.goto(f"{live_server.url}/quan-tri/tai-khoan-thu/")
        look(window, "tai-khoan-thu")


def test_a_citizen_pays_on_his_phone(phone: Any, live_server: Any, office: Office, settings: Any) -> None:
    settings.PAYMENT_GATEWAY = {"address": "http://127.0.0.1:9", "partner": "X", "secret": "y"}
    with_account(office)
    code = copies(office)
    collecting.offer_transfer(code=code, principal=office.who("motcua1"), at=moment(7, 9, 30))
    let_in(phone, live_server.url, office.users["lan"])
    phone.goto(f"{live_server.url}/cong-dan/ho-so/{code}/")
    look(phone, "dan-ho-so-cho-nop")
    phone.get_by_role("link", name="Nộp tiền ngay").click()
    look(phone, "dan-nop-tien")
    phone.get_by_role("button", name="Nộp trực tuyến").click()
    expect(phone.get_by_text("Cổng thanh toán chưa trả lời")).to_be_visible()
    look(phone, "dan-cong-im-lang")
    now = timezone.now()
    collecting.collect_cash(code=code, principal=office.who("motcua1", now), at=now)
    phone.goto(f"{live_server.url}/cong-dan/ho-so/{code}/")
    look(phone, "dan-da-nop")
