"""Household business from the counter to the certificate: the fee is asked for and paid, the appointment moved with apology."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import let_in
from tests.factories.accounts import make_official
from tests.factories.dossiers import LAN_ID, moment
from tests.factories.procedures import BUSINESS
from tests.walks.house import AT_THE_COUNTER, House, returned_at_the_counter, works_on_step
from tests.walks.phone import Phone
from thongsuot.accounts.models import Role
from thongsuot.common import journal_verify, notices
from thongsuot.common.models import Notice, NoticeState
from thongsuot.dossiers.models import Dossier, Payment, Status
from thongsuot.dossiers.notices import tell_citizens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTERS = [
    "received",
    "payment_requested",
    "payment_recorded",
    "processing_started",
    "extended",
    "finished",
    "result_returned",
]


@pytest.fixture
def economy(house: House) -> House:
    """With a head of the economy office, and a citizen who can be written to."""
    office = house.office
    office.users["truongphong"] = make_official(
        office.world,
        "maiphu.truongphong",
        Role.UNIT_LEADER,
        office.world.mai_phu,
        "economy",
        title="Trưởng phòng Kinh tế",
    )
    house.officials.append("truongphong")
    office.users["lan"].email = "lan@vi.example"
    office.users["lan"].save(update_fields=["email"])
    return house


def received(house: House) -> str:
    """At the counter; answers the code."""
    clerk = house.hands_of("motcua1").open(f"/can-bo/quay/moi/{BUSINESS}/")
    clerk.fill({"name": AT_THE_COUNTER[BUSINESS][1], "id_number": LAN_ID, "phone": "0912345678"})
    clerk.tab_to("email").looked_at("ho-kinh-doanh-quay")
    clerk.arrive("**/xong/**", "Control+Enter").sees("Đã tiếp nhận hồ sơ")
    return clerk.window.url.rstrip("/").rsplit("/", 1)[1]


def asked_to_pay(house: House, code: str) -> None:
    """The fee rules name no amount, so the clerk types it, with the reason."""
    clerk = house.at_dossier("motcua1", code).unfold("Yêu cầu nộp tiền").sees("Biểu phí không ghi số tiền")
    clerk.fill({"request-payment-text-1": "Lệ phí đăng ký hộ kinh doanh", "request-payment-amount-1": "100.000"})
    clerk.press_button("Yêu cầu nộp tiền", "phải có lý do")
    clerk.fill({"request-payment-reason": "Nghị quyết của HĐND tỉnh"})
    clerk.press_button("Yêu cầu nộp tiền", "Đã yêu cầu nộp tiền").looked_at("ho-kinh-doanh-cho-nop")


def paid(house: House, code: str) -> None:
    """An hour later, by transfer."""
    clerk = house.turn_to(moment(7, 10)).at_dossier("motcua1", code)
    clerk.fill({"record-payment-method": "transfer", "record-payment-reference": "FT25188001"})
    clerk.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Đã ghi nhận khoản nộp").sees("FT25188001")
    assert Payment.objects.get().amount == 100_000


def apologised(house: House, code: str) -> None:
    """The head of the office sees that it will be late, says so before, and explains the day."""
    assert Dossier.objects.get(code=code).due_at == moment(11, 8)  # an hour was given back for the payment
    head = house.turn_to(moment(8, 9)).at_dossier("truongphong", code).unfold("Xin lỗi và hẹn lại")
    head.fill({"extend-new_due_date": "12/07/2025", "extend-reason": "Hệ thống đăng ký kinh doanh ngừng phục vụ"})
    head.press_button("Xin lỗi và hẹn lại", "Ngày hẹn mới phải là ngày làm việc")
    head.fill({"extend-new_due_date": "14/07/2025"})
    head.press_button("Xin lỗi và hẹn lại", "Đã hẹn lại").looked_at("ho-kinh-doanh-hen-lai")
    after = Dossier.objects.get(code=code)
    assert (after.due_at, after.original_due_at) == (moment(14, 17), moment(10, 17))
    href = head.window.get_by_role("link", name="mẫu 04").get_attribute("href")
    assert head.window.request.get(house.address + href).body().startswith(b"%PDF")
    head.tab_to_words("Vì sao").arrive("**/vi-sao/", "Enter")
    head.sees("Hệ thống đăng ký kinh doanh ngừng phục vụ").looked_at("ho-kinh-doanh-vi-sao")


def told(at: Any) -> list[str]:
    """Both jobs, as the worker runs them; answers which news went out by now."""
    while tell_citizens(at):
        pass
    notices.send_due(lambda: at)
    assert not Notice.objects.exclude(state=NoticeState.SENT).exists()
    return list(Notice.objects.order_by("entry_id").values_list("event", flat=True))


def seen_by_the_citizen(house: House, phone: Any, code: str, name: str, *words: str) -> Phone:
    """What the own dossier says on the phone."""
    let_in(phone, house.address, house.office.users["lan"])
    citizen = Phone(phone, house.address, BUSINESS).open(f"/cong-dan/ho-so/{code}/")
    for one in words:
        expect(phone.locator("main")).to_contain_text(re.compile(one))
    return citizen.looked_at(f"ho-kinh-doanh-{name}")


def test_paid_by_transfer_and_extended_with_apology(economy: House, phone: Any, settings: Any, tmp_path: Any) -> None:
    settings.NOTICE_ROOT = tmp_path
    house = economy
    code = received(house)
    asked_to_pay(house, code)
    assert told(house.at) == LETTERS[:2]
    seen_by_the_citizen(house, phone, code, "phai-nop", r"Cần nộp 100\.000.đ", "Nghị quyết của HĐND tỉnh")
    paid(house, code)
    specialist = house.hands_of("kinhte").open(f"/can-bo/viec/?q={code}")
    specialist.press("j", "x").arrive("**/viec/**", "Control+Enter").sees("Đã nhận 1 việc")
    apologised(house, code)
    assert told(house.at) == LETTERS[:5]
    seen_by_the_citizen(
        house, phone, code, "xin-loi", "Cơ quan xin lỗi và hẹn lại", "nay hẹn.*14/07/2025", "ngừng phục vụ"
    )
    for _turn in range(3):
        for step in house.dossier(code).open_steps()[:1]:
            works_on_step(house, code, step, look=False)
    assert Dossier.objects.get(code=code).status == Status.FINISHED
    returned_at_the_counter(house, code, look=False)
    assert told(house.at) == LETTERS
    seen_by_the_citizen(house, phone, code, "xong", "Kết quả", "Đã nộp tiền", "Tin đã báo cho bạn")
    assert not journal_verify.verify().faults
    assert len(list(tmp_path.rglob("*.eml"))) == len(LETTERS)
