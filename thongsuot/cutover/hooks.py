"""Việc khác làm cùng lúc quyết hay huỷ: other parts of the room write ahead, and take back, in the same transaction.

    hooks.on_decide("posts", write_posts)    called as write_posts(plan, by=…, at=…) after the units stand in `org`
    hooks.on_cancel("posts", remove_posts)   called before the units are taken out again

Called in the order of their names (cancelling: the reverse). A hook that raises stops the whole act.
"""

from collections.abc import Callable

from thongsuot.cutover.models import Plan

Hook = Callable[..., None]
_decide: dict[str, Hook] = {}
_cancel: dict[str, Hook] = {}


def on_decide(name: str, hook: Hook) -> None:
    """Đăng ký việc làm khi quyết."""
    _decide[name] = hook


def on_cancel(name: str, hook: Hook) -> None:
    """Đăng ký việc trả lại khi huỷ."""
    _cancel[name] = hook


def decided(plan: Plan, **said: object) -> None:
    """Run what is done at the decision."""
    for name in sorted(_decide):
        _decide[name](plan, **said)


def cancelled(plan: Plan, **said: object) -> None:
    """Run what is taken back."""
    for name in sorted(_cancel, reverse=True):
        _cancel[name](plan, **said)
