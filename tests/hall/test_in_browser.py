"""Sảnh trên màn hình thật: the kiosk forgets, the board is honest, the phone follows, the counter works by keyboard."""

import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from simulators.card_reader.server import Server
from tests.browser import assert_accessible, let_in, open_window, shot
from tests.factories.dossiers import LAN_ID, Office, moment
from tests.factories.hall import Centre, make_centre
from thongsuot.dossiers.models import Dossier, TicketDossier
from thongsuot.hall import prefill, services
from thongsuot.hall.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = moment(7, 9, 30)
KIOSK, WALL, UPRIGHT = ({"width": w, "height": h} for w, h in ((1080, 1920), (1920, 1080), (1080, 1920)))
# Everything a finger may touch, with its size; radios and boxes count with their label.
ASK_TARGETS = """() => [...document.querySelectorAll('main a, main button, main summary, main label:has(input), main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), footer a')]
  .filter(e => e.offsetParent !== null).map(e => [e.textContent.trim().slice(0, 30) || e.name, e.getBoundingClientRect()])
  .filter(([_t, box]) => box.height < 88 || box.width < 88).map(([t, box]) => `${t}: ${Math.round(box.width)}×${Math.round(box.height)}`)"""
ASK_TYPE = """() => [...document.querySelectorAll('body *')].filter(e => e.offsetParent !== null && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 28 && !e.closest('.visually-hidden, .skip-link, #loi-nhanh, #cau-chu'))
  .map(e => `${e.textContent.trim().slice(0, 30)}: ${getComputedStyle(e).fontSize}`)"""


@pytest.fixture(autouse=True)
def half_past_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    turn_to(monkeypatch, AT)


def turn_to(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: at))


@pytest.fixture
def hall(office: Office) -> Centre:
    return make_centre(office)


@pytest.fixture
def faults() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert not found, "; ".join(found)


@pytest.fixture
def kiosk(chromium: Any, live_server: Any, hall: Centre, faults: list[str]) -> Iterator[Any]:
    window = open_window(chromium, faults, viewport=KIOSK, has_touch=True)
    window.home = f"{live_server.url}/kiosk/18583/"
    window.goto(window.home)
    yield window
    window.context.close()


def touch(window: Any, words: str) -> None:
    window.get_by_text(words, exact=False).first.tap()


def well_made(window: Any, name: str) -> None:
    """Large enough for a finger and four metres, and WCAG 2.2 AA."""
    assert window.evaluate(ASK_TARGETS) == [], name
    assert window.evaluate(ASK_TYPE) == [], name
    assert_accessible(window)
    shot(window, name, whole=False)


def test_from_wish_to_number_by_touch_alone(kiosk: Any) -> None:
    well_made(kiosk, "kiosk-dau")
    touch(kiosk, "Làm thủ tục")
    kiosk.wait_for_url("**/viec/")
    well_made(kiosk, "kiosk-tim")
    kiosk.locator("#o-q").tap()
    for letter in "khai sinh":
        kiosk.get_by_role("button", name="dấu cách" if letter == " " else letter, exact=True).tap()
    expect(kiosk.locator("#o-q")).to_have_value("khai sinh")
    well_made(kiosk, "kiosk-ban-phim")
    kiosk.get_by_role("button", name="Tìm").tap()
    kiosk.wait_for_url("**/viec/?q=*")
    well_made(kiosk, "kiosk-tim-thay")
    kiosk.locator("a[href$='/viec/1.001193/']").tap()
    kiosk.wait_for_url("**/viec/1.001193/")
    well_made(kiosk, "kiosk-can-gi")
    touch(kiosk, "Lấy số cho việc này")
    kiosk.wait_for_url("**/so/**")
    expect(kiosk.locator(".kiosk-number")).to_have_text("A001")
    well_made(kiosk, "kiosk-so")
    kiosk.emulate_media(media="print")
    shot(kiosk, "kiosk-phieu-in", whole=False)
    assert kiosk.context.cookies() == []
    assert kiosk.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_screen_forgets_and_nothing_leads_back(kiosk: Any) -> None:
    kiosk.clock.install()
    kiosk.goto(f"{kiosk.home}khai-truoc/?thu-tuc=1.001193")
    kiosk.locator("#o-name").fill("Nguyễn Thị Lan")
    kiosk.locator("#o-id_number").fill(LAN_ID)
    well_made(kiosk, "kiosk-khai-truoc")
    kiosk.clock.fast_forward(42_000)
    expect(kiosk.get_by_text("Bạn còn ở đây không?")).to_be_visible()
    expect(kiosk.locator("[data-kiosk-count]")).to_have_text(re.compile(r"^1?\d$"))
    well_made(kiosk, "kiosk-con-o-day")
    kiosk.get_by_role("button", name="Tôi còn ở đây").tap()
    expect(kiosk.get_by_text("Bạn còn ở đây không?")).to_be_hidden()
    expect(kiosk.locator("#o-name")).to_have_value("Nguyễn Thị Lan")
    kiosk.clock.fast_forward(61_000)
    kiosk.wait_for_url(kiosk.home)
    kiosk.go_back()
    kiosk.wait_for_timeout(500)
    assert LAN_ID not in kiosk.content()
    assert "Nguyễn Thị Lan" not in kiosk.content()
    assert kiosk.context.cookies() == []
    assert kiosk.evaluate("localStorage.length + sessionStorage.length") == 0


