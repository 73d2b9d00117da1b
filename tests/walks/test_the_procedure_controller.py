"""The procedure controller's week: the national list compared and approved, a process changed, a procedure abolished."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import let_in
from tests.factories.accounts import make_official
from tests.factories.dossiers import in_processing, moment
from tests.factories.procedures import BIRTH, MARRIAGE_STATUS
from tests.procedures.national.test_csv import PLAIN, file_of
from tests.procedures.test_importing import STATUS_ROW
from tests.walks.house import House, returned_at_the_counter, works_on_step
from tests.walks.keyboard import Hands
from tests.walks.phone import Phone
from thongsuot.accounts.models import Role
from thongsuot.common import journal_verify
from thongsuot.dossiers.models import Dossier, Status
from thongsuot.procedures.models import ImportRow
from thongsuot.procedures.selectors import version_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/can-bo/danh-muc"
GUARDIAN, ADOPTION = "1.004837", "2.001263"
NEW_STEP = "Tra cứu cơ sở dữ liệu hộ tịch nơi cư trú cũ"
ISSUER = "Chủ tịch UBND tỉnh Hà Tĩnh"


@pytest.fixture
def controller(house: House) -> Hands:
    """hatinh.kiemsoat at her desk."""
    world = house.office.world
    house.office.users["kiemsoat"] = make_official(
        world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province, full_name="Phan Thị Hà"
    )
    return house.hands_of("kiemsoat")


def imported(controller: Hands) -> None:
    """One new and one changed row are taken, a second new one waits, a broken one is named; then one decision for both."""
    rows = [PLAIN, PLAIN | {"code": ADOPTION, "name": "Thủ tục nuôi con nuôi"}, STATUS_ROW, PLAIN | {"code": "2.0x"}]
    controller.open(f"{HERE}/nap/").tab_to("file")
    upload = {"name": "danh-muc-thang-7.csv", "mimeType": "text/csv", "buffer": file_of(*rows)}
    controller.window.locator("input[type=file]").set_input_files(upload)
    controller.arrive("**/nap/*/", "Control+Enter").sees("4 dòng trong tệp").looked_at("kiem-soat-so-sanh")
    for tab, code in (("mới 2", GUARDIAN), ("khác 1", MARRIAGE_STATUS)):
        controller.tab_to_words(tab).arrive("**xem=**", "Enter")
        ticked(controller, code)
    controller.looked_at("kiem-soat-chon")
    decided_by(controller, "2873/QĐ-UBND", "07/07/2025")
    controller.choose("phan", "chosen").press_button("Duyệt vào danh mục", "Đã đưa vào danh mục")
    controller.sees("Cấp Giấy xác nhận tình trạng hôn nhân").looked_at("kiem-soat-quyet-dinh")
    assert set(ImportRow.objects.filter(applied=True).values_list("code", flat=True)) == {GUARDIAN, MARRIAGE_STATUS}
    assert version_in_force(ADOPTION, date(2025, 7, 7)) is None


def ticked(controller: Hands, code: str) -> None:
    """The row of this code is marked and taken."""
    row = ImportRow.objects.get(code=code)
    controller.tab_to("dong")
    while controller.window.evaluate("document.activeElement.value") != str(row.pk):
        controller.press("Tab").tab_to("dong")
    controller.press("Space").press_button("Nhận các dòng đã đánh dấu", "Đã đánh dấu 1 dòng")


def decided_by(controller: Hands, number: str, day: str) -> None:
    """Number, issuer and day of a decision."""
    controller.fill({"number": number, "issuer": ISSUER, "effective_on": day})


def process_changed(controller: Hands) -> None:
    """A step is added after the first, tried as a draft, put in force as a proposal."""
    controller.open(f"{HERE}/thu-tuc/{MARRIAGE_STATUS}/quy-trinh/").arrive("**/sua/", "e")
    controller.tab_to_words("Thêm bước sau").arrive("**/sua/**", "Enter")
    key = controller.window.locator("fieldset.process-row:target").get_attribute("id").removeprefix("buoc-")
    answers = {
        "name": NEW_STEP,
        "role": "specialist",
        "organ": "office",
        "time": "2",
        "unit": "hour",
        "product": "Bản in",
    }
    controller.fill({f"{key}-{name}": value for name, value in answers.items()})
    controller.arrive("**/sua/**", "Control+Enter").sees("bản nháp, chưa ban hành").looked_at("kiem-soat-quy-trinh")
    controller.press_button("Ban hành quy trình", "Đã ban hành quy trình").looked_at("kiem-soat-ban-hanh")
    version = version_in_force(MARRIAGE_STATUS, date(2025, 7, 7))
    assert version is not None
    assert NEW_STEP in [step.name for step in version.process.steps]


def abolished(controller: Hands) -> None:
    """By a decision that begins tomorrow."""
    controller.open(f"{HERE}/quyet-dinh/moi/")
    decided_by(controller, "2900/QĐ-UBND", "08/07/2025")
    controller.arrive("**/quyet-dinh/*/", "Control+Enter").sees("Danh mục chưa thay đổi gì")
    controller.fill({"code": "1.00119"}).press_button("Thêm vào dự thảo", "Không có thủ tục mang mã")
    controller.fill({"code": BIRTH}).press_button("Thêm vào dự thảo", "vào dự thảo")
    controller.looked_at("kiem-soat-bai-bo")
    controller.press_button("Đưa quyết định vào danh mục", "đã vào danh mục")


def intake_is_closed(house: House, phone: Any) -> None:
    """At the counter it is not found, its address says why; a citizen reads the same."""
    clerk = house.hands_of("motcua1").open("/can-bo/quay/?q=khai sinh").looked_at("kiem-soat-quay-tim")
    expect(clerk.window.locator(f"a[href*='/moi/{BIRTH}/']")).to_have_count(0)
    clerk.open(f"/can-bo/quay/moi/{BIRTH}/").sees("Bãi bỏ theo quyết định 2900/QĐ-UBND").sees("Chờ ở quầy")
    clerk.looked_at("kiem-soat-quay-bai-bo")
    let_in(phone, house.address, house.office.users["lan"])
    citizen = Phone(phone, house.address, BIRTH).open(f"/nop-ho-so/{BIRTH}/").looked_at("kiem-soat-dan-bai-bo")
    expect(citizen.window.locator("main")).to_contain_text("Bãi bỏ theo quyết định 2900/QĐ-UBND")


def test_the_list_the_process_and_the_abolition(house: House, controller: Hands, phone: Any) -> None:
    code = in_processing(house.office)
    imported(controller)
    process_changed(controller)
    abolished(controller)
    house.turn_to(moment(8, 9))
    intake_is_closed(house, phone)
    for _turn in range(3):
        for step in house.dossier(code).open_steps()[:1]:
            works_on_step(house, code, step, look=False)
    returned_at_the_counter(house, code, look=False)
    assert Dossier.objects.get(code=code).status == Status.RETURNED
    assert not journal_verify.verify().faults
