"""Số liệu, tài khoản, bàn giao trên màn hình thật: an office PC and a phone, accessible, every page with its next step."""

from contextvars import ContextVar
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.cutover.test_accounts_in_bulk import moved, planned
from tests.cutover.test_collecting import asked, request_of, staff, written
from tests.factories.accounts import make_official
from tests.factories.reorganisations import BEFORE, make_plan
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import DataRequest, HandoverBook, HandoverLine
from thongsuot.cutover.services import accounts, handover

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONE = "/quan-tri/chuyen-doi/ha-tinh-2025/"


@pytest.fixture(autouse=True)
def before_the_day(monkeypatch):
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: BEFORE))


@pytest.fixture
def made(world):
    plan = make_plan(world, decided=True)
    asked(plan)
    written(
        plan, request_of(plan, world.mai_phu), staff(), staff(full_name="Lê Văn Tư", id_number="", phone="912345678")
    )
    return plan


def test_the_head_corrects_a_row_and_hands_it_in(page, phone, live_server, made, world):
    request = request_of(made, world.mai_phu)
    place = f"{live_server.url}/can-bo/chuyen-doi/so-lieu/{request.pk}/"
    for window in (phone, page):
        let_in(window, live_server.url, made.users["thachchau.chutich"])
        window.goto(place)
        assert_accessible(window)
        shot(window, "so-lieu")
    page.get_by_role("link", name="Lê Văn Tư").click()
    page.get_by_label("Điện thoại").fill("0912345678")
    assert_accessible(page)
    shot(page, "so-lieu-dong")
    page.get_by_role("button", name="Lưu dòng").click()
    page.get_by_role("button", name="Nộp 2 dòng").click()
    expect(page.get_by_text("Đã nộp lúc")).to_be_visible()
    assert DataRequest.objects.get(pk=request.pk).state == "handed_in"
    page.goto(f"{live_server.url}/can-bo/viec/")
    expect(page.get_by_role("link", name="Nộp số liệu trang thiết bị của Xã Mai Phụ", exact=True)).to_be_visible()
    page.goto(f"{live_server.url}/can-bo/chuyen-doi/so-lieu/")
    assert_accessible(page)
    shot(page, "so-lieu-cua-don-vi")


def test_the_project_team_sees_boards_accounts_and_ledgers(page, phone, live_server, made, world):
    planned(made, world.mai_phu, full_name="Bùi Văn Mới")
    moved(made, world.mai_phu)
    planned(made, world.thach_khe, full_name="Sai Phòng", organ_kind="justice")
    team = made.who("hatinh.quantri")
    run, _new = accounts.ask(by=team, plan=made.plan, uid=uuid4(), verb="apply", at=BEFORE)
    accounts.carry_out(run.pk, clock=lambda: BEFORE)
    planned(made, world.mai_phu, full_name="Lê Thị Sau")
    handover.open_books(by=team, plan=made.plan, at=BEFORE)
    addresses = {
        "bang-so-lieu": "so-lieu/",
        "yeu-cau": "so-lieu/yeu-cau/",
        "tai-khoan": "tai-khoan/",
        "tai-khoan-xa": f"tai-khoan/xa/{made.of(world.mai_phu).pk}/",
        "tai-khoan-lan": f"tai-khoan/lan/{run.uid}/",
        "ban-giao": "ban-giao/",
    }
    for window in (page, phone):
        let_in(window, live_server.url, made.users["hatinh.quantri"])
        for name, rest in addresses.items():
            window.goto(f"{live_server.url}{ONE}{rest}")
            assert_accessible(window)
            shot(window, name)


def test_the_ledger_is_written_and_signed_by_hand(page, live_server, made, world):
    handover.open_books(by=None, plan=made.plan, at=BEFORE)
    book = HandoverBook.objects.get(old=made.of(world.thach_chau))
    HandoverLine.objects.create(
        book=book, position=1, what="records", name="Hồ sơ hộ tịch 2020–2024", unit_of_count="hộp", handed=12
    )
    make_official(world, "maiphu.chutich", Role.CHAIR, world.mai_phu)
    let_in(page, live_server.url, made.users["thachchau.chutich"])
    page.goto(f"{live_server.url}/can-bo/chuyen-doi/ban-giao/{book.pk}/")
    assert_accessible(page)
    page.get_by_role("link", name="Hồ sơ hộ tịch").click()
    page.get_by_label("Bên nhận đếm").fill("11")
    page.get_by_role("button", name="Lưu dòng").click()
    expect(page.get_by_text("Thiếu, thừa hay hỏng thì phải ghi rõ.").first).to_be_visible()
    page.get_by_label("Ghi chú").fill("một hộp đang mượn")
    assert_accessible(page)
    page.get_by_role("button", name="Lưu dòng").click()
    shot(page, "ban-giao-so")
    page.get_by_role("link", name="Ký bên giao").click()
    assert_accessible(page)
    shot(page, "ban-giao-ky")