def test_each_step_takes_the_place_of_the_one_before(kiosk: Any) -> None:
    before = kiosk.evaluate("history.length")
    touch(kiosk, "Lấy số ngay")
    kiosk.wait_for_url("**/lay-so/")
    well_made(kiosk, "kiosk-lay-so")
    touch(kiosk, "Hộ tịch, chứng thực")
    kiosk.wait_for_url("**/so/**")
    kiosk.get_by_role("link", name="Về trang đầu").tap()
    kiosk.wait_for_url(kiosk.home)
    assert kiosk.evaluate("history.length") == before


def test_what_is_wrong_is_said_in_place(kiosk: Any) -> None:
    kiosk.goto(f"{kiosk.home}khai-truoc/?thu-tuc=1.001193")
    touch(kiosk, "Xong, lấy số")
    expect(kiosk.get_by_text("Hãy cho biết họ và tên.")).to_be_visible()
    kiosk.locator("#o-name").tap()
    for key in "le va^n an":
        kiosk.get_by_role("button", name="dấu cách" if key == " " else key, exact=True).tap()
    expect(kiosk.locator("#o-name")).to_have_value("Le Vân An")
    well_made(kiosk, "kiosk-sua-loi")
    touch(kiosk, "Xong, lấy số")
    kiosk.wait_for_url("**/so/**")
    ticket = Ticket.objects.get()
    assert prefill.opened(ticket.uid, ticket.prefill)["name"] == "Le Vân An"


@pytest.fixture
def reader(live_server: Any, settings: Any, tmp_path: Any) -> Iterator[Server]:
    server = Server("127.0.0.1", 0, [live_server.url], tmp_path / "anchor.pem")
    server.in_thread()
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "connect-src": [*policy["connect-src"], server.address]}
    }
    settings.CARD_READER, settings.CARD_ANCHORS = server.address, str(tmp_path / "anchor.pem")
    yield server
    server.shutdown()
    server.server_close()


def test_a_card_laid_on_the_reader_goes_with_the_number_to_the_counter(kiosk: Any, reader: Server) -> None:
    kiosk.goto(f"{kiosk.home}khai-truoc/?thu-tuc=1.001193")
    for mode, told in (
        ("no_card", "Chưa thấy thẻ"),
        ("removed", "Thẻ bị nhấc ra"),
        ("unreadable", "Không đọc được thẻ"),
        ("tampered", "không khớp chữ ký"),
        ("expired", "Thẻ đã hết hạn"),
        ("down", "Không thấy đầu đọc"),
    ):
        reader.fault = {"mode": mode, "seconds": 1}
        touch(kiosk, "Đọc thẻ căn cước")
        expect(kiosk.locator("[data-card-said]")).to_contain_text(told)
        expect(kiosk.locator("#o-name")).to_have_value("")
    reader.fault = {"mode": "slow", "seconds": 1}
    touch(kiosk, "Đọc thẻ căn cước")
    expect(kiosk.locator("[data-card-said]")).to_contain_text("Đang đọc thẻ")
    expect(kiosk.locator("#o-name")).to_have_value("Nguyễn Thị Lan")
    well_made(kiosk, "kiosk-da-doc-the")
    touch(kiosk, "Xong, lấy số")
    kiosk.wait_for_url("**/so/**")
    assert LAN_ID not in kiosk.url
    ticket = Ticket.objects.get()
    said = prefill.opened(ticket.uid, ticket.prefill)
    assert (said["id_number"], said["card"]) == (LAN_ID, "chip")


