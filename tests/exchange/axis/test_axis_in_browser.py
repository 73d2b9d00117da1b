"""Trang của trục như văn thư thấy: what came and went, one message, an answer to its sender; on a desk and a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.exchange.axis.test_in import LETTER, recall
from tests.factories.accounts import make_official
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.documents.models import State
from thongsuot.exchange.axis import edxml
from thongsuot.exchange.axis.edxml.words import DocType

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_document_clerk_reads_the_axis_and_answers_a_sender(page, phone, live_server, house):
    house.clock.at = now()
    house.issued("G09")
    house.issued("G09", number="16", notation="")
    house.send()
    house.put(LETTER)
    house.move_on(house.arrived().get(), State.IN_HAND)
    asked = house.put(edxml.write(recall(doc_type=DocType.UPDATE, subject="Trích yếu đã sửa")))
    clerk = make_official(house.world, "maiphu.vanthu", Role.DOCUMENT_CLERK, house.world.mai_phu)
    for window in (page, phone):
        let_in(window, live_server.url, clerk)
        window.goto(f"{live_server.url}/can-bo/lien-thong/truc/")
        expect(window.get_by_role("heading", name="Nơi gửi chờ trả lời")).to_be_visible()
        assert_accessible(window)
        shot(window, "truc")
        window.goto(f"{live_server.url}/can-bo/lien-thong/truc/den/{asked.pk}/")
        expect(window.get_by_role("button", name="Đồng ý")).to_be_visible()
        assert_accessible(window)
        shot(window, "truc-den")
    phone.get_by_role("button", name="Đồng ý").click()
    expect(phone.get_by_text("Đã trả lời nơi gửi.")).to_be_visible()
