"""Marriage status: begun on a phone, filed on another device, one supplement asked and answered, the paper in hand."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import WIDE, let_in, open_window
from tests.factories.dossiers import moment
from tests.factories.procedures import FULL_FORMS, MARRIAGE_STATUS
from tests.portal.filing_walk import PDF
from tests.walks.house import House, returned_at_the_counter, works_on_step
from tests.walks.phone import REVIEW, Phone
from thongsuot.common import journal_verify
from thongsuot.dossiers.models import Dossier, Draft, Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACE_TYPED = "Thôn Liên Tiến, xã Mai Phụ, tỉnh Hà Tĩnh"
PAPER = "Giấy xác nhận tình trạng hôn nhân đã cấp"
ASKED = ["Giấy xác nhận đã cấp trước đây", "Ghi rõ nơi cư trú từ năm 2016 đến nay"]


@pytest.fixture
def computer(chromium: Any) -> Iterator[Any]:
    """The citizen's second device: a computer at his daughter's."""
    faults: list[str] = []
    window = open_window(chromium, faults, viewport=WIDE)
    yield window
    window.context.close()
    assert not faults, "; ".join(faults)


def begun(citizen: Phone) -> None:
    """Some pages done, one half typed: then the phone goes into the pocket."""
    citizen.open(f"/nop-ho-so/{MARRIAGE_STATUS}/").go_on("Bắt đầu")
    citizen.answers_until("Thời gian cư trú cần xác nhận")
    citizen.window.get_by_label("Trong thời gian cư trú tại").fill(PLACE_TYPED)
    expect(citizen.window.get_by_text(re.compile(r"Đã lưu lúc \d\d:\d\d"))).to_be_visible()
    citizen.looked_at("don-than-dang-go")


def filed_elsewhere(second: Phone) -> str:
    """The draft is found under the own dossiers; every answer given on the phone stands there. Answers the code."""
    second.open("/cong-dan/ho-so/")
    expect(second.window.get_by_text("Đang làm dở")).to_be_visible()
    second.looked_at("don-than-ban-nhap")
    second.window.get_by_role("link", name="tình trạng hôn nhân").first.click()
    second.answers_until(REVIEW)
    expect(second.window.locator("main")).to_contain_text(PLACE_TYPED)
    return second.sends()


def asked_for_more(house: House, code: str) -> None:
    """The clerk receives, the leader assigns, the specialist finds what is missing and asks once for all of it."""
    clerk = house.hands_of("motcua1").open("/can-bo/quay/").sees("Chờ ở quầy")
    clerk.tab_to_words("Lê Văn Bình").arrive(f"**/ho-so/{code}/", "Enter").looked_at("don-than-tiep-nhan")
    clerk.arrive("**/xong/**", "Control+Enter").sees("Đã tiếp nhận hồ sơ")
    house.turn_to(moment(8, 9))
    specialist = house.hands_of("hotich").open(f"/can-bo/viec/?q={code}")
    specialist.press("j", "x").arrive("**/viec/**", "Control+Enter").sees("Đã nhận 1 việc")
    specialist.open(f"/can-bo/ho-so/{code}/").unfold("Yêu cầu bổ sung").looked_at("don-than-yeu-cau-bo-sung")
    specialist.fill(
        {"request-supplement-items": "\n".join(ASKED), "request-supplement-reason": "Chưa rõ nơi cư trú cũ"}
    )
    specialist.fill({"request-supplement-contact": "Bà Hoa, 0239 000 000"})
    specialist.press_button("Gửi yêu cầu bổ sung", "Đã yêu cầu bổ sung").looked_at("don-than-cho-bo-sung")
    assert Dossier.objects.get(code=code).status == Status.AWAITING_SUPPLEMENT


def answered(citizen: Phone, code: str) -> None:
    """The own list says whose turn it is; form 02 can be opened; paper and corrected answer go in one sending."""
    phone = citizen.open("/cong-dan/ho-so/").window
    expect(phone.locator("main")).to_contain_text("Đến lượt bạn")
    citizen.looked_at("don-than-den-luot")
    phone.get_by_role("link", name="tình trạng hôn nhân").first.click()
    for words in [*ASKED, "Bà Hoa, 0239 000 000"]:
        expect(phone.locator("main")).to_contain_text(words)
    href = phone.get_by_role("link", name="Phiếu yêu cầu bổ sung").get_attribute("href")
    assert phone.request.get(citizen.address + href).body().startswith(b"%PDF")
    phone.get_by_role("link", name="Bổ sung ngay").click()
    upload = {"name": "giay-cu.pdf", "mimeType": "application/pdf", "buffer": PDF}
    phone.get_by_text("Giấy khác của thủ tục này").click()
    phone.get_by_label(re.compile(PAPER)).set_input_files(upload)
    phone.get_by_text("Thời gian cư trú cần xác nhận").click()
    phone.get_by_label("Trong thời gian cư trú tại").fill("Xã Mai Phụ từ năm 2016")
    citizen.looked_at("don-than-bo-sung")
    citizen.go_on("Gửi giấy tờ bổ sung")
    expect(phone.locator("main")).to_contain_text("Đã gửi giấy tờ bổ sung")


def test_begun_on_the_phone_filed_on_the_computer_supplemented_and_signed(
    house: House, phone: Any, computer: Any
) -> None:
    for window in (phone, computer):
        let_in(window, house.address, house.office.users["binh"])
    citizen = Phone(phone, house.address, MARRIAGE_STATUS)
    begun(citizen)
    code = filed_elsewhere(Phone(computer, house.address, MARRIAGE_STATUS))
    kept = Dossier.objects.get(code=code)
    assert Draft.objects.count() == 1, "không có bản nháp thứ hai"
    expected = FULL_FORMS[MARRIAGE_STATUS] | {"stay": {"place": PLACE_TYPED}}
    assert {key: kept.form[key] | expected[key] for key in expected} == {key: kept.form[key] for key in expected}

    asked_for_more(house, code)
    let_in(phone, house.address, house.office.users["binh"])
    answered(citizen, code)
    assert Dossier.objects.get(code=code).form["stay"]["place"] == "Xã Mai Phụ từ năm 2016"
    house.turn_to(moment(9, 9))
    for _turn in range(3):
        for step in house.dossier(code).open_steps()[:1]:
            house.at_dossier(house.who_may(step), code).looked_at(f"don-than-buoc-{step.key}")
            works_on_step(house, code, step, look=False)
    returned_at_the_counter(house, code, look=False)
    let_in(phone, house.address, house.office.users["binh"])
    citizen.open(f"/cong-dan/ho-so/{code}/").looked_at("don-than-xong")
    link = phone.locator(".result-box a").get_attribute("href")
    assert phone.request.get(house.address + link).body().startswith(b"%PDF")
    assert not journal_verify.verify().faults