@pytest.mark.parametrize(("name", "size"), [("bang-ngang", WALL), ("bang-doc", UPRIGHT)])
def test_the_board_is_read_from_afar_and_says_when_it_is_cut_off(
    chromium: Any, live_server: Any, hall: Centre, faults: list[str], name: str, size: Any
) -> None:
    for letter in "AABCD":
        hall.take(letter, AT)
    hall.sit("motcua1", 1, AT)
    hall.sit("motcua2", 3, AT)
    hall.serve("motcua1", AT)
    board = open_window(chromium, faults, viewport=size)
    board.clock.install()
    board.goto(f"{live_server.url}/bang/18583/")
    hall.call("motcua2", AT)
    board.clock.run_for(11_000)  # no stream in this test: it asks by itself
    expect(board.locator(".board-call")).to_have_text("Mời số A không không hai đến quầy số ba")
    assert_accessible(board)
    tall = board.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert tall <= 0, "nothing scrolls on a wall"
    assert board.evaluate("parseFloat(getComputedStyle(document.querySelector('.board-number')).fontSize)") >= 80
    shot(board, name, whole=False)
    board.context.set_offline(True)
    board.clock.run_for(12_000)
    expect(board.get_by_text("Mất kết nối từ")).to_be_visible()
    shot(board, f"{name}-mat-ket-noi", whole=False)
    board.context.set_offline(False)
    board.clock.run_for(12_000)
    expect(board.get_by_text("Mất kết nối từ")).to_be_hidden()
    board.context.close()


def test_a_phone_follows_its_number(phone: Any, live_server: Any, hall: Centre) -> None:
    hall.take("A", AT)
    hall.sit("motcua1", 3, AT)
    phone.clock.install()
    phone.goto(f"{live_server.url}/hang-cho/18583/")
    assert_accessible(phone)
    shot(phone, "dien-thoai-lay-so")
    touch(phone, "Hộ tịch, chứng thực")
    phone.wait_for_url("**/so/**")
    expect(phone.get_by_text("Còn 1 người trước bạn")).to_be_visible()
    assert_accessible(phone)
    shot(phone, "dien-thoai-so")
    hall.serve("motcua1", AT)
    hall.serve("motcua1", AT + timedelta(minutes=1))
    services.transfer(
        uid=Ticket.objects.get(label="A002").uid,
        principal=hall.who("motcua1"),
        at=AT + timedelta(minutes=2),
        service_id=hall.service("D"),
    )
    hall.call("motcua1", AT + timedelta(minutes=3))
    phone.clock.run_for(16_000)
    expect(phone.get_by_role("heading", name="Mời đến quầy 3")).to_be_visible()
    shot(phone, "dien-thoai-duoc-goi")


def test_a_phone_books_an_hour(phone: Any, live_server: Any, hall: Centre) -> None:
    phone.goto(f"{live_server.url}/hang-cho/18583/hen/")
    assert_accessible(phone)
    touch(phone, "Hộ tịch, chứng thực")
    phone.wait_for_url("**viec=*")
    touch(phone, "Thứ hai, 07/07/2025")
    phone.wait_for_url("**ngay=*")
    assert_accessible(phone)
    shot(phone, "dien-thoai-hen-gio")
    touch(phone, "10:00")
    phone.wait_for_url("**/so/**")
    expect(phone.get_by_text("Mã hẹn")).to_be_visible()
    assert_accessible(phone)
    shot(phone, "dien-thoai-da-hen")


