"""Quầy mất mạng khai luôn tờ khai và phát số tạm: both come to the dossier when the line is back."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, shot
from tests.factories.dossiers import MONDAY_9, office  # noqa: F401
from tests.factories.hall import make_centre
from tests.factories.procedures import BIRTH, FULL_FORMS
from tests.offline.test_declaration_in_browser import typed_of
from tests.offline.test_in_browser import counter, page  # noqa: F401
from tests.walks.conftest import clock, monday  # noqa: F401
from tests.walks.test_line_lost_at_two_counters import gate  # noqa: F401
from thongsuot.dossiers.models import Dossier, TicketDossier
from thongsuot.hall.models import Ticket
from thongsuot.offline.models import Arrival
from thongsuot.procedures.selectors import version_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_declaration_typed_without_the_line_and_its_turn_come_to_the_dossier(counter, page, gate, office, clock):  # noqa: F811
    hall = make_centre(office)
    gate.cut()
    counter.sees_no_line()
    page.get_by_role("button", name="Lấy số cho người mới đến").click()
    expect(page.locator("[data-tickets]")).to_contain_text("T1-01")
    page.clock.fast_forward(5 * 60_000)
    page.get_by_label("Thủ tục: gõ vài chữ").fill("khai sinh")
    page.keyboard.press("Enter")
    page.get_by_label("Họ và tên", exact=True).fill("Nguyễn Thị Lan")
    page.get_by_text("Khai luôn trên máy").click()
    page.locator("[name='form.child.name']").fill("Nguyễn Bình An")
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.locator("[data-errors]")).to_contain_text("Giới tính")
    assert_accessible(page)
    shot(page, "ngoai-tuyen-to-khai")
    version = version_in_force(BIRTH, MONDAY_9.date())
    for name, value in typed_of(version, FULL_FORMS[BIRTH]).items():
        box = page.locator(f"[name='{name}']")
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        elif box.get_attribute("type") == "checkbox":
            box.set_checked(value == "true")
        else:
            box.fill(value)
    page.locator("[name=component][value='1.001193-CS']").check()
    page.clock.run_for(2_000)
    page.clock.fast_forward(4 * 60_000)
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text("Đã nhận, giữ an toàn trên máy này")).to_be_visible()
    expect(page.locator("[data-done-ticket]")).to_have_text("T1-01")
    clock(MONDAY_9 + timedelta(minutes=11))  # as much time as has passed at the PC
    gate.open()
    page.clock.fast_forward(70_000)
    expect(page.locator("[data-told]")).to_contain_text("Đã gửi 1 hồ sơ")
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.problem, arrival.facts) == ("merged", "", {})
    dossier = Dossier.objects.get()
    assert dossier.form["child"]["name"] == FULL_FORMS[BIRTH]["child"]["name"]
    ticket = Ticket.objects.get()
    assert (ticket.unit_id, ticket.label, ticket.state) == (hall.unit_id, "T1-01", "finished")
    assert (ticket.ended_at - ticket.started_at).total_seconds() >= 240
    assert (ticket.started_at - ticket.ready_at).total_seconds() >= 290
    assert TicketDossier.objects.get().code == dossier.code
