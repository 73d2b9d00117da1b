"""Every page says since when the server does not answer, and what is safe; it asks nothing while all is well."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, shot, show

pytestmark = pytest.mark.browser

BAND = "#mat-ket-noi"
SAVES_ITSELF = """{% call form("/nop/", autosave="/nhap/", revision="3") %}{{ text("ten", "Họ và tên") }}{{ act("Nộp", look="main") }}{% endcall %}"""
DOES_NOT = """{% call form("/nop/") %}{{ text("ly_do", "Lý do") }}{{ act("Gửi", look="main") }}{% endcall %}"""


class Line:
    """The way to the server: counts what is asked, and can be down."""

    def __init__(self, page):
        self.asked, self.up = 0, True
        page.route("**/nhip/", self.answer)
        page.route("**/nhap/", lambda route: route.abort("connectionfailed"))

    def answer(self, route):
        self.asked += 1
        if self.up:
            route.fulfill(status=204)
        else:
            route.abort("connectionfailed")

    def falls(self, page):
        """The browser notices that the cable is out."""
        self.up = False
        page.evaluate("window.dispatchEvent(new Event('offline'))")


@pytest.fixture
def line(page):
    page.clock.install(time="2025-07-07T09:12:00+07:00")
    return Line(page)


def test_nothing_is_asked_and_nothing_said_while_all_is_well(page, kit, line):
    show(page, kit, "<p>Danh sách</p>")
    page.clock.fast_forward(600_000)
    page.wait_for_timeout(200)
    assert line.asked == 0
    expect(page.locator(BAND)).to_be_hidden()


def test_a_page_to_read_says_since_when_and_that_it_may_be_old(page, kit, line):
    show(page, kit, "<p>Danh sách</p>")
    line.falls(page)
    expect(page.locator(BAND)).to_contain_text("Mất kết nối từ 09:12. Điều đang hiện có thể đã cũ.")
    assert_accessible(page)
    shot(page, "mat-ket-noi")


def test_a_form_that_saves_itself_says_that_what_was_typed_is_kept(page, kit, line):
    show(page, kit, SAVES_ITSELF)
    page.get_by_label("Họ và tên").fill("Lê Văn Bình")
    line.up = False
    page.clock.fast_forward(2_000)  # the save fails, which raises the doubt
    expect(page.locator(BAND)).to_contain_text("Những gì bạn đã gõ được giữ trên máy này")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('nhap:')).length") == 1


def test_it_does_not_say_so_when_the_machine_keeps_no_copy(page, kit, line):
    show(page, kit, SAVES_ITSELF)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('đầy'); }; }")
    page.get_by_label("Họ và tên").fill("Lê Văn Bình")
    line.falls(page)
    expect(page.locator(BAND)).to_contain_text("chỉ còn trên màn hình")


def test_a_form_that_does_not_save_itself_says_that_it_stands_only_on_the_screen(page, kit, line):
    show(page, kit, DOES_NOT)
    page.get_by_label("Lý do").fill("Thiếu giấy chứng sinh")
    line.falls(page)
    expect(page.locator(BAND)).to_contain_text("chỉ còn trên màn hình")
    sent = []
    page.route("**/nop/", lambda route: (sent.append(1), route.abort("connectionfailed")))
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(BAND)).to_contain_text("Chưa gửi")
    expect(page.get_by_label("Lý do")).to_have_value("Thiếu giấy chứng sinh")
    assert sent == []


def test_it_asks_ever_more_seldom_and_goes_when_the_line_is_back(page, kit, line):
    show(page, kit, "<p>Danh sách</p>")
    line.falls(page)
    expect(page.locator(BAND)).to_be_visible()
    for _minute in range(10):
        page.clock.run_for(60_000)
    assert 6 <= line.asked <= 20  # ten minutes: 3 s, 6 s, 12 s … then once a minute
    line.up = True
    while page.locator(BAND).is_visible():
        page.clock.run_for(5_000)
        page.wait_for_timeout(50)
    asked = line.asked
    page.clock.run_for(300_000)
    assert line.asked == asked


def test_a_server_that_is_gone_although_the_cable_is_in_is_noticed_by_a_part_that_fails(page, kit, line):
    show(page, kit, '<div id="phan"><button class="btn" hx-get="/phan/" hx-target="#phan">Tải</button></div>')
    page.route("**/phan/", lambda route: route.abort("connectionfailed"))
    line.up = False
    page.get_by_role("button", name="Tải").click()
    expect(page.locator(BAND)).to_contain_text("Mất kết nối từ 09:12")


def test_a_counter_that_may_receive_without_the_line_is_led_there(page, kit, line):
    show(page, kit, "<p>Danh sách</p>")
    page.evaluate("localStorage.setItem('quay-ngoai-tuyen', '1')")
    line.falls(page)
    expect(page.get_by_role("link", name="Sang quầy ngoại tuyến")).to_be_visible()
