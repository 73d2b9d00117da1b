"""Quy trình trong trình duyệt: the editor by keyboard, and our BPMN files in a viewer that is not ours."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_official
from tests.factories.procedures import ALLOWANCE, load_six
from tests.factories.units import make_world
from thongsuot.accounts.models import Role
from thongsuot.procedures.bpmn import bpmn_of
from thongsuot.procedures.models import ProcedureVersion
from thongsuot.procedures.selectors import all_in_force, version_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWER = Path(__file__).parents[1] / "vendor/bpmn-js/bpmn-viewer.production.min.js"
NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SHOW = """async ([xml]) => {
  const viewer = new BpmnJS({ container: document.querySelector('#canvas') });
  const { warnings } = await viewer.importXML(xml);
  viewer.get('canvas').zoom('fit-viewport');
  return [warnings.map(w => w.message), viewer.get('elementRegistry').filter(e => e.type === 'bpmn:UserTask').map(e => e.businessObject.name)];
}"""


@pytest.fixture
def stage():
    """The small world with its catalogue."""
    world = make_world()
    load_six(world)
    return world


def test_our_files_open_in_a_viewer_without_a_warning(page, stage):
    page.set_content('<div id="canvas" style="width:1360px;height:760px"></div>')
    page.add_script_tag(path=VIEWER)
    for version in all_in_force(NOW.date()):
        page.evaluate("document.querySelector('#canvas').replaceChildren()")
        warnings, tasks = page.evaluate(SHOW, [bpmn_of(version).decode()])
        assert warnings == []
        assert sorted(tasks) == sorted(step.name for step in version.process.steps)
        if version.code == ALLOWANCE:
            shot(page, "quy-trinh-bpmn", whole=False)


def test_a_step_is_added_beside_another_tried_and_put_in_force(page, phone, live_server, stage):
    user = make_official(stage, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, stage.province, None)
    let_in(page, live_server.url, user)
    address = f"{live_server.url}/can-bo/danh-muc/thu-tuc/{ALLOWANCE}/quy-trinh/"
    page.goto(address)
    assert_accessible(page)
    shot(page, "quy-trinh")
    page.get_by_role("link", name="Sửa quy trình").click()
    shot(page, "quy-trinh-sua")
    assert_accessible(page)
    page.locator("#buoc-budget").get_by_role("button", name="Thêm bước song song").focus()
    page.keyboard.press("Enter")
    new = page.locator("fieldset.process-row:target")
    new.get_by_label("Tên bước").fill("Lấy ý kiến hội đồng")
    new.get_by_label("Sản phẩm của bước").fill("Biên bản họp")
    new.get_by_label("Thời gian", exact=True).fill("1,5")
    new.get_by_label("Đơn vị thời gian").select_option("day")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("bản nháp, chưa ban hành")).to_be_visible()
    page.get_by_role("link", name="Chạy thử bản nháp").click()
    expect(page.get_by_role("table")).to_contain_text("Lấy ý kiến hội đồng")
    shot(page, "quy-trinh-chay-thu")
    page.go_back()
    page.get_by_label("Tư cách").select_option("published")
    page.get_by_label("Quyết định ban hành").fill("QĐ 12/QĐ-UBND")
    page.get_by_role("button", name="Ban hành quy trình").click()
    expect(page.get_by_text("Đã ban hành quy trình")).to_be_visible()
    assert ProcedureVersion.objects.filter(procedure__code=ALLOWANCE).count() == 2
    today = timezone.localdate()
    assert "Lấy ý kiến hội đồng" in [s.name for s in version_in_force(ALLOWANCE, today).process.steps]
    let_in(phone, live_server.url, user)
    for name, end in (("quy-trinh", ""), ("quy-trinh-sua", "sua/"), ("quy-trinh-chay-thu", "chay-thu/")):
        phone.goto(address + end)
        assert_accessible(phone)
        shot(phone, name)
