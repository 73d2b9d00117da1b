"""What was stored unsigned on a real screen: chosen by keyboard, its progress seen at 1366 and 360 px."""

import pytest

from tests.browser import assert_accessible, let_in, shot
from tests.documents.test_book_signed import closed
from thongsuot.common.now import now
from thongsuot.signatures.models import AskingRun
from thongsuot.signatures.services import late_asking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_register_is_sent_to_be_signed_and_its_progress_is_seen(page, phone, live_server, desk, world):
    closed(world, world.mai_phu, desk.principal("clerk"))
    closed(world, world.mai_phu, desk.principal("clerk"), year=2023)
    let_in(page, live_server.url, desk.people["clerk"])
    let_in(phone, live_server.url, desk.people["clerk"])
    address = f"{live_server.url}/can-bo/ky-so/chua-ky/"
    for window in (page, phone):
        window.goto(address)
        shot(window, "unsigned")
        assert_accessible(window)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/chua-ky/*-*/")
    shot(page, "asking")
    assert late_asking.carry_out(AskingRun.objects.get().pk, clock=now) == 2
    phone.goto(page.url)
    shot(phone, "asking")
    assert_accessible(phone)
