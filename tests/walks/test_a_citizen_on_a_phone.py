"""A citizen files on a phone of 360 pixels, page by page, and follows the dossier until the result can be fetched."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import let_in
from tests.factories.dossiers import Office
from tests.factories.procedures import BIRTH, MARRIAGE_STATUS
from tests.walks.phone import Phone
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors.one import dossier_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def the_office_works(office: Office, code: str, at: Any) -> None:
    """What the officials do at their own pages, which another walk shows."""
    services.receive(code=code, principal=office.who("motcua1"), at=at)
    services.assign(code=code, principal=office.who("vanphong"), at=at, to="maiphu.hotich")
    specialist = office.who("hotich")
    for step in dossier_for(specialist, code).open_steps():
        services.complete_step(code=code, principal=specialist, at=at, step=step.key, decision="pass")
    services.finish(code=code, principal=office.who("chutich"), at=at, outcome="granted")


@pytest.mark.parametrize("procedure", [BIRTH, MARRIAGE_STATUS])
def test_files_page_by_page_and_fetches_the_result(
    phone: Any, live_server: Any, monday: Any, office: Office, procedure: str
) -> None:
    citizen = Phone(phone, live_server.url, procedure)
    let_in(phone, live_server.url, office.users["lan"])
    code = citizen.files()
    tracked = phone.locator("img.qr").get_attribute("alt").removeprefix("Mã QR: ")
    assert Dossier.objects.get(code=code).submitted_by_id == office.users["lan"].pk

    citizen.open("/cong-dan/ho-so/")
    phone.get_by_role("link", name=re.compile("khai sinh|hôn nhân")).click()
    expect(phone.locator("main")).to_contain_text("Bạn chưa phải làm gì")
    the_office_works(office, code, monday)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Kết quả")
    citizen.looked_at("co-ket-qua")
    link = phone.locator(".result-box a").get_attribute("href")
    paper = phone.request.get(live_server.url + link)
    assert paper.body().startswith(b"%PDF")

    services.return_result(
        code=code, principal=office.who("motcua1"), at=monday, method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    phone.context.clear_cookies()
    citizen.open("/tra-cuu/" + tracked.split("/tra-cuu/")[1])
    expect(phone.locator("main")).to_contain_text(code)
    expect(phone.locator("main")).to_contain_text("100%")
    assert "Lan" not in phone.locator("main").inner_text()
    citizen.looked_at("tra-cuu")
