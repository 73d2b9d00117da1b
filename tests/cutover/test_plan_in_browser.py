"""The plan at a desk and on a phone: every page accessible, and drawn up, filled and decided without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.cutover.plans import known_plan
from tests.factories.accounts import make_official
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.cutover.models import Plan, PlanState
from thongsuot.cutover.services.posts import PostFacts, put_post
from thongsuot.cutover.services.units import SeatFacts, set_seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/quan-tri/chuyen-doi/"


@pytest.fixture
def planner(world):
    return make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province, full_name="Phan Thị Hà")


@pytest.fixture
def plan(world):
    plan = known_plan(world)
    mai_phu, old = plan.units.get(side="new", code="18583"), plan.units.get(side="old", code="18577")
    for facts in (
        SeatFacts("Đảng ủy, HĐND, UBND", old.pk, "", True),
        SeatFacts("Mặt trận Tổ quốc", None, "thôn Hữu Ninh"),
    ):
        set_seat(code=plan.code, new_id=mai_phu.pk, facts=facts, by=None, at=now())
    chair = PostFacts(mai_phu.pk, "chair", full_name="Trần Văn An", title="Chủ tịch UBND xã", signs=True)
    for post in (chair, PostFacts(mai_phu.pk, "counter_clerk", "service_centre", title="Một cửa 1")):
        put_post(code=plan.code, facts=post, by=None, at=now())
    return plan


@pytest.mark.parametrize("kind", ["page", "phone"])
def test_every_page_is_accessible_and_fits(kind, request, live_server, planner, plan):
    window = request.getfixturevalue(kind)
    let_in(window, live_server.url, planner)
    mai_phu, ky_loi = plan.units.get(side="new", code="18583"), plan.units.get(side="old", code="18796")
    one = f"{plan.code}/"
    pages = {
        "danh-sach": "",
        "lap-moi": "lap-moi/",
        "thay-doi": "thay-doi/",
        "trang-dau": one,
        "don-vi": f"{one}don-vi/",
        "don-vi-moi": f"{one}don-vi/{mai_phu.pk}/",
        "don-vi-cu": f"{one}don-vi/{ky_loi.pk}/",
        "them": f"{one}don-vi/them/",
        "nhan-su": f"{one}nhan-su/",
        "nap": f"{one}nap/",
        "kiem-tra": f"{one}kiem-tra/",
        "quyet": f"{one}quyet/",
        "lich-su": f"{one}lich-su/",
    }
    for name, address in pages.items():
        window.goto(f"{live_server.url}{HERE}{address}")
        assert_accessible(window)
        shot(window, f"ke-hoach-{name}")


def test_a_plan_is_drawn_up_filled_and_decided_by_keyboard(page, live_server, planner, world):
    let_in(page, live_server.url, planner)
    page.goto(f"{live_server.url}{HERE}")
    page.keyboard.press("n")
    page.get_by_label("Tên kế hoạch").fill("Sắp xếp cấp xã tỉnh Hà Tĩnh")
    page.get_by_label("Ngày có hiệu lực").fill("01/07/2025")
    page.get_by_label("Căn cứ").fill("Nghị quyết số 1665/NQ-UBTVQH15")
    page.get_by_label("Kế hoạch diễn tập").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Sắp xếp cấp xã tỉnh Hà Tĩnh")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Nạp từ tệp").first.press("Enter")
    page.get_by_role("button", name="Nạp từ hệ thống").press("Enter")
    expect(page.get_by_text("Đã nạp: thêm")).to_be_visible()
    page.get_by_role("link", name="Xã Mai Phụ").press("Enter")
    page.get_by_role("button", name="Thêm trụ sở").press("Enter")
    expect(page.get_by_text("trụ sở chính", exact=True)).to_be_visible()
    plan = Plan.objects.get()
    page.goto(f"{live_server.url}{HERE}{plan.code}/kiem-tra/")
    page.get_by_role("link", name="Xem lại và quyết").press("Enter")
    page.get_by_role("checkbox").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("đã quyết, chờ ngày hiệu lực")).to_be_visible()
    plan.refresh_from_db()
    assert plan.state == PlanState.DECIDED
