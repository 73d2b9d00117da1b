"""Ký số bản số hoá: a higher part of the house asks for the agency's signature when a document is kept.

    hooks.on_kept("signatures", ask)    called as ask(document, item, by_id, at=…) inside the act that keeps it;
                                        `by_id` is who asked that the file be kept

Nobody is registered: the copies are unsigned, and every page and paper says so ("chưa ký số").
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Hook = Callable[..., None]
_kept: dict[str, Hook] = {}


def on_kept(name: str, hook: Hook) -> None:
    """Đăng ký việc làm khi tài liệu số hoá vào lưu trữ."""
    _kept[name] = hook


def kept(document: Any, item: Any, by_id: int, *, at: datetime) -> None:
    """Run what was registered."""
    for name in sorted(_kept):
        _kept[name](document, item, by_id, at=at)


def signs() -> bool:
    """Whether anybody asks for signatures."""
    return bool(_kept)
