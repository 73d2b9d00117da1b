"""A real browser for the tests: Debian's chromium through Playwright, without a way to the outside.

Tests that use it carry `@pytest.mark.browser`; where chromium is missing they are skipped, with the reason.
Fixtures: `page` (1366×768), `phone` (360×740, touch), `kit` (the static files and pages of the kit, without database).
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.test import RequestFactory

from config.run.waiting import PATIENCE
from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from thongsuot.accounts.models import User

# The same engine without the program around it where there is one: a window costs a third of the processor's time.
PROGRAMS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
CHROMIUM = Path(os.environ.get("CHROMIUM") or next((one for one in PROGRAMS if one.exists()), PROGRAMS[-1]))
AXE = Path(__file__).parent / "vendor/axe/axe.min.js"
SCREENSHOTS = os.environ.get("THONGSUOT_SCREENSHOTS", "")
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # there is no way to the outside
]
ACCESSIBILITY = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Bars that stick to an edge lie for the time of the check where they belong in the page: what they happen to cover
# depends on how far somebody has scrolled. That nothing focused hides behind them is for `faults_of_focus` to say.
ASK_AXE = """async ([part, tags]) => {
  const bars = [...document.querySelectorAll('*')].filter(one => getComputedStyle(one).position === 'sticky');
  bars.forEach(bar => bar.style.setProperty('position', 'static', 'important'));
  const found = await axe.run(part || document, {runOnly: tags, resultTypes: ['violations']});
  bars.forEach(bar => bar.style.removeProperty('position'));
  return found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).join(', '));
}"""
# The element with the focus when something else lies over the middle of what the window shows of it, else an empty text (WCAG 2.2, 2.4.11).
HIDDEN_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body || !box.width || !box.height) return '';
  const shown = one.labels?.length && box.width < 2 ? one.labels[0] : one;
  const place = shown.getBoundingClientRect(); // of a long box only the line with the cursor is sure to be scrolled to
  const [left, upper] = [Math.max(place.left, 0), Math.max(place.top, 0)];
  const [right, lower] = [Math.min(place.right, innerWidth), Math.min(place.bottom, innerHeight)];
  const top = left < right && upper < lower && document.elementFromPoint((left + right) / 2, (upper + lower) / 2);
  const seen = top && (shown.contains(top) || top.contains(shown) || [...(one.labels || [])].some(l => l.contains(top)));
  return seen ? '' : `${one.tagName} ${one.id || one.name || one.className} dưới ${top ? top.className : 'mép màn hình'}`;
}"""
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the tests of a module (not of the run: Playwright's loop would stay in everybody's way)."""
    if not CHROMIUM.exists():
        pytest.skip(f"không có {CHROMIUM}: cài gói chromium để chạy các bài thử trên trình duyệt")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET_CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh window of an office PC."""
    yield from _window(chromium, viewport=WIDE)


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    """A fresh window of a phone."""
    yield from _window(chromium, viewport=PHONE, has_touch=True, is_mobile=True)


def _window(browser: Any, **options: Any) -> Iterator[Any]:
    """One window for one test."""
    faults: list[str] = []
    window = open_window(browser, faults, **options)
    yield window
    window.context.close()
    assert not faults, "; ".join(faults)


def open_window(browser: Any, faults: list[str], **options: Any) -> Any:
    """Window whose requests stay on this machine; faults of scripts and of the CSP are added to `faults`."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True, **options)
    context.set_default_timeout(PATIENCE * 1000)  # a busy machine is no fault of the page
    context.on("request", lambda request: _stays_here(request, faults))
    window = context.new_page()
    window.on("pageerror", lambda error: faults.append(f"lỗi script: {error}"))
    window.on("console", lambda message: _listen(message, faults))
    return window


def _stays_here(request: Any, faults: list[str]) -> None:
    """Listening only: who takes requests over switches the browser's cache off, and every page fetches all files anew."""
    address = urlsplit(request.url)
    if address.scheme.startswith("http") and address.hostname not in {"localhost", "127.0.0.1"}:
        faults.append(f"gọi ra ngoài: {request.url}")


def _listen(message: Any, faults: list[str]) -> None:
    if "Content Security Policy" in message.text:
        faults.append(f"vi phạm CSP: {message.text}")


def let_in(window: Any, address: str, user: User) -> None:
    """Sign the window in at the server of this address, without the sign-in page."""
    key = sign_in(PageClient(), user).cookies[settings.SESSION_COOKIE_NAME].value
    window.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])


def shot(window: Any, name: str, *, whole: bool = True) -> None:
    """Keep a picture of the page as `$THONGSUOT_SCREENSHOTS/<name>-<width>.png`, for whoever wants to look; costs time."""
    if not SCREENSHOTS:
        return
    folder = Path(SCREENSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    window.evaluate("document.fonts.ready.then(() => true)")
    target = folder / f"{name}-{window.viewport_size['width']}.png"
    window.screenshot(path=target, full_page=whole, animations="disabled")


ASK_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .slice(0, 8).map(e => e.tagName + "." + e.className)"""  # what sticks out


def assert_accessible(window: Any, *, within: str = "") -> None:
    """WCAG 2.2 AA by axe-core, and no sideways scrolling."""
    window.wait_for_load_state()  # a page that has just come may still be without its styles
    window.evaluate(AXE.read_text())
    found = window.evaluate(ASK_AXE, [within, ACCESSIBILITY])
    assert not found, f"{window.url}: " + "; ".join(found)
    wide = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{window.url}: trang rộng hơn màn hình {wide}px: {window.evaluate(ASK_WIDE)}"


def faults_of_focus(window: Any) -> str:
    """What hides the element that has the focus; empty when it can be seen."""
    for _try in range(20):  # scrolling to it takes its time
        if not (hidden := window.evaluate(HIDDEN_FOCUS)):
            return ""
        window.wait_for_timeout(50)
    return str(hidden)


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def kit() -> Iterator[str]:
    """Address of a server that needs no database, for tests of the kit's own scripts: see `show`."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Threads, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def show(
    window: Any, kit: str, body: str, *, path: str = "/trang-thu/", base: str = "ui/base_office.html", **names: Any
) -> None:
    """Open a page of the kit whose content is `body` (Jinja2), as an official would see it."""
    request = RequestFactory().get(path)
    request.principal = _Somebody()
    template = engines["jinja2"].from_string(_PAGE.replace("BASE", base).replace("BODY", body))
    html = template.render(names, request)
    window.route(f"**{path}", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    window.goto(kit + path)


_PAGE = """{% extends "BASE" %}
{% from "ui/components/basics.html" import act, link_act, notice, icon with context %}
{% from "ui/components/forms.html" import form, text, textarea, radios, checkbox, error_summary with context %}
{% from "ui/components/dialogs.html" import dialog, opener with context %}
{% block heading %}Trang thử{% endblock %}
{% block content %}BODY{% endblock %}"""


class _Somebody:
    """An official of Mai Phụ, without database."""

    name, username, kind, posts = "Nguyễn Văn Tám", "maiphu.motcua1", "official", ()

    def has(self, *roles: str) -> bool:
        return "counter_clerk" in roles
