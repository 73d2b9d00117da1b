"""Điều đã nói ở ki-ốt: what was typed or read from a card travels with the ticket to the counter, encrypted.

It ends with the turn: a finished, cancelled or past ticket keeps none of it.
"""

from typing import Any
from uuid import UUID

import orjson

from thongsuot.common import crypto

# What may travel; anything else a form sends is left behind.
KEPT = ("name", "id_number", "birth_date", "gender", "phone", "email", "address", "card", "helper")
LONGEST = 300


def seal(uid: UUID, data: dict[str, Any]) -> bytes | None:
    """As the table keeps it; None when nothing was said."""
    kept = {key: str(data[key])[:LONGEST] for key in KEPT if data.get(key)}
    return crypto.encrypt(orjson.dumps(kept).decode(), uid.bytes) if kept else None


def opened(uid: UUID, sealed: bytes | memoryview | None) -> dict[str, str]:
    """As it was said; empty when nothing was, or when it cannot be opened any more."""
    if not sealed:
        return {}
    try:
        found: dict[str, str] = orjson.loads(crypto.decrypt(bytes(sealed), uid.bytes))
    except crypto.CannotDecryptError:
        return {}
    return found


def register() -> None:
    """Name the column, so that `thongsuot keys rotate` reaches it; called once at start."""
    crypto.register_column(
        "hall_ticket", "prefill", key=("province_id", "id"), aad=lambda uid: uid.bytes, needs=("uid",)
    )
