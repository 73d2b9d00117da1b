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


def copies(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('nhap:')).length")


def test_nothing_is_sent_into_a_line_that_is_down(page, server):
    server.up = False
    page.context.set_offline(True)
    page.get_by_label("Họ và tên").fill("Lê Văn Bình")
    page.get_by_role("button", name="Nộp").click()
    expect(page.locator(LINE)).to_contain_text("Mất mạng")
    expect(page.get_by_label("Họ và tên")).to_have_value("Lê Văn Bình")
    server.up = True
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_have_text("Đã lưu lúc 10:32")
    assert server.received[-1]["ten"] == "Lê Văn Bình"
    expect(page.get_by_role("button", name="Nộp")).not_to_have_class("is-busy")
    assert copies(page) == 0


def test_a_copy_is_offered_even_when_the_draft_moved_on_elsewhere(page, kit, server):
    server.up = False
    page.get_by_label("Họ và tên").fill("Gõ lúc mất mạng")
    expect(page.locator(LINE)).to_contain_text("Chưa lưu được")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    server.up, server.revision = True, 7
    show(page, kit, FORM.replace('revision="3"', 'revision="7"'))
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("Gõ lúc mất mạng")
    expect(page.locator(LINE)).to_contain_text("vừa được sửa ở một cửa sổ hoặc thiết bị khác")
    assert server.received == []


def test_copies_of_somebody_else_and_of_long_ago_are_forgotten(page, kit, server):
    keep = "([key, who, age]) => localStorage.setItem(key, JSON.stringify({who, at: Date.now() - age, revision: '3', fields: []}))"
    for key, who, age in (("nhap:/a/", "nguoi-khac", 0), ("nhap:/b/", "maiphu.motcua1", 25 * 3_600_000)):
        page.evaluate(keep, [key, who, age])
    page.evaluate(keep, ["nhap:/c/", "maiphu.motcua1", 1000])
    show(page, kit, FORM)
    assert page.evaluate("Object.keys(localStorage)") == ["nhap:/c/"]


def test_signing_out_leaves_no_copy_on_the_machine(page, kit, server):
    server.up = False
    page.get_by_label("Họ và tên").fill("Lê Văn Bình")
    expect(page.locator(LINE)).to_contain_text("Chưa lưu được")
    assert copies(page) == 1
    page.evaluate(
        "() => { const form = document.querySelector('form[data-sign-out]');"
        " form.addEventListener('submit', event => event.preventDefault()); form.requestSubmit(); }"
    )
    assert copies(page) == 0
