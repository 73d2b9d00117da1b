"""Một đêm chuyển: the project team from collecting to verify, and the clerk who decides what goes where, in a browser.

Mai Phụ is split (Mai Khê, Phù Thạch), Thạch Khê goes over whole. The clock of the process is turned by hand.
"""

import io
import re
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from config.commands import cutover_rehearse
from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_official, principal_for
from tests.factories.cutover import Change, merge, midnight
from tests.factories.dossiers import Office, in_processing, make_office, moment
from tests.factories.units import World
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.cutover import go_lines, jobs_run
from thongsuot.cutover.models import DataRequest, Plan, PlanState, SplitCase
from thongsuot.cutover.services.split_gather import gather_all
from thongsuot.dossiers.models import Holding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVE, NIGHT = moment(31, 9), midnight() + timedelta(minutes=5)


def turn_to(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: at))


@pytest.fixture
def office(world: World) -> Office:
    made = make_office(world)
    for name in ("hatinh.quantri", "hatinh.quantri2"):
        made.users[name] = make_official(world, name, Role.PROVINCE_ADMIN, world.province)
    return made


@pytest.fixture
def change(office: Office, monkeypatch: pytest.MonkeyPatch) -> Change:
    turn_to(monkeypatch, EVE)
    with stamps.of_one_request():
        in_processing(office, at=moment(30, 9))
        in_processing(office, at=moment(30, 10))
        world = office.world
        links = [(world.mai_phu.id, "Mai Khê"), (world.thach_khe.id, "Mai Khê"), (world.mai_phu.id, "Phù Thạch")]
        made = merge(world.province, links)
        gather_all(made.plan, EVE)
    return made


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the pages hand to the job process."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(jobs_run.run_execution, "defer", lambda **said: found.append(said))
    return found


def collected(page, address: str, home: str, office: Office) -> None:
    """A sheet is asked for, filled in Excel, sent up, handed in by the head; the board says so."""
    let_in(page, address, office.users["hatinh.quantri"])
    page.goto(f"{home}so-lieu/yeu-cau/")
    page.locator("input[name=due_on]").fill("31/07/2025")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text(re.compile("Đã gửi 10 yêu cầu mới"))).to_be_visible()
    asked = DataRequest.objects.get(kind="equipment", unit__name="Mai Khê")
    let_in(page, address, office.users["chutich"])
    page.goto(f"{address}/can-bo/viec/")
    page.get_by_role("link", name=re.compile("trang thiết bị của Xã Mai Khê")).first.click()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Tải mẫu Excel").click()
    page.get_by_label("Tệp").set_input_files(
        {"name": "thiet-bi.xlsx", "mimeType": XLSX, "buffer": filled(sheet.value.path())}
    )
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    page.get_by_role("button", name="Nộp 1 dòng").click()
    expect(page.get_by_text("Đã nộp lúc")).to_be_visible()
    shot(page, "so-lieu-da-nop")
    let_in(page, address, office.users["hatinh.quantri"])
    page.goto(f"{home}so-lieu/")
    expect(page.get_by_text(re.compile(r"1\s*/\s*2")).first).to_be_visible()
    assert DataRequest.objects.get(pk=asked.pk).state == "handed_in"
    shot(page, "so-lieu-bang")


