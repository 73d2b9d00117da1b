"""Money, stop and new appointment done by keyboard alone on the dossier page; pictures kept, WCAG 2.2 AA."""

import re
from contextvars import ContextVar
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.dossiers import MONDAY_9, Office, in_processing, moment
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Payment
from thongsuot.dossiers.payments import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FARTHEST = 150  # presses of Tab after which something counts as unreachable
WORDS = "((document.activeElement.closest('summary, button, a') || {}).innerText || '').trim()"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine o'clock on Monday 7/7/2025 for the test and for the threads of its server."""
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: MONDAY_9))


class Hands:
    """An official without a mouse."""

    def __init__(self, window: Any, address: str, office: Office, name: str, code: str) -> None:
        self.window, self.keys = window, window.keyboard
        let_in(window, address, office.users[name])
        window.goto(f"{address}/can-bo/ho-so/{code}/")

    def tab_to(self, found: str, what: str) -> None:
        for _press in range(FARTHEST):
            if self.window.evaluate(found) == what:
                return
            self.keys.press("Tab")
        raise AssertionError(f"phím Tab không tới được “{what}”")

    def open(self, words: str) -> None:
        """Open a folded act by its name."""
        self.tab_to(WORDS, words)
        self.keys.press("Enter")

    def fill(self, **answers: str) -> None:
        for name, answer in answers.items():
            self.tab_to("document.activeElement.name || ''", name.replace("__", "-"))
            if self.window.evaluate("document.activeElement.tagName") == "SELECT":
                while self.window.evaluate("document.activeElement.value") != answer:
                    self.keys.press("ArrowDown")
            else:
                self.keys.press("Control+a")
                self.keys.insert_text(answer)

    def press(self, words: str, told: str) -> None:
        """Press the button and read what the page says then."""
        self.tab_to(WORDS, words)
        with self.window.expect_navigation():
            self.keys.press("Enter")
        expect(self.window.locator("body")).to_contain_text(told)


def looked_at(window: Any, name: str) -> None:
    assert_accessible(window)
    shot(window, name)


def test_money_stop_and_new_appointment_by_keyboard(page: Any, live_server: Any, office: Office) -> None:
    code = in_processing(office)
    hands = Hands(page, live_server.url, office, "hotich", code)
    hands.open("Yêu cầu nộp tiền")
    looked_at(page, "dong-tu-yeu-cau-nop-tien")
    hands.fill(**{"request-payment-text-1": "Lệ phí", "request-payment-amount-1": "8.000"})
    hands.fill(**{"request-payment-reason": "Nghị quyết HĐND tỉnh"})
    hands.press("Yêu cầu nộp tiền", "Đã yêu cầu nộp tiền")
    assert Payment.objects.get().amount == 8_000

    hands = Hands(page, live_server.url, office, "motcua1", code)
    looked_at(page, "dong-tu-ghi-nhan-nop")
    hands.fill(**{"record-payment-method": "transfer", "record-payment-reference": "FT25188001"})
    hands.press("Ghi nhận đã nộp đủ", "Đã ghi nhận khoản nộp")
    assert Payment.objects.get().reference == "FT25188001"

    hands = Hands(page, live_server.url, office, "vanphong", code)
    hands.open("Xin lỗi và hẹn lại")
    looked_at(page, "dong-tu-gia-han")
    hands.fill(**{"extend-new_due_date": "09/07/2025", "extend-reason": "Cơ sở dữ liệu dân cư ngừng phục vụ"})
    hands.press("Xin lỗi và hẹn lại", "Đã hẹn lại")
    assert Dossier.objects.get().due_at == moment(9, 17)

    hands.open("Tạm dừng giải quyết")
    looked_at(page, "dong-tu-tam-dung")
    hands.fill(**{"stop-reason_code": "COURT_ORDER", "stop-basis": "Công văn 12/TA ngày 07/7/2025"})
    hands.press("Tạm dừng giải quyết", "Đã tạm dừng giải quyết")
    looked_at(page, "dong-tu-dang-dung")
    hands.press("Tiếp tục giải quyết", "Đã tiếp tục giải quyết")
    assert Dossier.objects.get().status == "PROCESSING"
    page.goto(f"{live_server.url}/can-bo/ho-so/{code}/vi-sao/")
    looked_at(page, "dong-tu-vi-sao")


def test_question_and_answer_and_what_the_citizen_sees(page: Any, phone: Any, live_server: Any, office: Office) -> None:
    code = in_processing(office)
    hands = Hands(page, live_server.url, office, "hotich", code)
    hands.open("Xin ý kiến")
    looked_at(page, "dong-tu-xin-y-kien")
    hands.fill(**{"consult-to": "42-STP", "consult-question": "Giấy chứng sinh do nước ngoài cấp có dùng được không?"})
    hands.fill(**{"consult-due_date": "08/07/2025"})
    hands.press("Gửi câu hỏi", "Đã gửi câu hỏi")
    for window in (page, phone):
        Hands(window, live_server.url, office, "hatinh_so", code)
        looked_at(window, "dong-tu-tra-loi")
    hands = Hands(page, live_server.url, office, "hatinh_so", code)
    hands.fill(**{"answer-consultation-answer": "Dùng được khi đã hợp pháp hóa lãnh sự."})
    hands.press("Gửi trả lời", "Đã trả lời")
    act = {"code": code, "at": MONDAY_9}
    services.extend(**act, principal=office.who("vanphong"), reason="Thiếu người", new_due_at=moment(9, 17))
    services.request_payment(
        **act, principal=office.who("hotich"), items=[Item("FEE", "Lệ phí", 8_000)], reason="Nghị quyết HĐND tỉnh"
    )
    for window in (page, phone):
        let_in(window, live_server.url, office.users["lan"])
        window.goto(f"{live_server.url}/cong-dan/ho-so/{code}/")
        expect(window.locator("body")).to_contain_text(re.compile(r"Cần nộp 8\.000.đ"))
        looked_at(window, "dong-tu-cong-dan")
        Hands(window, live_server.url, office, "motcua1", code)
        looked_at(window, "dong-tu-ho-so")
