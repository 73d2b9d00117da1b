"""Tin về tiền của hồ sơ: what rooms above want to know when money is asked for, recorded, or owed no more.

Handlers run inside the transaction of the verb, after its journal entry; whoever raises in one refuses the verb.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.models import Payment

if TYPE_CHECKING:
    from thongsuot.dossiers.selectors.one import Loaded


@dataclass(frozen=True, slots=True)
class PaymentRequested:
    """Vừa yêu cầu nộp tiền; the request has no identity yet."""

    loaded: "Loaded"
    payment: Payment
    principal: Principal
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """Vừa ghi nhận đã nộp đủ; `principal` is None where a gateway confirmed it."""

    loaded: "Loaded"
    payment: Payment
    principal: Principal | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentCancelled:
    """Yêu cầu đang chờ không phải nộp nữa: the dossier was withdrawn, or the payer was exempted."""

    loaded: "Loaded"
    payment: Payment
    principal: Principal
    at: datetime


Event = TypeVar("Event", PaymentRequested, PaymentRecorded, PaymentCancelled)
_listeners: dict[type, list[Callable[..., None]]] = {}


def on(kind: type[Event]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Subscribe to one kind; used as a decorator in a room's `handlers.py`."""

    def subscribe(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        _listeners.setdefault(kind, []).append(handler)
        return handler

    return subscribe


def tell(event: PaymentRequested | PaymentRecorded | PaymentCancelled) -> None:
    """Run the subscribers of its kind."""
    for handler in _listeners.get(type(event), ()):
        handler(event)
