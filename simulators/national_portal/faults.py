"""Lỗi theo lệnh: how the simulator misbehaves, told over its own API and never by the systems that use it.

Modes: `slow` (answers `seconds` later), `down` (closes the line without a word), `500_before` (fails before the work),
`500_after` (does the work, then fails), `429` and `503` (with Retry-After `seconds`); for what the portal hands out:
`twice`, `disorder`. A fault may end by itself: `count` (the next n calls), `for_seconds` (down until then); it may be
limited to `groups` of routes (dossiers, messages, catalogue, store, payment).
"""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MODES = ("slow", "down", "500_before", "500_after", "429", "503", "twice", "disorder")
ON_CALLS = ("down", "slow", "429", "503", "500_before", "500_after")


@dataclass(slots=True)
class Fault:
    """Một lỗi đang đặt; `count` None: until told otherwise."""

    mode: str
    count: int | None = None
    until: float | None = None
    seconds: float = 1.0
    groups: tuple[str, ...] = ()
    share: float = 1.0

    def shown(self) -> dict[str, Any]:
        """As the control API tells it."""
        left = None if self.until is None else max(0.0, round(self.until - time.monotonic(), 3))
        return {
            "mode": self.mode, "count": self.count, "for_seconds": left,
            "seconds": self.seconds, "groups": list(self.groups), "share": self.share,
        }  # fmt: skip


class Faults:
    """Các lỗi đang đặt, one per mode; `struck` counts how often each was felt."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set: dict[str, Fault] = {}
        self._random = random.Random(4)  # noqa: S311  (a fault need not be unpredictable)
        self.struck: dict[str, int] = {}

    def put(self, said: dict[str, Any]) -> Fault:
        """Đặt một lỗi; raises ValueError when it makes no sense."""
        mode = said.get("mode")
        if mode not in MODES:
            raise ValueError(f"mode phải là một trong {', '.join(MODES)}")
        count, lasting = said.get("count"), said.get("for_seconds")
        fault = Fault(
            mode=mode,
            count=None if count is None else int(count),
            until=None if lasting is None else time.monotonic() + float(lasting),
            seconds=float(said.get("seconds", 1.0)),
            groups=tuple(said.get("groups") or ()),
            share=float(said.get("share", 1.0)),
        )
        with self._lock:
            self._set[mode] = fault
        return fault

    def clear(self, mode: str = "") -> None:
        """Bỏ một lỗi, hay tất cả."""
        with self._lock:
            if mode:
                self._set.pop(mode, None)
            else:
                self._set.clear()

    def shown(self) -> list[dict[str, Any]]:
        """What is set now."""
        with self._lock:
            self._forget_ended()
            return [fault.shown() for fault in self._set.values()]

    def strike(self, group: str, modes: Sequence[str] = ON_CALLS) -> list[Fault]:
        """Which of these modes this call feels; each use counts."""
        if not self._set:
            return []
        with self._lock:
            self._forget_ended()
            felt = [f for mode in modes if (f := self._set.get(mode)) and self._feels(f, group)]
            for fault in felt:
                self.struck[fault.mode] = self.struck.get(fault.mode, 0) + 1
                if fault.count is not None:
                    fault.count -= 1
            self._forget_ended()
            return felt

    def _feels(self, fault: Fault, group: str) -> bool:
        return (not fault.groups or group in fault.groups) and (
            fault.share >= 1.0 or self._random.random() < fault.share
        )

    def _forget_ended(self) -> None:
        now = time.monotonic()
        for mode, fault in list(self._set.items()):
            if (fault.count is not None and fault.count <= 0) or (fault.until is not None and fault.until <= now):
                del self._set[mode]
