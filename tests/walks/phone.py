"""Người dân với chiếc điện thoại: one citizen at one small window, who answers page by page."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser import assert_accessible, shot
from tests.factories.procedures import FULL_FORMS
from tests.page_client import faults_of_page
from tests.portal.filing_walk import PDF
from thongsuot.procedures.forms import value_at

MOST_PAGES = 25
PLACE, WHO = "Bạn nộp hồ sơ cho xã, phường nào?", "Bạn làm thủ tục này cho ai?"
CASE, PAPERS, REVIEW = "Bạn thuộc trường hợp nào?", "Giấy tờ kèm theo", "Xem lại trước khi gửi"


class Phone:
    """One person with a phone; looks at each kind of page once."""

    def __init__(self, window: Any, address: str, procedure: str) -> None:
        self.window, self.address, self.procedure = window, address, procedure

    def open(self, path: str) -> "Phone":
        """Go to an address."""
        self.window.goto(self.address + path)
        return self

    def heading(self) -> str:
        """What the page asks."""
        return self.window.get_by_role("heading", level=1).inner_text().strip()

    def go_on(self, button: str = "Tiếp tục") -> None:
        """Press the button of the page and arrive somewhere else, or learn why not."""
        before = self.window.url
        self.window.get_by_role("button", name=button).click()
        self.window.wait_for_load_state()
        wrong = self.window.get_by_role("alert")
        said = wrong.inner_text() if wrong.count() else ""
        assert self.window.url != before, f"{before}: {said or 'vẫn ở trang cũ'}"

    def looked_at(self, name: str) -> "Phone":
        """Sound, reachable for all, pictured."""
        faults = faults_of_page(self.window.request.get(self.window.url).text())
        assert not faults, f"{self.window.url}: " + "; ".join(faults)
        assert_accessible(self.window)
        shot(self.window, f"nguoi-dan-{name}")
        return self

    def answers(self) -> None:
        """Fill the boxes of the page that the declaration has an answer for; what is filled in already stays."""
        form = FULL_FORMS[self.procedure]
        for box in self.window.locator("main [name^='form.']").all():
            name = box.get_attribute("name").removeprefix("form.")
            path, part = re.fullmatch(r"(.+?)(?:_(day|month|year))?", name).groups()
            known = form if value_at(form, name) is not None else {}
            value = value_at(known, name) if known else value_at(form, path) if part else None
            if value is not None:
                self._give(box, str(value).lower() if isinstance(value, bool) else str(value), None if known else part)

    def _give(self, box: Any, value: str, part: str | None) -> None:
        kind = box.get_attribute("type")
        if part:
            year, month, day = value.split("-")
            box.fill({"year": year, "month": str(int(month)), "day": str(int(day))}[part])
        elif kind in ("radio", "checkbox"):
            if box.get_attribute("value") == value:
                box.check()
        elif box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)

    def papers(self) -> None:
        """A picture for the first paper that may be sent, the others brought along."""
        while self.window.locator(".paper-row", has_text="Chưa có").locator(".state-warning").count():
            row = self.window.locator(".paper-row", has_text="Chưa có").filter(
                has=self.window.locator(".state-warning")
            )
            row.first.get_by_role("link").click()
            if self.window.get_by_text("Mang theo cho cán bộ xem").count():
                self.window.get_by_text("Mang theo cho cán bộ xem").click()
            else:
                upload = {"name": "anh-chup.pdf", "mimeType": "application/pdf", "buffer": PDF}
                self.window.locator("input[type=file]").set_input_files(upload)
            self.window.get_by_role("button", name="Lưu giấy này").click()
            back = self.window.get_by_role("link", name="Xong, về danh sách")
            if back.count():
                back.click()

    def files(self) -> str:
        """All pages from the start to the receipt; answers the code."""
        self.open(f"/nop-ho-so/{self.procedure}/").go_on("Bắt đầu")
        return self.answers_until(REVIEW).sends()

    def answers_until(self, heading: str) -> "Phone":
        """Page after page until this one is asked."""
        ways: dict[str, Callable[[], Any]] = {
            PLACE: lambda: None,
            WHO: lambda: None,
            CASE: lambda: self.window.locator("main label").first.click(),
            PAPERS: self.papers,
        }
        for _page in range(MOST_PAGES):
            asked = self.heading()
            if asked == heading:
                return self
            ways.get(asked, self.answers)()
            self.go_on()
        raise AssertionError(f"{self.window.url}: không tới được trang “{heading}”")

    def sends(self) -> str:
        """From the last look to the receipt; answers the code."""
        self.looked_at("xem-lai").go_on("Gửi hồ sơ")
        expect(self.window.get_by_role("heading", level=1)).to_have_text("Biên nhận hồ sơ")
        self.looked_at("bien-nhan")
        return self.window.locator(".receipt-code").inner_text().strip()
