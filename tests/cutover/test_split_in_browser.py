"""Chia việc trên màn hình thật: by keyboard alone, on an office PC and on a phone."""

from contextvars import ContextVar

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.cutover_split import BEFORE_DAY, open_dossier
from thongsuot.cutover.models import SplitCase
from thongsuot.cutover.services.split_gather import gather

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/can-bo/chuyen-doi/ha-tinh-thu/chia/"


@pytest.fixture(autouse=True)
def before_the_day(monkeypatch):
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: BEFORE_DAY))


@pytest.fixture
def cases(ky_loi):
    unit = ky_loi.world.ky_loi
    for number in range(1, 4):
        open_dossier(ky_loi.world, unit, "Hộ tịch", address=f"Thôn {number}, xã Kỳ Lợi, thị xã Kỳ Anh, tỉnh Hà Tĩnh")
    plot = {"number": "34", "sheet": "12", "address": "Thôn Hải Phong, xã Kỳ Lợi"}
    open_dossier(ky_loi.world, unit, "Đất đai", address="Phường Sông Trí", plot=plot)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    return list(SplitCase.objects.filter(kind="dossier").order_by("due_at"))


def test_a_clerk_decides_case_by_case_without_a_mouse(page, live_server, ky_loi, cases):
    let_in(page, live_server.url, ky_loi.users["kyloi.hotich"])
    page.goto(f"{live_server.url}{HERE}18796/")
    assert_accessible(page)
    shot(page, "chia-danh-sach")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc này về đâu?")
    assert_accessible(page)
    page.get_by_label("Lý do").fill("sổ hộ khẩu ghi thôn 1")
    shot(page, "chia-tung-viec")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_text(cases[1].code).first).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text(cases[2].code).first).to_be_visible()
    assert SplitCase.objects.filter(decided_by=ky_loi.users["kyloi.hotich"], goes_to__code="18754").count() == 2
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã đưa 1 việc về như trước.")).to_be_visible()


def test_the_administrator_reads_figures_and_writes_rules(page, phone, live_server, ky_loi, cases):
    let_in(page, live_server.url, ky_loi.users["hatinh.quantri"])
    page.goto(f"{live_server.url}{HERE}")
    assert_accessible(page)
    shot(page, "chia-don-vi")
    page.get_by_role("link", name="Quy tắc").click()
    page.get_by_role("button", name="Nhận đề xuất này").click()
    page.get_by_label("Giá trị, mỗi dòng một").fill("Thôn 1\nThôn 3")
    page.get_by_label("Về", exact=True).select_option(label="Phường Sông Trí")
    page.get_by_role("button", name="Thử, chưa ghi").click()
    expect(page.get_by_text("Quy tắc này quyết 2 trong 4 việc")).to_be_visible()
    assert_accessible(page)
    shot(page, "chia-quy-tac")
    for name, where in (
        ("kyloi.hotich", "18796/"),
        ("kyloi.hotich", "18796/tung-viec/"),
        ("hatinh.quantri", "18796/quy-tac/"),
    ):
        let_in(phone, live_server.url, ky_loi.users[name])
        phone.goto(f"{live_server.url}{HERE}{where}")
        assert_accessible(phone)
        shot(phone, f"chia-{where.strip('/').replace('/', '-')}")
