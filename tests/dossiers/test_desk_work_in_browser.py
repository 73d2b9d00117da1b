"""Danh sách, hàng loạt, sổ, bàn giao as people meet them: by keyboard, on a phone, WCAG 2.2 AA, pictures kept."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.dossiers import Office, moment, submit
from thongsuot.dossiers import jobs
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import BulkRun
from thongsuot.dossiers.services import visits
from thongsuot.tasks import saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_are_received_by_keyboard_alone_and_the_page_tells_it_by_itself(page, live_server, office: Office) -> None:
    for name in ("Lê Văn An", "Trần Thị Bình"):
        submit(office, receive=False, at=moment(7, 9), applicant=Applicant(name=name))
    let_in(page, live_server.url, office.users["motcua1"])
    page.goto(f"{live_server.url}/can-bo/ho-so/")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("input[name=hs]:checked")).to_have_count(2)
    assert_accessible(page)
    shot(page, "ho-so-danh-sach")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiếp nhận: 2 hồ sơ")
    assert_accessible(page)
    shot(page, "hang-loat-xem-lai")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đang làm…")).to_be_visible()
    assert_accessible(page)
    jobs.carry_out_bulk.func(run_id=BulkRun.objects.get().pk)
    expect(page.locator(".bulk-result")).to_have_text("Đã tiếp nhận 2/2.")
    assert_accessible(page)
    shot(page, "hang-loat-xong")


def test_the_papers_of_the_office_on_a_phone_and_a_screen(page, phone, live_server, office: Office) -> None:
    first = submit(office, at=moment(7, 9)).dossier
    visit = visits.open_visit(code=first.code, principal=office.who("motcua1"), at=moment(7, 9))
    saved.save(user_id=office.users["motcua1"].pk, place="dossiers", name="Của Lan", address="q=lan", opens=False)
    period = "tu=01/07/2025&den=31/07/2025"
    for window in (page, phone):
        let_in(window, live_server.url, office.users["motcua1"])
        for name, address in (
            ("so-theo-doi", f"/can-bo/ho-so/so-theo-doi/?{period}"),
            ("ban-giao", "/can-bo/ho-so/ban-giao/?ngay=07/07/2025"),
            ("lan-nop", f"/can-bo/quay/dot/{visit.uid}/"),
            ("tim-thay", "/can-bo/ho-so/?q=lan"),
            ("khong-tim-thay", "/can-bo/ho-so/?q=khong+ai&pham-vi=tinh"),
            ("bo-loc", "/can-bo/bo-loc/"),
            ("tra-cuu-lan-nop", f"/tra-cuu/dot/{visit.uid}/"),
        ):
            window.goto(f"{live_server.url}{address}")
            assert_accessible(window)
            shot(window, name)
