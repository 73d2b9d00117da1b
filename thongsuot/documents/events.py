"""Tin của văn bản đi: what the axis, the incoming side and other rooms want to know.

Handlers run inside the transaction of the act, after its journal entry; whoever raises in one refuses the act. They
only note what is to be done; nothing outside is called from them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """Văn bản đã phát hành."""

    document_id: int
    province_id: int
    unit_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Recalled:
    """Văn bản bị thu hồi."""

    document_id: int
    province_id: int
    unit_id: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Replaced:
    """Văn bản đã được văn bản `by_id` thay thế."""

    document_id: int
    by_id: int
    province_id: int
    unit_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Corrected:
    """Văn bản được văn bản `by_id` đính chính hoặc sửa đổi, bổ sung; it stays in force."""

    document_id: int
    by_id: int
    province_id: int
    unit_id: int
    at: datetime


Event = Issued | Recalled | Replaced | Corrected
Handler = Callable[..., None]
_handlers: dict[type, list[Handler]] = {}


def on(kind: type) -> Callable[[Handler], Handler]:
    """Subscribe to one kind of event; a decorator in a room's `handlers.py`."""

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(kind, []).append(handler)
        return handler

    return register


def tell(event: Event) -> None:
    """Run the subscribers of this kind."""
    for handler in _handlers.get(type(event), ()):
        handler(event)
