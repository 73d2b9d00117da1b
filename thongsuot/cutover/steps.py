"""Các bước của một lần sắp xếp: each part of the room shows itself as a card on the plan's home page.

    steps.register(Step("check", 30, _("Kiểm tra"), _("Mọi đơn vị cũ có chỗ…"), address=lambda plan: reverse(…), progress=counted))

A part registers from `apps.ready()`. `progress` costs at most two statements; (0, 0) means there is nothing to count yet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.cutover.models import Plan, PlanKind, PlanState

Text = str | Promise


class State(StrEnum):
    """Một bước đang ở đâu."""

    WAITING = "waiting"
    DOING = "doing"
    DONE = "done"
    TROUBLE = "trouble"  # a red line: nothing goes on before it is cleared
    LATER = "later"  # its time has not come

    @property
    def words(self) -> Text:
        """Trạng thái bằng lời."""
        return {
            State.WAITING: _("chưa làm"),
            State.DOING: _("đang làm"),
            State.DONE: _("xong"),
            State.TROUBLE: _("có việc phải xử lý"),
            State.LATER: _("chưa tới lúc"),
        }[self]

    @property
    def tone(self) -> str:
        """Tone of its badge."""
        return {"waiting": "neutral", "doing": "info", "done": "success", "trouble": "danger", "later": "neutral"}[self]


@dataclass(frozen=True, slots=True)
class Progress:
    """Đã được bao nhiêu trên bao nhiêu; `state` None = read from the two numbers, `words` say what is counted."""

    done: int
    total: int
    words: Text = ""
    state: State | None = None

    @property
    def shown_state(self) -> State:
        """What the badge says."""
        if self.state is not None:
            return self.state
        if self.total and self.done >= self.total:
            return State.DONE
        return State.DOING if self.done else State.WAITING


@dataclass(frozen=True, slots=True)
class Step:
    """Một bước: where its page is, how far it is, and (when not everybody may open it) for whom."""

    key: str
    order: int
    title: Text
    purpose: Text
    address: Callable[[Plan], str]
    progress: Callable[[Plan], Progress]
    opens_to: Callable[[Principal, Plan], bool] = lambda principal, plan: True
    for_change: bool = False  # also of a plan in which a unit stays the same unit and nothing moves


@dataclass(frozen=True, slots=True)
class Card:
    """Thẻ của một bước trên trang kế hoạch."""

    step: Step
    progress: Progress
    address: str


THE_MOVE = 80  # order of the move itself; smaller ones are what it needs
_steps: dict[str, Step] = {}


def register(step: Step) -> None:
    """Đăng ký một bước; registering a key again replaces it."""
    _steps[step.key] = step


def registered() -> list[Step]:
    """Mọi bước, in the order of the work."""
    return sorted(_steps.values(), key=lambda step: (step.order, step.key))


def cards(plan: Plan, principal: Principal) -> list[Card]:
    """Thẻ của mọi bước của kế hoạch này; the address of one that stays closed to this person is empty."""
    small = plan.kind == PlanKind.CHANGE
    return [
        Card(step, step.progress(plan), step.address(plan) if step.opens_to(principal, plan) else "")
        for step in registered()
        if step.for_change or not small
    ]


def following(shown: list[Card], state: str) -> Card | None:
    """Bước tiếp theo of a plan in this state: the first one this person may open that waits for somebody.

    Once the move has begun, what should have been prepared before it is nobody's next step; nothing follows a plan that
    was given up or taken back.
    """
    waiting = {State.WAITING, State.DOING, State.TROUBLE}
    if state in (PlanState.CANCELLED, PlanState.ROLLED_BACK):
        return None
    first = 0 if state in (PlanState.DRAFT, PlanState.DECIDED) else THE_MOVE
    return next(
        (c for c in shown if c.address and c.step.order >= first and c.progress.shown_state in waiting),
        None,
    )
