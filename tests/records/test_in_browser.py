"""Lưu trữ trong trình duyệt: the archivist accepts by keyboard, a citizen reads on a phone; WCAG 2.2 AA, pictures kept."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.accounts import make_citizen
from tests.records.archive_world import NOW, a_file
from thongsuot.common import crypto
from thongsuot.records import services
from thongsuot.records.models import Fonds, HandIn
from thongsuot.records.storage import copying

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAN = "042190000011"


def look(window: Any, name: str) -> None:
    assert_accessible(window)
    shot(window, f"luu-tru-{name}")


def test_the_archivist_accepts_by_keyboard_and_sees_every_page(
    page: Any, phone: Any, live_server: Any, archive: Any
) -> None:
    old = {"ended_on": date(2012, 3, 1), "began_on": None}
    hand = archive.hand_in(a_file(1, people=[crypto.lookup_hash(LAN)]), a_file(2, **old), a_file(3, rule="VV"))
    let_in(page, live_server.url, archive.people["luutru"])
    page.goto(f"{live_server.url}/can-bo/luu-tru/nop/{hand.uid}/")
    look(page, "dot-nop")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã nhận 3 hồ sơ vào phông và cấp số.")).to_be_visible()
    assert HandIn.objects.get().state == "closed"
    copying.copy_some(NOW)
    file = HandIn.objects.get().lines.get(ordinal=1).file
    services.expect_hand_in(
        province_id=file.province_id, unit_id=archive.world.mai_phu.id, source_kind="work_file", source_id=9,
        source_code="HSCV-009", title="Hồ sơ xây trường mầm non", page="/can-bo/viec/", ended_at=NOW,
    )  # fmt: skip
    for window in (page, phone):
        let_in(window, live_server.url, archive.people["luutru"])
        for name, address in (
            ("tim", "?q=sua+duong"), ("ho-so", f"ho-so/{file.uid}/"), ("phong", f"phong/{Fonds.objects.get().uid}/"),
            ("nop", "nop/"), ("con-phai-nop", "con-phai-nop/"), ("huy", "huy/"), ("kho", "kho/"), ("goi", "goi/"),
            ("thoi-han", "thoi-han/"),
        ):  # fmt: skip
            window.goto(f"{live_server.url}/can-bo/luu-tru/{address}")
            look(window, name)
    lan = make_citizen("lan", id_number=LAN)
    let_in(phone, live_server.url, lan)
    phone.goto(f"{live_server.url}/cong-dan/luu-tru/")
    look(phone, "cong-dan")
    phone.goto(f"{live_server.url}/cong-dan/luu-tru/{file.uid}/")
    phone.fill("[name=reason]", "Làm thừa kế")
    look(phone, "cong-dan-xin")
    phone.get_by_role("button", name="Gửi yêu cầu đọc").click()
    expect(phone.get_by_text("Đang chờ lưu trữ trả lời")).to_be_visible()
    page.goto(f"{live_server.url}/can-bo/luu-tru/ho-so/{file.uid}/")
    look(page, "tra-loi")
