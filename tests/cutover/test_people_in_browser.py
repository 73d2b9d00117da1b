"""What citizens and the project's team see after a reorganisation, in a real browser."""

import pytest

from tests.browser import assert_accessible, let_in, shot
from tests.cutover.people_world import carried_out, place, seats
from tests.factories.accounts import make_official
from tests.factories.dossiers import MONDAY_9, in_processing, make_office, submit
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen, now
from thongsuot.cutover.models import PlanUnit, Side, SplitRule
from thongsuot.cutover.services.standstill import count_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_citizen_reads_the_leaflet_and_asks_for_a_village(world, live_server, phone):
    plan = carried_out(world)
    seats(plan, world.mai_phu, world.thach_chau)
    old = PlanUnit.objects.get(plan=plan, side=Side.OLD, unit_id=world.dai_nai.id)
    SplitRule.objects.create(
        plan=plan, old=old, position=1, by=SplitRule.By.VILLAGE, values=["Tổ dân phố Đại Thịnh"],
        goes_to=place(plan, Side.NEW, world.thanh_sen), legal_basis="Phụ lục 2",
    )  # fmt: skip
    phone.goto(f"{live_server.url}/xa-phuong/{world.mai_phu.id}/thay-doi/")
    phone.get_by_role("heading", name="Điều gì giữ nguyên").wait_for()
    assert_accessible(phone)
    shot(phone, "to-thay-doi")
    phone.goto(f"{live_server.url}/xa-cu/?q=dai nai")
    phone.get_by_label("Thôn, tổ dân phố (hoặc thửa đất) của bạn ở Phường Đại Nài").fill("đại thịnh")
    phone.get_by_role("button", name="Xem nay thuộc đâu").click()
    phone.get_by_text("(Phụ lục 2)").wait_for()
    assert_accessible(phone)
    shot(phone, "thon-nay-thuoc-dau")


def test_the_first_weeks_board_opens_to_what_stands_still(world, live_server, page, phone):
    office = make_office(world)
    plan = carried_out(world)
    with frozen(MONDAY_9):
        in_processing(office)
        submit(office)
    count_day(plan, now())
    admin = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    for window in (page, phone):
        let_in(window, live_server.url, admin)
        window.goto(f"{live_server.url}/quan-tri/chuyen-doi/ha-tinh/tuan-dau/")
        window.get_by_role("link", name="Xã Mai Phụ").wait_for()
        assert_accessible(window)
        shot(window, "tuan-dau")
    page.get_by_role("link", name="Xã Mai Phụ").click()
    page.get_by_role("heading", level=1).wait_for()
    assert_accessible(page)
    shot(page, "tuan-dau-xa")
