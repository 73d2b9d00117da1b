"""Văn bản đi on a real screen: readable at 360 and 1366 px, usable by keyboard alone."""

import pytest

from tests.browser import assert_accessible, let_in, shot
from tests.documents.outgoing_story import BODY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OUT = "/can-bo/van-ban/di/"


def test_list_draft_document_and_book_can_be_worked_with(page, phone, live_server, office):
    document = office.addressed(
        office.draft("QD", summary="Về việc kiện toàn Tổ công tác chuyển đổi số cộng đồng", body=BODY), mode=""
    )
    office.issued("CV")
    for window, name in ((page, "wide"), (phone, "phone")):
        let_in(window, live_server.url, office.leader)
        for place, address in (
            ("list", OUT),
            ("new", f"{OUT}moi/"),
            ("document", f"{OUT}{document.uid}/"),
            ("address", f"{OUT}{document.uid}/noi-nhan/"),
            ("book", "/can-bo/van-ban/so/?nam=2026"),
        ):
            window.goto(f"{live_server.url}{address}")
            shot(window, f"outgoing-{place}-{name}")
            assert_accessible(window)


def test_a_new_document_is_begun_and_the_list_is_read_by_keyboard(page, live_server, office):
    office.draft()
    let_in(page, live_server.url, office.drafter)
    page.goto(f"{live_server.url}{OUT}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/di/*-*/")
    page.goto(f"{live_server.url}{OUT}")
    page.keyboard.press("n")
    page.wait_for_url("**/moi/")
    page.get_by_label("Trích yếu nội dung").fill("Về việc mới")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/di/*-*/")
    assert "Về việc mới" in page.content()
