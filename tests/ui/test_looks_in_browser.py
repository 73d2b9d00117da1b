"""The kit as people see it: pictures at 360 and 1366, WCAG 2.2 AA by axe, keyboard focus visible."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, shot, show
from thongsuot.ui.living import examples

pytestmark = pytest.mark.browser


def living(window, kit):
    body = '{% include "ui/living_parts.html" %}'
    show(window, kit, body, path="/quan-tri/thanh-phan/", **examples())


def test_on_an_office_pc(page, kit):
    living(page, kit)
    assert_accessible(page)
    shot(page, "thanh-phan")


def test_on_a_phone(phone, kit):
    living(phone, kit)
    assert_accessible(phone)
    shot(phone, "thanh-phan")
    expect(phone.get_by_role("navigation", name="Các phần chính").get_by_role("link").first).to_be_in_viewport()


def test_with_high_contrast_and_the_largest_type(phone, kit):
    living(phone, kit)
    phone.evaluate("() => Object.assign(document.documentElement.dataset, {text: 'rat-lon', contrast: 'cao'})")
    assert_accessible(phone)


def test_a_long_label_of_a_card_pushes_the_next_line_down(phone, kit):
    body = (
        '{% from "ui/components/data.html" import table with context %}{% call table(["a", "b"], "Bảng") %}'
        '<tr><td data-label="Thời hạn bảo quản của hồ sơ nộp lưu">10 năm</td><td data-label="Ngày">x</td></tr>{% endcall %}'
    )
    show(phone, kit, body)
    label, cell = phone.evaluate(
        "(() => { const td = document.querySelector('td'), look = getComputedStyle(td, '::before');"
        " return [parseFloat(look.height), td.getBoundingClientRect().height]; })()"
    )
    assert 30 < label < cell


def test_public_targets_are_44_pixels(phone, kit):
    show(
        phone,
        kit,
        '{{ text("a", "Họ và tên") }}{{ radios("b", "Nơi nhận", [("c", "Quầy")]) }}{{ act("Gửi", look="main") }}',
        base="ui/base_public.html",
    )
    assert_accessible(phone)
    heights = phone.evaluate(
        "[...document.querySelectorAll('main input[type=text], .choice-card, main button, header a, footer a')]"
        ".map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect().height])"
    )
    small = [one for one in heights if one[1] < 44]
    assert heights
    assert not small


def test_the_skip_link_comes_first_and_is_seen(page, kit):
    show(page, kit, "<p>Nội dung</p>")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Tới nội dung chính")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_every_page_works_without_script(chromium, kit):
    context = chromium.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(kit + "/dang-nhap/")
    expect(window.get_by_role("button", name="Đăng nhập", exact=True)).to_be_visible()
    window.get_by_role("link", name="Chữ lớn hơn").click()
    expect(window.locator("html")).to_have_attribute("data-text", "lon")
    context.close()
