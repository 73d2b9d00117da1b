"""The kit's scripts in a real browser: keyboard, double click, dialogs, text size."""

import pytest
from playwright.sync_api import expect

from tests.browser import show

pytestmark = pytest.mark.browser

LIST = """
<label for="tim">Tìm trong danh sách</label><input id="tim" data-list-search>
<div data-list><table><tbody>
{% for n in range(1, 4) %}<tr data-item><td><input type="checkbox" name="chon" value="{{ n }}" aria-label="Chọn {{ n }}"></td>
<td><a data-open href="/trang-thu/?dong={{ n }}">Hồ sơ {{ n }}</a></td></tr>{% endfor %}
</tbody></table></div>
{{ link_act("Hồ sơ mới", "/trang-thu/?moi=1", key="n") }}
<form action="/trang-thu/" method="get"><input type="hidden" name="chinh" value="1">{{ act("Làm việc chính", look="main", main=true) }}</form>
{{ opener("Rút", "rut", "/trang-thu/?khong-script=1") }}
{% call dialog("rut", "Rút hồ sơ?") %}<p>Không mở lại được.</p>{% endcall %}
"""


def open_list(page, kit):
    show(page, kit, LIST)
    return page


def test_j_and_k_move_x_ticks_enter_opens(page, kit):
    open_list(page, kit)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".is-current")).to_have_count(1)
    expect(page.locator(".is-current")).to_contain_text("Hồ sơ 2")
    expect(page.get_by_role("link", name="Hồ sơ 2")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("input[name=chon]").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**?dong=2")


def test_arrows_go_from_the_search_box_into_the_list(page, kit):
    open_list(page, kit)
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Hồ sơ 2")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**?dong=1")


def test_keys_are_letters_while_somebody_types(page, kit):
    open_list(page, kit)
    page.keyboard.press("/")
    expect(page.locator("#tim")).to_be_focused()
    page.keyboard.type("njk?x/")
    expect(page.locator("#tim")).to_have_value("njk?x/")
    expect(page.locator(".is-current")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#tim")).not_to_be_focused()


def test_question_mark_shows_the_keys_and_escape_leaves(page, kit):
    open_list(page, kit)
    page.keyboard.press("?")
    help_dialog = page.locator("#phim-tat")
    expect(help_dialog).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".is-current")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()


@pytest.mark.parametrize(("keys", "address"), [(["n"], "**?moi=1"), (["Control+Enter"], "**?chinh=1")])
def test_letters_and_the_main_act_press_their_buttons(page, kit, keys, address):
    open_list(page, kit)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(address)
    assert page.url.endswith(address.removeprefix("**"))


def test_g_and_a_letter_go_to_a_part_of_the_house(page, kit):
    open_list(page, kit)
    page.route("**/can-bo/quay/", lambda route: route.fulfill(body="quầy", content_type="text/plain; charset=utf-8"))
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/can-bo/quay/")
    assert page.url.endswith("/can-bo/quay/")


def test_a_dialog_opens_in_place_and_closes_by_escape(page, kit):
    open_list(page, kit)
    page.get_by_role("link", name="Rút").click()
    expect(page.get_by_role("dialog", name="Rút hồ sơ?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#rut")).to_be_hidden()
    assert "khong-script" not in page.url


def test_a_second_click_sends_nothing(page, kit):
    sent = []
    show(page, kit, '{% call form("/gui/") %}{{ act("Tiếp nhận", look="main") }}{% endcall %}')

    def receive(route):
        sent.append(route.request.method)
        page.wait_for_timeout(300)
        route.fulfill(status=204)

    page.route("**/gui/", receive)
    page.evaluate("() => { const b = document.querySelector('main form button'); b.click(); b.click(); b.click(); }")
    expect(page.locator("main form button")).to_have_class("btn btn-primary is-busy")
    page.wait_for_timeout(600)
    assert sent == ["POST"]


def test_after_a_dropped_line_the_form_can_be_sent_again(page, kit):
    show(
        page,
        kit,
        '{% call form("/gui/", attributes={"hx-post": "/gui/", "hx-swap": "none"}) %}{{ act("Gửi", look="main") }}{% endcall %}',
    )
    page.route("**/gui/", lambda route: route.abort("connectionfailed"))
    page.locator("main form button").click()
    expect(page.locator("#loi-nhanh")).to_contain_text("Mất kết nối")
    expect(page.locator("main form")).not_to_have_attribute("data-sending", "1")


def test_a_refused_part_is_told_without_losing_the_page(page, kit):
    show(page, kit, '<div id="phan"><button class="btn" hx-get="/phan/" hx-target="#phan">Tải</button></div>')
    told = '<div class="notice note-now"><p>Việc này không làm được lúc này</p><button data-note-close>×</button></div>'
    page.route("**/phan/", lambda route: route.fulfill(status=409, body=told, content_type="text/html; charset=utf-8"))
    page.get_by_role("button", name="Tải").click()
    expect(page.locator("#loi-nhanh")).to_contain_text("không làm được lúc này")
    expect(page.get_by_role("button", name="Tải")).to_be_visible()
    page.locator("[data-note-close]").click()
    expect(page.locator("#loi-nhanh")).to_be_empty()


def test_text_grows_without_reloading_and_the_server_is_told(page, kit):
    show(page, kit, "<p>Chữ</p>")
    with page.expect_request("**/giao-dien/?co-chu=lon*"):
        page.get_by_role("link", name="Chữ lớn hơn").click()
    expect(page.locator("html")).to_have_attribute("data-text", "lon")
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size == pytest.approx(18.4)


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page, kit):
    body = """{{ error_summary([{"field": "ten", "message": "Hãy nhập họ và tên."}]) }}
    {% call form("/gui/") %}{{ text("ten", "Họ và tên", error="Hãy nhập họ và tên.") }}{% endcall %}"""
    show(page, kit, body)
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Hãy nhập họ và tên.").click()
    expect(page.locator("#o-ten")).to_be_focused()
