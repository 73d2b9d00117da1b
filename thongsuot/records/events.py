"""Tin của lưu trữ: a room whose work was disposed of may have to forget its own copy. Handlers run in the transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Disposed:
    """Hồ sơ của các nguồn này đã huỷ theo quyết định."""

    province_id: int
    source_kind: str
    source_ids: Sequence[int]
    decision: str
    at: datetime


_handlers: dict[str, list[Callable[[Disposed], None]]] = {}


def on_disposed(source_kind: str) -> Callable[[Callable[[Disposed], None]], Callable[[Disposed], None]]:
    """Subscribe for one kind of source; a decorator for a room's `handlers.py`."""

    def register(handler: Callable[[Disposed], None]) -> Callable[[Disposed], None]:
        _handlers.setdefault(source_kind, []).append(handler)
        return handler

    return register


def tell_disposed(event: Disposed) -> None:
    """Run the subscribers of this kind."""
    for handler in _handlers.get(event.source_kind, ()):
        handler(event)