def filled(path) -> bytes:
    """The template with one line under its headings."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    page = next(one for one in book.worksheets if any("Loại" in str(c.value or "") for r in one.iter_rows() for c in r))
    [head] = [cells for cells in page.iter_rows() if str(cells[0].value or "").startswith("Loại")]
    line = {"Loại": "máy in", "Đang ở đâu": "Trụ sở Mai Phụ", "Số lượng": 2, "Dùng được": 2}
    for cell in head:
        page.cell(head[0].row + 1, cell.column, line.get(str(cell.value or "").removesuffix(" *")))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_from_collecting_to_verify(page, live_server, office, change, deferred, monkeypatch):
    home = f"{live_server.url}/quan-tri/chuyen-doi/{change.plan.code}/"
    collected(page, live_server.url, home, office)
    split = f"{live_server.url}/can-bo/chuyen-doi/{change.plan.code}/chia/"

    let_in(page, live_server.url, office.users["hotich"])
    page.goto(split)
    page.get_by_role("link", name=re.compile("Quyết từng việc")).click()
    page.get_by_role("link", name="Quyết lần lượt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc này về đâu?")
    for _case in range(2):
        page.get_by_label("Lý do").fill("trích lục ghi thôn của Phù Thạch")
        page.get_by_role("button", name=re.compile("Xã Phù Thạch")).click()
        expect(page.get_by_text("Đã quyết nơi đến của 1 việc.")).to_be_visible()
    expect(page.get_by_text("Không còn việc nào chưa quyết").first).to_be_visible()
    assert SplitCase.objects.filter(goes_to__name="Phù Thạch", kind="dossier").count() == 2

    let_in(page, live_server.url, office.users["hatinh.quantri"])
    page.goto(home)
    assert_accessible(page)
    shot(page, "chuyen-doi-ke-hoach")
    page.goto(f"{home}dien-tap/")
    expect(page.locator("code")).to_have_text(f"thongsuot cutover rehearse {change.plan.code} --by hatinh.quantri")
    assert_accessible(page)
    shot(page, "dien-tap-lenh")
    starter = principal_for(office.users["hatinh.quantri"], EVE)
    report = cutover_rehearse.carried_out(Plan.objects.get(), by=starter)
    assert report.get("kinds", {}).get("dossier") == 2, report
    page.goto(f"{home}dien-tap/{report['rehearsal']}/")
    expect(page.get_by_text("Chờ người thứ hai ký")).to_be_visible()
    let_in(page, live_server.url, office.users["hatinh.quantri2"])
    page.goto(f"{home}dien-tap/")
    page.locator("[data-list] a").first.click()
    assert_accessible(page)
    shot(page, "dien-tap-bao-cao")
    page.get_by_role("button", name="Tôi đã xem và ký báo cáo").click()

    turn_to(monkeypatch, NIGHT)
    let_in(page, live_server.url, office.users["hatinh.quantri2"])  # the session of the morning is over
    page.goto(f"{home}san-sang/")
    assert_accessible(page)
    shot(page, "san-sang-do")
    for line in [one for one in go_lines.standing(Plan.objects.get(), NIGHT) if not one.clear]:
        row = page.locator("tr", has_text=str(line.line.title))
        row.locator("summary").click()
        row.get_by_label("Vì sao được miễn").fill("buổi diễn tập, tổ chuyển đổi chịu trách nhiệm")
        row.get_by_role("button", name="Miễn vạch này").click()
    assert_accessible(page)
    shot(page, "san-sang-xanh")
    page.get_by_role("button", name="Chuyển tất cả").click()
    expect(page.get_by_text("Đã cho chuyển.")).to_be_visible()
    with stamps.of_one_request():
        assert jobs_run.run_execution(**deferred.pop()) == "done"
    expect(page.get_by_text("Đã chuyển xong")).to_be_visible(timeout=90_000)
    assert_accessible(page)
    shot(page, "chuyen-tien-do")
    page.get_by_role("link", name="Kiểm tra sau khi chuyển").click()
    expect(page.get_by_text("mỗi hồ sơ đang mở có đúng một nơi giải quyết")).to_be_visible()
    assert_accessible(page)
    shot(page, "kiem-tra-lai")
    page.get_by_role("link", name="Quay lại như trước").click()
    expect(page.get_by_text(re.compile("Còn được quay lại đến"))).to_be_visible()
    assert_accessible(page)
    shot(page, "quay-lai")
    assert Plan.objects.get().state == PlanState.VERIFIED
    assert set(Holding.objects.values_list("unit_id", flat=True)) == {change.new[1].id}
