"""Copies on a real screen: asked for by keyboard, readable at 360 and 1366 px, checked on a telephone."""

import pytest

from tests.browser import assert_accessible, let_in, shot
from thongsuot.documents.models import Document, DocumentCopy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COPIES, OUT = "/can-bo/van-ban/sao/", "/can-bo/van-ban/di/"


def test_a_copy_is_asked_for_by_keyboard_and_its_pages_can_be_worked_with(page, phone, live_server, office, desk):
    source, signed = desk.arrived(), desk.signed(office.issued("QD"))
    code = DocumentCopy.objects.get(document=signed).code
    let_in(page, live_server.url, office.clerk)
    page.goto(f"{live_server.url}{COPIES}{source.uid}/")
    page.get_by_label("Bản điện tử").focus()
    page.get_by_label("Tôi đã đối chiếu").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/di/*-*/")
    made = Document.objects.exclude(pk=signed.pk).get(type="SY")
    assert DocumentCopy.objects.get(document=made).to_medium == "digital"
    ask, document, check = f"{COPIES}{source.uid}/", f"{OUT}{made.uid}/", f"/kiem-tra-ban-sao/{code}/"
    wide = {"ask": ask, "list": COPIES, "document": document}
    small = {"ask": ask, "certify": f"{COPIES}chung-thuc/", "check": check}
    let_in(phone, live_server.url, office.clerk)
    for window, name, places in ((page, "wide", wide), (phone, "phone", small)):
        for place, address in places.items():
            window.goto(f"{live_server.url}{address}")
            shot(window, f"copy-{place}-{name}")
            assert_accessible(window)
