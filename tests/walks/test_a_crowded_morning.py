"""Một buổi sáng đông ở Mai Phụ: three counters, a kiosk, forty numbers, a line lost and back, money and ratings; all books equal."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db.models import Sum
from playwright.sync_api import expect

from simulators.national_portal.server import Server
from tests.browser import PHONE, WIDE, assert_accessible, let_in, open_window, shot
from tests.factories.accounts import make_official
from tests.factories.dossiers import LAN_ID, MONDAY_9, Office, papers_for, submit
from tests.factories.hall import Centre, make_centre
from tests.factories.procedures import COPY, FULL_FORMS
from tests.factories.ratings import token
from tests.payments.copies import PRICE, copies, with_account
from tests.payments.gateway_at_work import PARTNER, SECRET
from tests.walks.gate import Gate
from tests.walks.test_line_lost_at_two_counters import CounterPC
from thongsuot.accounts.models import Role
from thongsuot.common import journal_verify
from thongsuot.dossiers.models import CodeAlias, Dossier, TicketDossier
from thongsuot.dossiers.services import tickets
from thongsuot.hall import services as hall_services
from thongsuot.hall.models import Ticket
from thongsuot.payments.models import Arrival, CashSession, Receipt
from thongsuot.payments.services import collecting
from thongsuot.ratings.models import Rating

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KIOSK = {"width": 1080, "height": 1920}
TICKETS = 40
AT_COUNTERS = {"motcua1": 1, "motcua2": 2, "motcua3": 3}
TAKEN = "AAABACADAABC"  # what people come for, over and over
CLERKS_OF_COPIES = ("motcua1", "motcua3")


class Morning:
    """Everything that stands in the centre this morning."""

    def __init__(self, browser: Any, address: str, office: Office, clock: Callable[[datetime], None]) -> None:
        self.browser, self.address, self.office, self._clock = browser, address, office, clock
        self.faults: list[str] = []
        self.windows: list[Any] = []
        self.at = MONDAY_9
        office.users["motcua3"] = make_official(
            office.world, "maiphu.motcua3", Role.COUNTER_CLERK, office.world.mai_phu, full_name="Hồ Thị Sen"
        )
        with_account(office)
        self.hall: Centre = make_centre(office)

    def later(self, **time: float) -> datetime:
        """Time goes on for everybody."""
        self.at += timedelta(**time)
        self._clock(self.at)
        return self.at

    def window(self, who: str = "", **options: Any) -> Any:
        """A browser of its own; signed in when it is somebody's."""
        window = open_window(self.browser, self.faults, **{"viewport": WIDE, **options})
        self.windows.append(window)
        if who:
            let_in(window, self.address, self.office.users[who])
        return window

    def close(self) -> None:
        """Nobody leaves before everything was right."""
        for window in self.windows:
            window.context.close()
        assert not self.faults, "; ".join(self.faults)


@pytest.fixture
def morning(chromium: Any, live_server: Any, monday: Any, clock: Any, office: Office) -> Iterator[Morning]:
    morning = Morning(chromium, live_server.url, office, clock)
    yield morning
    morning.close()


@pytest.fixture
def gateway(live_server: Any, settings: Any) -> Iterator[Server]:
    server = Server("127.0.0.1", 0)
    server.in_thread()
    settings.PAYMENT_GATEWAY = {"address": f"{server.address}/thanh-toan", "partner": PARTNER, "secret": SECRET}
    with server.storage.change() as base:
        base.execute("INSERT OR REPLACE INTO partners VALUES (?, ?, ?)", (PARTNER, SECRET, live_server.url))
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def line(live_server: Any, settings: Any) -> Iterator[Gate]:
    """The cable of the third counter."""
    gate = Gate(urlsplit(live_server.url).port)
    settings.PUBLIC_URL = gate.address
    yield gate
    gate.cut()


def test_a_crowded_morning(morning: Morning, gateway: Server, line: Gate) -> None:
    forty_numbers(morning)
    pc = CounterPC(morning.browser, line, morning.office.users["motcua3"], morning.faults).starts("Máy quầy số 3")
    morning.windows.append(pc.window)
    by_keyboard = received_by_keyboard(morning)
    line.cut()
    pc.sees_no_line()
    slips = [pc.receives(f"Khách Mất Mạng {n}") for n in range(2)]
    served = served_meanwhile(morning)
    assert len(served) == Ticket.objects.filter(label__startswith="A").count() - 1, "and one by keyboard"
    morning.later(minutes=10)
    its_clock = pc.window.evaluate("Date.now()")
    pc.window.clock.fast_forward(
        int(morning.at.timestamp() * 1000 - its_clock)
    )  # left alone so long, it has locked itself
    line.open()
    pc.opens_again()
    pc.merges()
    paid_online = paid_on_a_phone(morning, gateway)
    rated_on_a_phone_and_at_the_kiosk(morning, by_keyboard, served[0])
    drawers_are_counted(morning)
    books_are_equal(morning, [by_keyboard, *served], slips, paid_online)


