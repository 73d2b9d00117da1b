"""Tin về bàn giao tài liệu: told inside the act, so that who keeps a ledger above us (cutover) writes its lines with it."""

from collections.abc import Callable
from datetime import datetime

from thongsuot.records.models import Handover

Listener = Callable[..., None]
_changed: dict[str, Listener] = {}


def on_changed(name: str, listener: Listener) -> None:
    """Nghe: called as listener(handover, at=…) when it was checked, handed over, accepted, or opened again."""
    _changed[name] = listener


def changed(handover: Handover, *, at: datetime) -> None:
    """Báo cho ai nghe."""
    for name in sorted(_changed):
        _changed[name](handover, at=at)
