"""Giấy tờ tuỳ thân đã xem: the form and the worklist as a clerk meets them."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import make_office, submit
from thongsuot.accounts.events import IdentityProven
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.now import now
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.services.evidence import reconcile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AN_ID = "042193004127"


def test_a_clerk_records_a_paper_and_settles_a_difference(page, phone, live_server, world):
    office = make_office(world)
    code = submit(office, at=now(), applicant=Applicant(name="Trần Thị An")).dossier.code
    for window in (page, phone):
        let_in(window, live_server.url, office.users["motcua1"])
        window.goto(f"{live_server.url}/can-bo/ho-so/{code}/giay-to-tuy-than/")
        assert_accessible(window)
        shot(window, "giay-to-da-xem")
    page.get_by_label("Số trên giấy tờ").fill(AN_ID)
    page.get_by_label("Ngày sinh trên giấy tờ").fill("12/04/1993")
    page.get_by_label("Vì sao không dùng định danh điện tử").fill("Hệ thống định danh gián đoạn")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã ghi giấy tờ đã xem")).to_be_visible()
    expect(page.get_by_text("Xem giấy tờ tuỳ thân tại quầy")).to_be_visible()
    citizen = make_citizen("congdan.an", full_name="Trần Thị Án", id_number=AN_ID)
    reconcile_now(citizen)
    for window in (page, phone):
        window.goto(f"{live_server.url}/can-bo/giay-to-tuy-than/")
        expect(window.get_by_text("họ tên khác")).to_be_visible()
        assert_accessible(window)
        shot(window, "giay-to-doi-chieu")
    page.get_by_label("Đã tìm hiểu thế nào").fill("Tên trên thẻ cũ, đã cải chính")
    page.get_by_role("button", name="Đã xử lý hồ sơ").click()
    expect(page.get_by_text("Không có giấy tờ nào chờ đối chiếu")).to_be_visible()


def reconcile_now(citizen):
    """As when the person signs in with another name at the provider."""
    from django.db import transaction

    with transaction.atomic():
        reconcile(IdentityProven(citizen.pk, lookup_hash(AN_ID), "Trần Thị Bình An", None, now()))
