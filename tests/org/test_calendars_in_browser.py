"""/tinh-han/ and the explanation with a stop, on a phone and on an office PC: accessible, nothing sideways."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory

from tests.browser import assert_accessible, shot, show
from tests.common.clock_calendars import NATION, at, lasting
from thongsuot.common import clock
from thongsuot.org import selectors
from thongsuot.org.forms import DueForm
from thongsuot.org.models import Level
from thongsuot.org.why import Explanation, explain
from thongsuot.ui import slots

pytestmark = pytest.mark.browser
ASKED = {"ngay": "13/02/2026", "gio": "09:00", "so": "2", "don_vi_tinh": "WORKING_DAY", "tinh": "42"}
STOP = {
    "reason": "payment",
    "policy": "RESUME",
    "from": "2026-02-11T16:00:00+07:00",
    "to": "2026-02-13T10:00:00+07:00",
    "due_before": "2026-02-12T11:30:00+07:00",
    "due_after": "2026-02-23T07:30:00+07:00",
}
WITH_STOP = (
    '{% from "org/_why_day.html" import why_day with context %}<link rel="stylesheet" href="CSS">{{ why_day(told) }}'
)


@pytest.fixture(autouse=True)
def _bare_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """These pages are shown without a database: nothing of higher rooms stands on top of them."""
    monkeypatch.setitem(slots._places, "page.top", [])


def told(received: str, quantity: str, *stops: dict[str, str]) -> Explanation:
    duration = lasting(quantity, "WORKING_DAY")
    return explain(clock.due(NATION, at(received), duration), stops, calendar=NATION, duration=duration)


def opened(window: Any, address: str, form: DueForm, explanation: Explanation | None) -> None:
    request = RequestFactory().get("/tinh-han/")
    request.principal = None  # type: ignore[attr-defined]
    html = engines["jinja2"].get_template("org/due.html").render({"form": form, "explanation": explanation}, request)
    window.route("**/tinh-han/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    window.goto(f"{address}/tinh-han/")


@pytest.mark.parametrize("window", ["phone", "page"])
def test_everybody_can_ask_and_read_the_answer(request: Any, kit: str, monkeypatch, window):
    province = SimpleNamespace(code="42", full_name="Tỉnh Hà Tĩnh", level=Level.PROVINCE)
    monkeypatch.setattr(selectors, "units_in_force", lambda day: (province,))
    screen = request.getfixturevalue(window)
    day = at("2026-02-13 09:00").date()
    opened(screen, kit, DueForm(ASKED, today=day), told("2026-02-13 09:00", "2"))
    assert screen.get_by_text("Nghỉ lễ: Mùng ba Tết Nguyên Đán").is_visible()
    assert_accessible(screen)
    shot(screen, "tinh-han")
    opened(screen, kit, DueForm(ASKED | {"so": "x"}, today=day), None)
    assert screen.get_by_role("alert").is_visible()
    assert_accessible(screen)


@pytest.mark.parametrize("window", ["phone", "page"])
def test_a_stop_is_told_below_the_first_count(request: Any, kit: str, window):
    screen = request.getfixturevalue(window)
    explanation = told("2026-02-10 14:00", "1.5", STOP)
    show(screen, kit, WITH_STOP.replace("CSS", "/static/org/why_day.css"), base="ui/base_public.html", told=explanation)
    assert screen.get_by_text("chờ thực hiện nghĩa vụ tài chính").is_visible()
    assert screen.locator(".why-due").count() == 2
    assert_accessible(screen)
    shot(screen, "vi-sao-ngay-nay")
