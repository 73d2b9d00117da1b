"""Land change: the commune asks the department, which answers late; the chair decides and signs on what both say."""

import re
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import let_in
from tests.factories.accounts import make_official
from tests.factories.dossiers import LAN_ID, MONDAY_9, moment
from tests.factories.procedures import SINCE, file_code, form_samples
from tests.portal.filing_walk import PDF
from tests.walks.house import House, answers_of, returned_at_the_counter
from tests.walks.phone import Phone
from thongsuot.accounts.models import Role
from thongsuot.common import journal_verify
from thongsuot.dossiers.models import Dossier, Holding, Status
from thongsuot.org.selectors import organ_id_of
from thongsuot.procedures.load import load_catalogue, reference_files
from thongsuot.procedures.services import assign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAND_CHANGE, DEPARTMENT = "1.013949", "42-SNNMT"
QUESTION = "Thửa 88 có thuộc vùng quy hoạch trồng lúa phải giữ không?"
ANSWER = "Thửa 88 nằm ngoài vùng quy hoạch phải giữ; đồng ý cho chuyển."


@pytest.fixture
def land(house: House) -> House:
    """Mai Phụ offers land change; the departments of agriculture and of justice have an official each."""
    office, world = house.office, house.office.world
    load_catalogue([path for path in reference_files() if file_code(path) == LAND_CHANGE])
    assign([world.mai_phu.id], since=SINCE, codes=[LAND_CHANGE])
    department = organ_id_of(world.province.id, "agriculture", MONDAY_9.date())
    office.users["sonnmt"] = make_official(
        world, "hatinh.sonnmt", Role.DEPARTMENT_OFFICIAL, department, full_name="Lê Thị Sâm"
    )
    house.officials.append("sonnmt")
    return house


def declared() -> dict[str, Any]:
    """Rice land is to become a place to live."""
    form = deepcopy(form_samples()[LAND_CHANGE]["form"])
    form["user"]["name"] = "Nguyễn Thị Lan"
    form["change"] |= {"from": "rice", "to": "residential"}
    return dict(form)


def received(house: House) -> str:
    """At the counter, the declaration on paper; answers the code."""
    clerk = house.hands_of("motcua1").open(f"/can-bo/quay/moi/{LAND_CHANGE}/")
    clerk.fill({"name": "Nguyễn Thị Lan", "id_number": LAN_ID, "phone": "0912345678"})
    clerk.arrive("**/xong/**", "Control+Enter").sees("Đã tiếp nhận hồ sơ")
    return clerk.window.url.rstrip("/").rsplit("/", 1)[1]


def asks_the_department(house: House, code: str) -> None:
    """The specialist takes the appraisal, types the declaration, asks; an answer is wanted by the next evening."""
    specialist = house.hands_of("kinhte").open(f"/can-bo/viec/?q={code}").looked_at("dat-viec")
    specialist.press("j", "x").arrive("**/viec/**", "Control+Enter").sees("Đã nhận 1 việc")
    specialist.open(f"/can-bo/ho-so/{code}/to-khai/").fill(answers_of(LAND_CHANGE, declared()))
    specialist.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Đã lưu tờ khai")
    specialist.unfold("Xin ý kiến").fill({"consult-to": DEPARTMENT, "consult-question": QUESTION})
    specialist.fill({"consult-due_date": "08/07/2025"}).looked_at("dat-xin-y-kien")
    specialist.press_button("Gửi câu hỏi", "Đã gửi câu hỏi").sees("chờ trả lời")


def passes(house: House, code: str, key: str, *, look: bool = False) -> None:
    """This step, by the person whose it is."""
    step = next(step for step in house.dossier(code).open_steps() if step.key == key)
    hands = house.at_dossier(house.who_may(step), code)
    if look:
        hands.looked_at(f"dat-buoc-{key}")
    rule = house.dossier(code).version.process.step(key)
    if rule.signs:
        paper = {"name": "giay-chung-nhan.pdf", "mimeType": "application/pdf", "buffer": PDF}
        hands.sees("chưa có mẫu").window.locator("input[name=result]").set_input_files(paper)
    hands.tab_to_words("Ký, kết thúc xử lý" if rule.signs else "Đạt, chuyển bước sau")
    hands.arrive(f"**/ho-so/{code}/", "Enter").sees("Đã kết thúc xử lý" if rule.signs else "Đã xong bước")


def answers_late(house: House, code: str) -> None:
    """Nobody at the department looked before its day was over; the page says so to him who answers."""
    official = house.hands_of("sonnmt").open("/can-bo/viec/").sees(code).looked_at("dat-so-viec")
    official.open(f"/can-bo/ho-so/{code}/").sees(QUESTION).sees("đã quá hạn trả lời").looked_at("dat-so-ho-so")
    official.fill({"answer-consultation-answer": ANSWER})
    official.press_button("Gửi trả lời", "Đã trả lời")


def test_the_department_answers_late_and_the_chair_signs_knowing_it(land: House, phone: Any) -> None:
    house = land
    code = received(house)
    asks_the_department(house, code)
    stranger = house.hands_of("hatinh_so")
    assert stranger.window.goto(f"{house.address}/can-bo/ho-so/{code}/").status == 404

    house.turn_to(moment(9, 9))
    answers_late(house, code)
    passes(house, code, "consult", look=True)
    passes(house, code, "appraise", look=True)
    chair = house.turn_to(moment(10, 9)).at_dossier("chutich", code)
    chair.sees(ANSWER).sees("trả lời muộn").looked_at("dat-chu-tich")
    for key in ("decide", "slip", "tax", "prepare", "sign"):
        passes(house, code, key, look=key in ("decide", "sign"))
    assert Dossier.objects.get(code=code).status == Status.FINISHED

    let_in(phone, house.address, house.office.users["lan"])
    citizen = Phone(phone, house.address, LAND_CHANGE).open(f"/cong-dan/ho-so/{code}/").looked_at("dat-ket-qua")
    expect(phone.locator("main")).to_contain_text("Sở Nông nghiệp và Môi trường")
    assert QUESTION not in phone.locator("main").inner_text()
    assert ANSWER not in phone.locator("main").inner_text()
    returned_at_the_counter(house, code, look=False)
    citizen.open(f"/cong-dan/ho-so/{code}/")
    expect(phone.locator("main")).to_contain_text(re.compile("Đã trả kết quả", re.I))
    house.at_dossier("sonnmt", code).sees("Đã trả kết quả")
    assert not Holding.objects.exists()
    assert not journal_verify.verify().faults
