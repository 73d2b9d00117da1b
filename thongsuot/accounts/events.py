"""Tin của phòng tài khoản: what other rooms may want to know when a person has proven who he is.

Handlers run inside the transaction of the signing in; whoever raises in one refuses it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class IdentityProven:
    """Một công dân vừa đăng nhập bằng định danh điện tử: account, keyed hash of the number, name, birth date."""

    user_id: int
    id_number_hash: bytes
    name: str
    birth_date: date | None
    at: datetime


_listeners: list[Callable[[IdentityProven], None]] = []


def on_identity_proven(handler: Callable[[IdentityProven], None]) -> Callable[[IdentityProven], None]:
    """Subscribe; used as a decorator in a room's `handlers.py`."""
    _listeners.append(handler)
    return handler


def tell_proven(event: IdentityProven) -> None:
    """Run the subscribers."""
    for handler in _listeners:
        handler(event)
