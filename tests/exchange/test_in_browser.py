"""Trang liên thông như người dùng thấy: a dossier that is in step, one that waits, one that is stuck; the mapping."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.exchange.books import Clock, exchange, fault, until_empty
from tests.factories.accounts import make_official
from tests.factories.dossiers import make_office, submit
from tests.factories.procedures import BIRTH, load_six
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.dossiers.models import Dossier

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_clerk_sees_where_the_dossier_stands_with_the_portal(page, phone, live_server, world, portal):
    office = make_office(world)
    clock = Clock(now())
    confirmed = submit(office, at=now()).dossier.code
    until_empty(clock)
    stuck = submit(office, at=now()).dossier
    Dossier.objects.filter(pk=stuck.pk).update(applicant_name="")
    exchange(clock)
    Dossier.objects.filter(pk=stuck.pk).update(applicant_name="Nguyễn Thị Lan")
    waiting = submit(office, at=now()).dossier.code
    fault(portal, "down")
    exchange(clock)
    for window in (page, phone):
        let_in(window, live_server.url, office.users["motcua1"])
        for code, words in ((confirmed, "đã khớp"), (waiting, "đang chờ"), (stuck.code, "kẹt")):
            window.goto(f"{live_server.url}/can-bo/ho-so/{code}/")
            box = window.get_by_role("region", name="Liên thông")
            expect(box.get_by_text(words, exact=True)).to_be_visible()
            box.scroll_into_view_if_needed()
            shot(window, f"lien-thong-{words.replace(' ', '-')}")
        assert_accessible(window)


def test_the_mapping_is_readable_on_a_desk_and_a_phone(page, phone, live_server, world):
    controller = make_official(world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province)
    for window in (page, phone):
        let_in(window, live_server.url, controller)
        window.goto(f"{live_server.url}/can-bo/lien-thong/anh-xa/")
        expect(window.get_by_role("heading", name="Ánh xạ trường với Cổng quốc gia")).to_be_visible()
        assert_accessible(window)
        shot(window, "lien-thong-anh-xa")


def test_the_form_and_its_fields_stand_side_by_side(page, phone, live_server, world):
    load_six(world)
    controller = make_official(world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province)
    for window in (page, phone):
        let_in(window, live_server.url, controller)
        window.goto(f"{live_server.url}/can-bo/lien-thong/anh-xa/")
        window.get_by_role("link", name="Xem bên cạnh tờ khai").click()
        window.get_by_label("Thủ tục có tờ khai điện tử").select_option(BIRTH)
        window.get_by_role("button", name="Xem tờ khai").click()
        expect(window.get_by_label("Họ và tên người đi đăng ký")).to_be_disabled()
        expect(window.get_by_text("ChuHoSo", exact=True).first).to_be_visible()
        assert_accessible(window)
        shot(window, "lien-thong-canh-to-khai")
