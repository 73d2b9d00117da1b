"""Drafts save themselves, survive a dropped line, and never overwrite a newer one silently."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser import show

pytestmark = pytest.mark.browser

FORM = """{% call form("/nop/", autosave="/nhap/", revision="3") %}
{{ text("ten", "Họ và tên") }}{{ radios("noi", "Nơi nhận", [("quay", "Tại quầy"), ("nha", "Tại nhà")]) }}
{{ checkbox("dong_y", "Đồng ý") }}{{ act("Nộp", look="main") }}{% endcall %}"""
LINE = "[data-autosave-line]"


class Server:
    """Takes drafts as the platform does; can be switched off or be ahead."""

    def __init__(self, page):
        self.received, self.revision, self.up = [], 3, True
        page.route("**/nhap/", self.answer)

    def answer(self, route):
        if not self.up:
            route.abort("connectionfailed")
            return
        fields = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
        if int(fields["autosave_revision"]) != self.revision:
            route.fulfill(status=409, body=json.dumps({"revision": self.revision}), content_type="application/json")
            return
        self.received.append(fields)
        self.revision += 1
        body = json.dumps({"revision": self.revision, "saved_at": "10:32"})
        route.fulfill(body=body, content_type="application/json")


@pytest.fixture
def server(page, kit):
    server = Server(page)
    show(page, kit, FORM)
    return server


def test_what_is_typed_is_saved_a_moment_later(page, server):
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Hoa")
    expect(page.locator(LINE)).to_have_text("Đã lưu lúc 10:32")
    assert server.received[-1]["ten"] == "Nguyễn Thị Hoa"
    assert server.received[-1]["csrfmiddlewaretoken"]
    page.get_by_label("Tại nhà").check()
    expect(page.locator("form[data-autosave]")).to_have_attribute("data-revision", "5")
    assert server.received[-1]["noi"] == "nha"
    assert page.evaluate("localStorage.length") == 0


def test_a_dropped_line_loses_nothing_and_is_made_up_for(page, server):
    server.up = False
    page.get_by_label("Họ và tên").fill("Lê Văn Bình")
    expect(page.locator(LINE)).to_contain_text("Chưa lưu được")
    server.up = True
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(LINE)).to_have_text("Đã lưu lúc 10:32")
    assert [one["ten"] for one in server.received] == ["Lê Văn Bình"]


def test_after_a_crash_the_copy_on_this_machine_is_offered(page, kit, server):
    server.up = False
    page.get_by_label("Họ và tên").fill("Lê Văn Bình")
    page.get_by_label("Đồng ý").check()
    expect(page.locator(LINE)).to_contain_text("Chưa lưu được")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    show(page, kit, FORM)
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    server.up = True
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("Lê Văn Bình")
    expect(page.get_by_label("Đồng ý")).to_be_checked()
    expect(page.locator(LINE)).to_have_text("Đã lưu lúc 10:32")


def test_a_newer_draft_elsewhere_is_told_and_not_overwritten(page, server):
    server.revision = 9
    page.get_by_label("Họ và tên").fill("Bản cũ")
    expect(page.locator(LINE)).to_contain_text("vừa được sửa ở một cửa sổ hoặc thiết bị khác")
    page.get_by_label("Họ và tên").fill("Bản cũ hơn")
    page.wait_for_timeout(2000)
    assert server.received == []
    expect(page.get_by_label("Họ và tên")).to_have_value("Bản cũ hơn")
