"""The workplace of the procedure controller in a browser: at a desk by keyboard, on a phone, WCAG 2.2 AA."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_official, principal_for
from tests.factories.procedures import COPY, MARRIAGE_STATUS, load_six
from tests.procedures.national.test_csv import PLAIN, file_of
from tests.procedures.test_importing import STATUS_ROW
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.procedures import decisions, importing, reviewing
from thongsuot.procedures.decisions import Act, Line
from thongsuot.procedures.reviewing import Judgement
from thongsuot.procedures.selectors import all_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/can-bo/danh-muc"
DAY = date(2027, 1, 1)


@pytest.fixture
def keeper(world):
    load_six(world)
    user = make_official(world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province, full_name="Phan Thị Hà")
    by, at = principal_for(user, now()), now()
    act = Act("2873/QĐ-UBND", "Chủ tịch UBND tỉnh Hà Tĩnh", signed_on=date(2026, 11, 19), effective_on=DAY)
    decisions.draft(act=act, lines=[Line(COPY, "abolish", replaced_by=["2.000908"])], by=by, at=at)
    rows = [
        PLAIN | {"targets": "Công dân; Công dân", "executing": "; "},
        STATUS_ROW,
        PLAIN | {"code": "2.0x", "name": "Dòng hỏng"},
    ]
    comparison = importing.compared("danh-muc-thang-7.csv", file_of(*rows), whole=False, at=at)
    importing.start(comparison=comparison, by=by, at=at)
    codes = [version.code for version in all_in_force(at.date())]
    opened = reviewing.open_round(name="Rà soát quý IV năm 2026", due_on=DAY, codes=codes, by=by, at=at)
    item = opened.items.get(procedure__code=COPY)
    verdict = Judgement("cut", "Trùng với thủ tục cấp bản sao từ sổ gốc", days_saved=1)
    reviewing.judge(item_id=item.pk, judgement=verdict, by=by, at=at)
    return user


def visit(window, live_server, address, name):
    window.goto(f"{live_server.url}{HERE}/{address}")
    assert_accessible(window)
    shot(window, f"danh-muc-{name}")


def links(window, pattern):
    return window.locator(f"a[href*='{pattern}'][data-open]").first.get_attribute("href").removeprefix(f"{HERE}/")


@pytest.mark.parametrize("kind", ["page", "phone"])
def test_every_page_is_accessible_and_fits(kind, request, live_server, keeper):
    window = request.getfixturevalue(kind)
    let_in(window, live_server.url, keeper)
    visit(window, live_server, "", "danh-sach")
    visit(window, live_server, f"thu-tuc/{MARRIAGE_STATUS}/", "thu-tuc")
    visit(window, live_server, f"thu-tuc/{COPY}/sua/", "sua")
    visit(window, live_server, "quyet-dinh/", "quyet-dinh")
    visit(window, live_server, links(window, "/quyet-dinh/"), "mot-quyet-dinh")
    visit(window, live_server, "quyet-dinh/moi/", "quyet-dinh-moi")
    visit(window, live_server, "nap/", "nap")
    visit(window, live_server, links(window, "/nap/"), "mot-lan-nap")
    visit(window, live_server, "giao/?cap=commune&viec=give&tu-ngay=01/12/2026&pham-vi=all&xem=1", "giao")
    visit(window, live_server, "thieu/?loai=quy-trinh-de-xuat", "thieu")
    visit(window, live_server, "ra-soat/", "ra-soat")
    window.get_by_role("link", name="Rà soát quý IV năm 2026").click()
    assert_accessible(window)
    shot(window, "danh-muc-mot-dot")
    visit(window, live_server, links(window, "/ra-soat/muc/"), "ket-luan")


def test_by_keyboard_from_the_list_to_a_record_and_into_its_amendment(page, live_server, keeper):
    let_in(page, live_server.url, keeper)
    page.goto(f"{live_server.url}{HERE}/")
    page.keyboard.press("/")
    page.keyboard.type("hôn nhân")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-item]")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("hôn nhân")
    page.wait_for_load_state("networkidle")  # the keys are listened to once the scripts are there
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sửa đổi")