def test_a_counter_calls_receives_and_goes_on_by_keyboard(page: Any, live_server: Any, hall: Centre) -> None:
    for n in range(3):
        hall.take("A", AT, procedure_code="1.001193", said={"name": f"Nguyễn Thị Lan {n}", "id_number": LAN_ID})
    let_in(page, live_server.url, hall.office.users["motcua1"])
    page.goto(f"{live_server.url}/can-bo/quay/")
    page.locator("#chon-quay").select_option(label="Quầy 3 · Tổng hợp")
    page.keyboard.press("F8")
    expect(page.get_by_text("3 người chờ quầy này")).to_be_visible()
    shot(page, "quay-co-hang-cho")
    page.keyboard.press("F8")
    expect(page.locator(".hall-label")).to_have_text("A001")
    assert_accessible(page)
    shot(page, "quay-dang-goi")
    with page.expect_navigation():
        page.keyboard.press("F9")
    page.keyboard.press("F8")
    page.wait_for_url("**/moi/1.001193/?so=*")
    assert page.locator("#o-name").input_value() == "Nguyễn Thị Lan 0"
    assert_accessible(page)
    shot(page, "quay-nhan-kem-so")
    for box in page.locator("input[name=component]").all():
        box.check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/xong/**")
    assert TicketDossier.objects.get().code == Dossier.objects.get().code
    assert Ticket.objects.get(label="A001").state == "finished"
    shot(page, "quay-xong-goi-tiep")
    page.keyboard.press("F8")
    expect(page.locator(".hall-label")).to_have_text("A002")
    page.get_by_role("button", name="Vắng mặt").click()
    expect(page.get_by_text("A002 vắng mặt")).to_be_visible()
    shot(page, "quay-vang-mat")


def test_a_card_laid_down_at_the_counter_fills_the_form(
    page: Any, live_server: Any, hall: Centre, reader: Server
) -> None:
    let_in(page, live_server.url, hall.office.users["motcua1"])
    page.goto(f"{live_server.url}/can-bo/quay/moi/1.001193/")
    page.get_by_role("button", name="Đọc thẻ căn cước").click()
    expect(page.locator("#o-id_number")).to_have_value(LAN_ID)
    expect(page.locator("#o-birth_date")).to_have_value("20/05/1990")
    assert "nay là Xã Mai Phụ" in page.locator("#o-address").input_value()
    assert LAN_ID not in page.url
    assert_accessible(page)
    shot(page, "quay-doc-the")


def test_the_head_sees_the_whole_hall(page: Any, live_server: Any, hall: Centre) -> None:
    for n, letter in enumerate("AABCDDA"):
        hall.take(letter, AT - timedelta(minutes=30 - n), priority="elderly" if n == 3 else "")
    hall.sit("motcua1", 1, AT - timedelta(minutes=25))
    hall.sit("motcua2", 3, AT - timedelta(minutes=20))
    hall.serve("motcua1", AT - timedelta(minutes=15))
    hall.serve("motcua1", AT - timedelta(minutes=8))
    services.rest(unit_id=hall.unit_id, principal=hall.who("motcua2"), at=AT - timedelta(minutes=3))
    let_in(page, live_server.url, hall.office.users["vanphong"])
    for path, name in (("", "hang-cho"), ("thiet-lap/", "hang-cho-thiet-lap"), ("so-lieu/", "hang-cho-so-lieu")):
        page.goto(f"{live_server.url}/can-bo/hang-cho/{path}")
        assert_accessible(page)
        shot(page, name)


def test_the_heads_pages_fit_a_phone(phone: Any, live_server: Any, hall: Centre) -> None:
    hall.take("A", AT)
    let_in(phone, live_server.url, hall.office.users["motcua1"])
    for path, name in (
        ("hang-cho/", "hang-cho"), ("hang-cho/goi-so/", "goi-so"), ("quay/", "quay"), ("hang-cho/so-lieu/", "so-lieu"),
    ):  # fmt: skip
        phone.goto(f"{live_server.url}/can-bo/{path}")
        assert_accessible(phone)
        shot(phone, name)


def test_without_script_a_number_is_taken_and_the_board_renews_itself(
    chromium: Any, live_server: Any, hall: Centre, faults: list[str]
) -> None:
    plain = open_window(chromium, faults, viewport=KIOSK, java_script_enabled=False)
    plain.goto(f"{live_server.url}/kiosk/18583/lay-so/")
    plain.get_by_text("Hộ tịch, chứng thực").click()
    plain.wait_for_url("**/so/**")
    assert "A001" in plain.content()
    assert plain.context.cookies() == []
    plain.goto(f"{live_server.url}/bang/18583/")
    assert plain.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count() == 1
    plain.context.close()
