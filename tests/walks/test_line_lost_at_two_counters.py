"""Mất mạng mười phút ở hai quầy: thirty dossiers are received without the line, and merge once, whatever happens meanwhile."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import expect

from config.run.waiting import PATIENCE
from tests.browser import WIDE, assert_accessible, let_in, open_window, shot
from tests.factories.dossiers import MONDAY_9, office  # noqa: F401
from tests.walks.gate import Gate
from thongsuot.common import journal
from thongsuot.dossiers.models import CodeAlias, Dossier
from thongsuot.offline.models import Arrival

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSPHRASE = "bốn từ dễ nhớ"
PAGE = "/can-bo/quay-ngoai-tuyen/"
TEN_MINUTES = timedelta(minutes=10)
AT_EACH = 15


class CounterPC:
    """One counter PC: a browser with its own storage and its own clock."""

    def __init__(self, browser: Any, gate: Gate, user: Any, faults: list[str]) -> None:
        self.gate, self.user, self.faults = gate, user, faults
        self.window = open_window(browser, faults, viewport=WIDE)
        self.window.clock.install(time=MONDAY_9)
        let_in(self.window, gate.address, user)
        self.received: list[tuple[str, str]] = []

    def starts(self, name: str) -> "CounterPC":
        """Register the machine and make the clerk's vault while the line is there."""
        page = self.window
        page.goto(self.gate.address + PAGE)
        page.get_by_label("Tên máy").fill(name)
        page.get_by_role("button", name="Đăng ký máy này").click()
        page.locator("#o-mat-khau").fill(PASSPHRASE)
        page.locator("#o-mat-khau-2").fill(PASSPHRASE)
        page.get_by_role("button", name="Đặt mật khẩu máy").click()
        expect(page.get_by_text("Còn 50 số tạm.")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def sees_no_line(self) -> None:
        """The next heartbeat finds nobody."""
        self.window.clock.fast_forward(70_000)
        expect(self.window.locator("[data-line]")).to_contain_text("Mất mạng từ")

    def receives(self, name: str, *, look: str = "") -> str:
        """One dossier; answers the number on the slip."""
        page = self.window
        page.clock.fast_forward(20_000)
        page.get_by_label("Thủ tục: gõ vài chữ").fill("sao y")
        page.keyboard.press("Enter")
        page.get_by_label("Họ và tên").fill(name)
        if look:
            shot(page, f"{look}-nhap")
            assert_accessible(page)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Đã nhận, giữ an toàn trên máy này")).to_be_visible()
        number = page.locator("[data-done-code]").inner_text()
        due = (
            page.locator(".slip-copy").first.get_by_text("Hẹn trả").locator("xpath=following-sibling::dd").inner_text()
        )
        if look:
            shot(page, f"{look}-giay")
            assert_accessible(page)
        self.received.append((number, due))
        page.get_by_role("button", name="Hồ sơ mới").click()
        return number

    def opens_again(self, page: Any = None) -> Any:
        """The PC was restarted: the page comes without the line, locked, with everything still there."""
        page = page or self.window
        page.goto(self.gate.address + PAGE)
        page.locator("#o-mk").fill(PASSPHRASE)
        page.get_by_role("button", name="Mở khoá").click()
        expect(page.get_by_role("heading", name="Nhận hồ sơ khi mất mạng")).to_be_visible()
        return page

    def merges(self) -> None:
        """The line is back: everything goes by itself."""
        self.window.clock.fast_forward(70_000)
        expect(self.window.locator("[data-safe-words]")).to_contain_text(
            "Không có hồ sơ nào chờ gửi", timeout=PATIENCE * 1000
        )


@pytest.fixture
def gate(live_server):
    gate = Gate(urlsplit(live_server.url).port)
    settings.PUBLIC_URL, before = gate.address, settings.PUBLIC_URL
    yield gate
    settings.PUBLIC_URL = before
    gate.cut()


@pytest.fixture
def counters(chromium, gate, monday, office):  # noqa: F811
    faults: list[str] = []
    pcs = [CounterPC(chromium, gate, office.users[name], faults) for name in ("motcua1", "motcua2")]
    yield [pc.starts(f"Máy quầy số {n}") for n, pc in enumerate(pcs, 1)]
    for pc in pcs:
        pc.window.context.close()
    assert not faults, "; ".join(faults)


def test_thirty_dossiers_of_ten_minutes_without_a_line_merge_once(counters, gate, clock, office):  # noqa: F811
    first, second = counters
    shot(first.window, "ngoai-tuyen-san-sang")
    gate.cut()
    first.sees_no_line()
    second.sees_no_line()
    for n in range(5):
        first.receives(f"Người Một {n}", look="ngoai-tuyen" if n == 0 else "")
    first.opens_again()
    expect(first.window.locator("[data-safe-words]")).to_contain_text("5 hồ sơ đang giữ an toàn")
    for n in range(5, AT_EACH):
        first.receives(f"Người Một {n}")
    for n in range(AT_EACH):
        second.receives(f"Người Hai {n}")
    shot(second.window, "ngoai-tuyen-dang-giu")
    assert Dossier.objects.count() == 0
    taken = first.received + second.received
    assert len({number for number, _due in taken}) == 2 * AT_EACH

    clock(MONDAY_9 + TEN_MINUTES)
    gate.robbed = b"POST /api/v1/offline/dossiers"
    gate.open()
    second.window.clock.fast_forward(70_000)
    expect(second.window.locator("[data-told]")).to_contain_text("Mất mạng khi đang gửi")
    assert gate.lost >= 1
    assert Dossier.objects.count() == 10  # the server did the work, the PC does not know it yet
    gate.robbed = b""
    second.merges()
    other_tab = first.opens_again(first.window.context.new_page())
    first.merges()
    expect(other_tab.locator("[data-safe-words]")).to_contain_text(
        "Không có hồ sơ nào chờ gửi", timeout=PATIENCE * 1000
    )
    shot(first.window, "ngoai-tuyen-da-gui")

    assert Dossier.objects.count() == CodeAlias.objects.count() == 2 * AT_EACH
    assert Arrival.objects.filter(state="merged").count() == Arrival.objects.count() == 2 * AT_EACH
    assert_true_times(taken)
    looks_up(first.window, gate, taken[0][0])


def assert_true_times(taken: list[tuple[str, str]]) -> None:
    """Received when they were, as the paper says, told by whom and how."""
    for number, printed in taken:
        dossier = Dossier.objects.get(code=CodeAlias.objects.get(alias=number).code)
        assert MONDAY_9 <= dossier.received_at <= MONDAY_9 + TEN_MINUTES
        assert f"{dossier.due_at.astimezone(MONDAY_9.tzinfo):%H:%M %d/%m/%Y}" == printed
        entries = journal.timeline(dossier.province_id, "dossier", dossier.pk)
        assert [entry.verb for entry in entries] == ["submitted", "received"]
        assert {entry.data["backdated"]["offline"]["provisional"] for entry in entries} == {number}
        assert {entry.at for entry in entries} == {dossier.received_at}


def looks_up(page: Any, gate: Gate, number: str) -> None:
    """The QR of the slip leads to the dossier, for the citizen and for the official."""
    code = CodeAlias.objects.get(alias=number).code
    page.goto(f"{gate.address}/tra-cuu/{number}/")
    page.wait_for_url(f"**/tra-cuu/{code}/")
    page.goto(f"{gate.address}/can-bo/ho-so/{number}/")
    page.wait_for_url(f"**/can-bo/ho-so/{code}/")
    expect(page.get_by_role("heading", name="Nhận khi mất mạng")).to_be_visible()
    shot(page, "ho-so-nhan-khi-mat-mang")