def forty_numbers(morning: Morning) -> None:
    """One at the kiosk by touch, one on a telephone, the others while somebody helps at the door."""
    kiosk = morning.window(viewport=KIOSK, has_touch=True)
    kiosk.goto(f"{morning.address}/kiosk/18583/")
    kiosk.get_by_text("Lấy số ngay").tap()
    kiosk.get_by_text("Hộ tịch, chứng thực").tap()
    expect(kiosk.locator(".kiosk-number")).to_have_text("A001")
    phone = morning.window(viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(f"{morning.address}/hang-cho/18583/")
    phone.get_by_text("Hộ tịch, chứng thực").tap()
    expect(phone.get_by_text("Còn 1 người trước bạn")).to_be_visible()
    for n in range(TICKETS - 2):
        letter = TAKEN[n % len(TAKEN)]
        priority = "elderly" if n % 13 == 5 else ""
        more = {"procedure_code": COPY, "said": {"name": f"Khách Sao Y {n}"}} if letter == "A" else {}
        morning.hall.take(letter, morning.later(seconds=5), priority=priority, **more)
    board = morning.window(viewport={"width": 1920, "height": 1080})
    board.goto(f"{morning.address}/bang/18583/")
    assert_accessible(board)
    shot(board, "sang-dong-bang", whole=False)
    assert Ticket.objects.filter(state="waiting").count() == TICKETS


def received_by_keyboard(morning: Morning) -> str:
    """The first counter takes its seat, calls, receives, collects in cash; no mouse, nothing typed twice."""
    page = morning.window("motcua1")
    page.goto(f"{morning.address}/can-bo/quay/")
    page.locator("#chon-quay").select_option(label="Quầy 1 · Hộ tịch")
    page.keyboard.press("F8")
    expect(page.get_by_text("người chờ quầy này")).to_be_visible()
    shot(page, "sang-dong-quay")
    page.keyboard.press("F8")
    label = page.locator(".hall-label")
    expect(label).to_have_text("A014")  # the aged go first; those who wait longest follow
    with page.expect_navigation():
        page.keyboard.press("F8")
    page.wait_for_url(f"**/moi/{COPY}/?so=*")
    expect(page.locator("#o-name")).to_have_value("Khách Sao Y 18")
    for name, value in {"pages": "2", "copies": "3"}.items():
        box = page.locator(f"[name='form.{name}']")
        if box.count():
            box.fill(value)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/xong/**")
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    shot(page, "sang-dong-da-nhan")
    assert Ticket.objects.get(label="A014").state == "finished"
    return code


def served_meanwhile(morning: Morning) -> list[str]:
    """Three counters go on until nobody waits; copies are received in their turn and paid in cash; one did not come."""
    hall, office = morning.hall, morning.office
    for name in ("motcua2", "motcua3"):
        hall.sit(name, AT_COUNTERS[name], morning.at)
    served, absent = [], False
    while any([_one_turn(morning, name, served, skip=not absent) for name in AT_COUNTERS]):  # noqa: C419  (each of them)
        if not absent:
            absent = Ticket.objects.filter(state="no_show").exists()
    assert not Ticket.objects.exclude(state__in=["finished", "no_show"]).exists()
    assert office.users["motcua3"].pk in set(Dossier.objects.values_list("received_by_id", flat=True))
    return served


def _one_turn(morning: Morning, name: str, served: list[str], *, skip: bool) -> bool:
    hall = morning.hall
    ticket = hall.call(name, morning.later(seconds=20))
    if ticket is None:
        return False
    who = hall.who(name, morning.at)
    if skip and ticket.label.startswith("B"):
        hall_services.no_show(uid=ticket.uid, principal=who, at=morning.later(seconds=20))
        return True
    hall_services.start(uid=ticket.uid, principal=who, at=morning.later(seconds=10))
    if ticket.label.startswith("A") and name in CLERKS_OF_COPIES:
        given = {
            "procedure_code": COPY,
            "form": FULL_FORMS[COPY],
            "components": papers_for(COPY, form=FULL_FORMS[COPY]),
        }
        loaded = submit(morning.office, by=name, at=morning.at, **given)
        tickets.join(uid=ticket.uid, loaded=loaded, principal=who, at=morning.at)
        collecting.collect_cash(code=loaded.dossier.code, principal=who, at=morning.later(seconds=10))
        served.append(str(loaded.dossier.code))
    else:
        hall_services.finish(uid=ticket.uid, principal=who, at=morning.later(seconds=30))
    return True


def paid_on_a_phone(morning: Morning, gateway: Server) -> str:
    """Lan pays on the gateway's page; what it tells us back closes the matter and makes a receipt."""
    code = copies(morning.office, at=morning.at)
    collecting.offer_transfer(code=code, principal=morning.hall.who("motcua1", morning.at), at=morning.at)
    phone = morning.window("lan", viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(f"{morning.address}/cong-dan/ho-so/{code}/nop-tien/")
    phone.get_by_role("button", name="Nộp trực tuyến").tap()
    phone.get_by_role("link", name="Sang cổng thanh toán").tap()
    phone.get_by_role("link", name="Trả 12.000 đ").tap()
    phone.get_by_role("link", name="Quay về nơi nộp hồ sơ").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bạn đã nộp đủ")
    shot(phone, "sang-dong-da-nop")
    assert Arrival.objects.get(source="gateway").amount == PRICE
    return code


def rated_on_a_phone_and_at_the_kiosk(morning: Morning, first: str, second: str) -> None:
    """By the code on the paper, each once."""
    phone = morning.window(viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(f"{morning.address}/danh-gia/{token(first)}/")
    phone.get_by_text("Rất hài lòng").first.tap()
    phone.get_by_role("button", name="Gửi đánh giá").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn đã đánh giá")
    kiosk = morning.window(viewport=KIOSK, has_touch=True)
    kiosk.goto(f"{morning.address}/danh-gia/?ki-ot=18583")
    kiosk.get_by_label("Mã đánh giá").fill(token(second))
    kiosk.keyboard.press("Enter")
    kiosk.get_by_text("Hài lòng", exact=True).first.tap()
    kiosk.get_by_role("button", name="Gửi đánh giá").tap()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn đã đánh giá")
    phone.goto(f"{morning.address}/danh-gia/{token(first)}/")
    expect(phone.get_by_role("button", name="Gửi đánh giá")).to_have_count(0)


def drawers_are_counted(morning: Morning) -> None:
    """Both drawers hold what their books say, and are closed."""
    for session in CashSession.objects.order_by("pk"):
        name = next(n for n, user in morning.office.users.items() if user.pk == session.holder_id)
        page = morning.window(name)
        page.goto(f"{morning.address}/can-bo/quy/{session.pk}/")
        page.fill("[name=khoa-n2000]", str(session.balance // 2_000))
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Đã khoá sổ")).to_be_visible()
        shot(page, f"sang-dong-quy-{name}")


def books_are_equal(morning: Morning, in_turns: list[str], slips: list[str], paid_online: str) -> None:
    """Numbers, dossiers, money, ratings and the journal tell one story."""
    of_the_hall = Ticket.objects.exclude(source="offline")
    assert of_the_hall.count() == TICKETS
    assert of_the_hall.filter(state="no_show").count() == 1
    assert of_the_hall.filter(state="finished").count() == TICKETS - 1
    offline = set(CodeAlias.objects.filter(alias__in=slips).values_list("code", flat=True))
    assert sorted(TicketDossier.objects.values_list("code", flat=True)) == sorted([*in_turns, *offline])
    assert Ticket.objects.filter(source="offline", state="finished").count() == len(slips), "mỗi giấy tạm một lượt"
    assert len(offline) == len(slips)
    assert set(Dossier.objects.values_list("code", flat=True)) == {*in_turns, *offline, paid_online}
    cash = Receipt.objects.filter(method="cash")
    assert cash.count() == len(in_turns) - 1, "the one received by keyboard was not asked to pay"
    assert Receipt.objects.aggregate(sum=Sum("total"))["sum"] == PRICE * (len(in_turns) - 1 + 1)
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert CashSession.objects.aggregate(sum=Sum("balance"))["sum"] == PRICE * cash.count()
    assert Rating.objects.count() == 2
    assert not journal_verify.verify().faults
    assert LAN_ID not in "".join(str(entry) for entry in Ticket.objects.values_list("label", flat=True))
