"""A returned birth certificate was wrong by the office's fault: corrected, signed again, handed out again."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import let_in
from tests.factories.dossiers import finished, moment
from tests.factories.procedures import BIRTH
from tests.walks.house import House, returned_at_the_counter
from tests.walks.phone import Phone
from thongsuot.common import journal_verify
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, DossierFile, Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAULT = "Tên cha ghi sai dấu: Hoà ghi thành Hòa"


def returned_before(house: House) -> str:
    """A certificate that the mother took home on Tuesday; answers the code."""
    code = finished(house.office)
    services.return_result(
        code=code, principal=house.office.who("motcua1"), at=moment(8, 9), method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    return code


def opened_again(house: House, code: str) -> None:
    """The chair finds the closed dossier by its code, says what is wrong; without a word it does not go."""
    chair = house.turn_to(moment(9, 9)).hands_of("chutich").open(f"/can-bo/ho-so/?q={code}")
    chair.tab_to_words("Nguyễn Thị Lan").arrive(f"**/ho-so/{code}/", "Enter").unfold("Sửa kết quả sai")
    chair.looked_at("sua-ket-qua-mo-lai").press_button("Mở lại để sửa kết quả", "Cần ghi sai ở đâu")
    chair.fill({"correct-result-reason": FAULT})
    chair.press_button("Mở lại để sửa kết quả", "Đã mở lại hồ sơ").sees("đã thay thế").looked_at("sua-ket-qua-dang-sua")
    assert Dossier.objects.get(code=code).status == Status.PROCESSING


def seen_on_the_phone(house: House, phone: Any, code: str, name: str) -> Phone:
    """What the mother sees under her own dossier."""
    let_in(phone, house.address, house.office.users["lan"])
    return Phone(phone, house.address, BIRTH).open(f"/cong-dan/ho-so/{code}/").looked_at(f"sua-ket-qua-{name}")


def signed_anew(house: House, code: str) -> None:
    """The chair corrects the declaration at his step and signs; the new paper gets its own number."""
    chair = house.hands_of("chutich").open("/can-bo/viec/").sees("Nguyễn Thị Lan")
    chair.press("j").arrive(f"**/ho-so/{code}/", "Enter")
    chair.arrive("**/to-khai/", "e").fill({"form.father.name": "Trần Văn Hòa"})
    chair.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Đã lưu tờ khai")
    chair.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Đã kết thúc xử lý").looked_at("sua-ket-qua-ky-lai")


def test_the_old_paper_stands_as_replaced_and_the_new_one_is_handed_out(house: House, phone: Any) -> None:
    code = returned_before(house)
    opened_again(house, code)
    seen_on_the_phone(house, phone, code, "nguoi-dan-cho")
    expect(phone.locator("main")).to_contain_text("Kết quả đang được sửa do lỗi của cơ quan")
    expect(phone.locator("main")).to_contain_text(FAULT)
    expect(phone.locator(".result-box")).to_have_count(0)

    signed_anew(house, code)
    house.turn_to(moment(10, 9))
    returned_at_the_counter(house, code, look=False)
    old, new = DossierFile.objects.filter(purpose="result").order_by("id")
    assert old.replaced_at == moment(9, 9)
    assert (new.replaced_at, new.file.sha256 == old.file.sha256) == (None, False)
    clerk = house.at_dossier("motcua1", code).sees("Đã trả kết quả").looked_at("sua-ket-qua-quay")
    expect(clerk.window.get_by_text("đã thay thế")).to_have_count(1)

    seen_on_the_phone(house, phone, code, "nguoi-dan-xong")
    link = phone.locator(".result-box a")
    expect(link).to_have_count(1)
    assert phone.request.get(house.address + link.get_attribute("href")).body().startswith(b"%PDF")
    expect(link).to_contain_text(new.number)
    assert not journal_verify.verify().faults
