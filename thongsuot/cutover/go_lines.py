"""Vạch đỏ trước khi chuyển: each part of the room says what must be true before anything moves.

    go_lines.register(RedLine("accounts", 50, _("Tài khoản sẵn sàng"), ask, waivable=True))

`ask(plan, at)` answers in a fixed number of statements. A line that may be waived needs a name and a reason; what the
execution itself would refuse may not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from thongsuot.cutover.models import Plan, Waiver

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Answer:
    """Trả lời của một vạch: whether it is clear, in words, and where to go when it is not."""

    ok: bool
    words: Text
    page: str = ""


@dataclass(frozen=True, slots=True)
class RedLine:
    """Một vạch đỏ."""

    key: str
    order: int
    title: Text
    ask: Callable[[Plan, datetime], Answer]
    waivable: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """Một vạch đang ra sao."""

    line: RedLine
    answer: Answer
    waiver: Waiver | None = None

    @property
    def clear(self) -> bool:
        """Whether it does not hold the execution up."""
        return self.answer.ok or self.waiver is not None


_lines: dict[str, RedLine] = {}


def register(line: RedLine) -> None:
    """Đăng ký một vạch; registering a key again replaces it."""
    _lines[line.key] = line


def standing(plan: Plan, at: datetime) -> list[Standing]:
    """Mọi vạch và tình trạng, in their order; waivers of an older version of the plan do not count."""
    waived = {
        waiver.line: waiver
        for waiver in Waiver.objects.filter(plan=plan, plan_version=plan.version).select_related("by")
    }
    found = []
    for line in sorted(_lines.values(), key=lambda line: (line.order, line.key)):
        answer = line.ask(plan, at)
        waiver = waived.get(line.key) if line.waivable and not answer.ok else None
        found.append(Standing(line, answer, waiver))
    return found


def may_be_waived(key: str) -> bool:
    """Whether this line exists and may be waived."""
    return key in _lines and _lines[key].waivable


def is_go(lines: list[Standing]) -> bool:
    """Đủ điều kiện chuyển."""
    return all(one.clear for one in lines)
