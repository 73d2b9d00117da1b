"""Đôi tay không chuột: an official at a keyboard. What cannot be reached by keys cannot be done here."""

from typing import Any

from playwright.sync_api import expect

from tests.browser import assert_accessible, faults_of_focus, let_in, shot
from tests.page_client import faults_of_page
from thongsuot.accounts.models import User

FARTHEST = 120  # Tab presses after which something counts as unreachable
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FOCUSED_NAME = "document.activeElement.name || ''"
FOCUSED_WORDS = """((document.activeElement.closest('label, a, button, summary') || {}).innerText || '')
  .replace(/\\s+/g, ' ')"""


class Hands:
    """One person at one window."""

    def __init__(self, window: Any, address: str, user: User | None = None) -> None:
        self.window, self.address = window, address
        self.keys = window.keyboard
        if user is not None:
            let_in(window, address, user)

    def open(self, path: str) -> "Hands":
        """Type an address."""
        self.window.goto(self.address + path)
        return self

    def press(self, *keys: str) -> "Hands":
        """Press keys one after the other."""
        for key in keys:
            self.keys.press(key)
        return self

    def arrive(self, pattern: str, *keys: str) -> "Hands":
        """Press keys that lead to another page."""
        with self.window.expect_navigation(url=pattern):
            self.press(*keys)
        return self

    def type(self, text: str) -> "Hands":
        """Type into what has the focus, over what stands there."""
        self.keys.press("Control+a")
        self.keys.insert_text(text) if text else self.keys.press("Delete")
        return self

    def tab_to(self, name: str) -> "Hands":
        """Go on with Tab until the field of this name has the focus."""
        for _press in range(FARTHEST):
            if self.window.evaluate(FOCUSED_NAME) == name:
                return self
            self.keys.press("Tab")
        raise AssertionError(f"{self.window.url}: phím Tab không tới được ô {name}")

    def tab_to_words(self, words: str) -> "Hands":
        """Go on with Tab until the link, button or box with these words has the focus."""
        for _press in range(FARTHEST):
            if words in self.window.evaluate(FOCUSED_WORDS):
                return self
            self.keys.press("Tab")
        raise AssertionError(f"{self.window.url}: phím Tab không tới được “{words}”")

    def unfold(self, words: str) -> "Hands":
        """Open a folded act by its name."""
        return self.tab_to_words(words).press("Enter")

    def press_button(self, words: str, told: str) -> "Hands":
        """Press the button with these words and read on the page that comes what was done."""
        self.tab_to_words(words)
        with self.window.expect_navigation():
            self.press("Enter")
        return self.sees(told)

    def choose(self, name: str, value: str) -> "Hands":
        """Go to a box and give the answer."""
        return self.tab_to(name)._answer(name, value)

    def fill(self, answers: dict[str, str]) -> "Hands":
        """Give all these answers in one way down the page, in the order in which Tab comes by."""
        left = dict(answers)
        for _press in range(FARTHEST):
            name = self.window.evaluate(FOCUSED_NAME)
            if name in left:
                self._answer(name, left.pop(name))
            if not left:
                return self
            self.keys.press("Tab")
        raise AssertionError(f"{self.window.url}: phím Tab không tới được các ô {sorted(left)}")

    def _answer(self, name: str, value: str) -> "Hands":
        """Answer in the box that has the focus, by the keys of its kind."""
        hidden = faults_of_focus(self.window)
        assert not hidden, f"{self.window.url}: ô đang nhập bị che: {hidden}"
        tag, kind = self.window.evaluate("[document.activeElement.tagName, document.activeElement.type || '']")
        if kind == "checkbox":
            return self if self.window.evaluate("document.activeElement.checked") else self.press("Space")
        if kind == "radio":
            self.press("Space")
        if kind != "radio" and tag != "SELECT":
            return self.type(value)
        for _press in range(60):
            if self.window.evaluate("document.activeElement.value") == value:
                return self
            self.keys.press("ArrowDown")
        raise AssertionError(f"{self.window.url}: không chọn được {value} ở ô {name}")

    def sees(self, words: str) -> "Hands":
        """These words stand on the page."""
        expect(self.window.locator("body")).to_contain_text(words)
        return self

    def looked_at(self, name: str) -> "Hands":
        """The page is sound, reachable for all, and a picture of it is kept."""
        html = self.window.request.get(self.window.url).text()
        faults = faults_of_page(html)
        assert not faults, f"{self.window.url}: " + "; ".join(faults)
        assert_accessible(self.window)
        shot(self.window, name)
        self.window.evaluate(NEXT_FRAME)  # the picture made the window tall for a moment
        return self
