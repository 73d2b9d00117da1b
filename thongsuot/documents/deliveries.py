"""Đường đi của văn bản đi: who carries it inside, over the axis, by mail; each way is registered once, by its owner."""

from collections.abc import Callable
from datetime import datetime

from thongsuot.documents.models import Document, Recipient

# Raises what went wrong; the recipient then waits as "chưa gửi được" with these words.
Carrier = Callable[[Document, Recipient, datetime], None]
_carriers: dict[str, Carrier] = {}


def carry(way: str, carrier: Carrier) -> None:
    """Say who carries documents on this way."""
    _carriers[way] = carrier


def carrier_of(way: str) -> Carrier | None:
    """Who carries; None: nobody yet, so its recipients go on waiting."""
    return _carriers.get(way)


def ways() -> list[str]:
    """Ways that somebody carries."""
    return sorted(_carriers)
