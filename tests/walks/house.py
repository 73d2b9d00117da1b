"""Cả cơ quan tại bàn làm việc: one window for each person, all at one server, and a clock that the test turns."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tests.browser import WIDE, let_in, open_window
from tests.factories.dossiers import LAN_ID, MONDAY_9, Office
from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from tests.walks.keyboard import Hands
from thongsuot.dossiers.selectors.one import Loaded, StepRow, dossier_for

# What the clerk types into the search, and the papers that he ticks beyond those that are ticked already.
AT_THE_COUNTER: dict[str, tuple[str, str, list[str]]] = {
    BIRTH: ("khai sinh", "Nguyễn Thị Lan", ["1.001193-CS"]),
    MARRIAGE_STATUS: ("doc than", "Lê Văn Bình", []),
    COPY: ("sao y", "Trần Thị An", []),
    BUSINESS: ("ho kinh doanh", "Phạm Thị Hoa", []),
    ALLOWANCE: ("tro cap nguoi cao tuoi", "Võ Thị Mận", []),
    RESIDENCE: ("thuong tru", "Hồ Sỹ Dũng", []),
}
# What the specialist adds at his step because no declaration can know it.
AT_THE_STEP: dict[str, dict[str, str]] = {
    BIRTH: {"complete-step-data-child_id_number": "042225001111"},
    ALLOWANCE: {"complete-step-data-amount": "550.000"},
}
MORE_ANSWERS = {ALLOWANCE: {"form.person.id_number": "042140000111"}}


def answers_of(code: str, form: dict[str, Any] | None = None) -> dict[str, str]:
    """The whole declaration as names of boxes and what is typed into them."""
    return dict(_boxes(form or FULL_FORMS[code], "form")) | MORE_ANSWERS.get(code, {})


def _boxes(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _boxes(inner, f"{name}.{key}")
    elif isinstance(value, bool):
        yield name, str(value).lower()
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield name, "/".join(reversed(value.split("-")))
    else:
        yield name, str(value)


class House:
    """The office at work."""

    def __init__(self, browser: Any, address: str, office: Office, clock: Callable[[datetime], None]) -> None:
        self.browser, self.address, self.office = browser, address, office
        self.officials = ["hotich", "kinhte", "vanphong", "chutich"]
        self.windows: dict[str, Hands] = {}
        self.signed_in: dict[str, datetime] = {}
        self.faults: list[str] = []
        self.at, self._clock = MONDAY_9, clock

    def turn_to(self, at: datetime) -> "House":
        """Let it be this moment for everybody."""
        self.at = at
        self._clock(at)
        return self

    def hands_of(self, name: str) -> Hands:
        """Somebody's window, opened when it is first needed; signed in anew on another day."""
        fresh = name not in self.windows
        if fresh:
            self.windows[name] = Hands(open_window(self.browser, self.faults, viewport=WIDE), self.address)
        if fresh or self.signed_in[name].date() != self.at.date():
            let_in(self.windows[name].window, self.address, self.office.users[name])
            self.signed_in[name] = self.at
        return self.windows[name]

    def at_dossier(self, name: str, code: str) -> Hands:
        """Somebody's window, open at this dossier."""
        return self.hands_of(name).open(f"/can-bo/ho-so/{code}/")

    def dossier(self, code: str) -> Loaded:
        """The dossier as it stands."""
        return dossier_for(self.office.who("chutich", self.at), code)

    def who_may(self, step: StepRow) -> str:
        """The official who holds this step, or one who may take it."""
        if step.assignee is not None:
            return next(name for name in self.officials if self.office.users[name].pk == step.assignee)
        return next(name for name in self.officials if step.may_be_taken_by(self.office.who(name, self.at)))

    def close(self) -> None:
        """Close all windows; a fault of a script or of the CSP in any of them fails the test."""
        for hands in self.windows.values():
            hands.window.context.close()
        assert not self.faults, "; ".join(self.faults)


def received_at_the_counter(house: House, procedure: str, look: bool) -> str:
    """Search, Enter, name, papers, Ctrl+Enter; answers the code on the receipt."""
    words, name, papers = AT_THE_COUNTER[procedure]
    clerk = house.hands_of("motcua1").open("/can-bo/viec/").arrive("**/quay/", "g", "q")
    clerk.keys.type(words)
    if look:
        clerk.sees("Enter mở dòng đầu").looked_at("quay")
    clerk.arrive(f"**/moi/{procedure}/**", "Enter")
    clerk.type(name).press("Tab").type(LAN_ID if procedure == BIRTH else "")
    for code in papers:
        clerk.press("Tab")
        while clerk.window.evaluate("document.activeElement.value") != code:
            clerk.press("Tab").tab_to("component")
        clerk.press("Space")
    if look:
        clerk.looked_at("quay-ho-so-moi")
    clerk.arrive("**/xong/**", "Control+Enter").sees("Đã tiếp nhận")
    if look:
        clerk.looked_at("quay-giay-hen")
        prints_the_receipt(clerk)
    return clerk.window.url.rstrip("/").rsplit("/", 1)[1]


def prints_the_receipt(clerk: Hands) -> None:
    """The paper opens beside the page, so that the next person can be served at once."""
    is_receipt = lambda request: request.url.endswith("/mau-01.pdf")  # noqa: E731
    with clerk.window.context.expect_event("request", is_receipt) as opened:  # a browser without a viewer keeps no page
        clerk.press("p")
    paper = clerk.window.request.get(opened.value.url)
    assert paper.body().startswith(b"%PDF")


def works_on_step(house: House, code: str, step: StepRow, look: bool) -> None:
    """Find it in the list, take it, open it, fill in what is missing, do the main act."""
    name = house.who_may(step)
    hands = house.hands_of(name).open(f"/can-bo/viec/?q={code}")
    before = house.dossier(code)
    rule = before.version.process.step(step.key)
    procedure = before.version.code
    if look:
        hands.looked_at(f"viec-{name}")
    if rule.role == "specialist" and step.assignee is None:
        hands.press("j", "x").arrive("**/viec/**", "Control+Enter").sees("Đã nhận 1 việc")
    hands.press("j").arrive(f"**/ho-so/{code}/", "Enter")
    if look:
        hands.looked_at(f"ho-so-{name}")
    if hands.window.get_by_text("Chưa nhập đủ dữ liệu").is_visible():
        hands.arrive("**/to-khai/", "Control+Enter").fill(answers_of(procedure))
        if look:
            hands.looked_at("to-khai")
        hands.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Đã lưu tờ khai")
    if hands.window.locator("[name^='complete-step-data-']").count():
        hands.fill(AT_THE_STEP.get(procedure, {}))
    hands.arrive(f"**/ho-so/{code}/", "Control+Enter")
    hands.sees("Đã kết thúc xử lý" if rule.signs else "Đã")


def returned_at_the_counter(house: House, code: str, look: bool) -> None:
    """The clerk finds it waiting at the desk and hands the result over."""
    clerk = house.hands_of("motcua1").open("/can-bo/quay/").sees("Chờ ở quầy")
    clerk.tab_to_words("Trả kết quả").arrive(f"**/ho-so/{code}/", "Enter")
    if look:
        clerk.looked_at("ho-so-tra-ket-qua")
    clerk.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Đã trả kết quả")
