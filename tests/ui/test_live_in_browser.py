"""A list that refreshes itself leaves people where they were, and waits while they are busy."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser import show

pytestmark = pytest.mark.browser

LIST = """<div id="danh-sach" data-live="/su-kien/?ve=cu" data-live-token="/ve/" hx-get="/danh-sach/" hx-trigger="song" hx-swap="innerHTML">
<table data-list><tbody><tr data-item><td><input type="checkbox" name="viec" value="1" aria-label="Chọn việc 1"></td>
<td><a data-open href="/viec/1/">Việc 1</a></td></tr></tbody></table></div>"""
NEWER = """<table data-list><tbody><tr data-item><td><a data-open href="/viec/2/">Việc 2</a></td></tr>
<tr data-item><td><a data-open href="/viec/1/">Việc 1</a></td></tr></tbody></table>"""


class Stream:
    """Stands in for the process of events: silent until told, then one event a connection."""

    def __init__(self, page):
        self.events, self.tickets = [], []
        page.route("**/su-kien/**", self.answer)
        page.route("**/ve/", self.ticket)
        page.route("**/danh-sach/", lambda route: route.fulfill(body=NEWER, content_type="text/html; charset=utf-8"))

    def answer(self, route):
        event = self.events.pop(0) if self.events else ""
        body = "retry: 200\n\n" + (f"event: {event}\ndata: doi\n\n" if event else ": nhip\n\n")
        route.fulfill(body=body, content_type="text/event-stream")

    def ticket(self, route):
        self.tickets.append(route.request.url)
        route.fulfill(body=json.dumps({"url": "/su-kien/?ve=moi"}), content_type="application/json")


@pytest.fixture
def stream(page):
    return Stream(page)


def test_the_list_comes_anew_and_the_marked_line_stays_marked(page, kit, stream):
    show(page, kit, LIST)
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Việc 1")).to_be_focused()
    stream.events.append("viec")
    expect(page.get_by_role("link", name="Việc 2")).to_be_visible()
    expect(page.locator(".is-current")).to_contain_text("Việc 1")
    expect(page.get_by_role("link", name="Việc 1")).to_be_focused()


def test_while_lines_are_ticked_the_change_is_offered_not_forced(page, kit, stream):
    show(page, kit, LIST)
    page.get_by_label("Chọn việc 1").check()
    stream.events.append("viec")
    offer = page.get_by_role("button", name="Danh sách có thay đổi. Tải lại")
    expect(offer).to_be_visible()
    expect(page.get_by_label("Chọn việc 1")).to_be_checked()
    offer.click()
    expect(page.get_by_role("link", name="Việc 2")).to_be_visible()


def test_an_ended_ticket_is_renewed_and_nothing_is_missed(page, kit, stream):
    show(page, kit, LIST)
    stream.events.append("het-han")
    expect(page.get_by_role("link", name="Việc 2")).to_be_visible()
    assert len(stream.tickets) == 1
