"""Lượt phục vụ: few requests run at once in a web process, and communes take turns, so that none drowns the others.

Threads of one Python process share its interpreter: eight that compute at once finish late together. Here a few run and
the rest wait in an order that is fair to units (start-time fair queueing): whoever has asked for little comes before
whoever has asked for much. Nobody waits for a turn longer than `PATIENCE`, so that slow requests cannot stop the others.
"""

import heapq
import itertools
from collections.abc import Callable, Hashable, Iterable, MutableMapping, Sequence
from threading import Lock
from typing import Any, Protocol

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

UNIT_KEY = "thongsuot.unit"  # in the environ of a request: see `tell_unit`
AT_ONCE = 2  # one computes while the other waits for the database
PATIENCE = 0.5  # seconds
PUBLIC = 32  # citizens and strangers together weigh at most as much as so many communes
REMEMBERED = 20_000  # browsers and programs whose unit is known


class HasUnit(Protocol):
    """Whatever belongs to a unit; posts do."""

    @property
    def unit_id(self) -> int:
        """Key of the unit."""


def tell_unit(environ: MutableMapping[str, Any], posts: Sequence[HasUnit]) -> None:
    """Say for whom a request is made, as soon as that is known: the unit of the first post; citizens have none."""
    if posts:
        environ[UNIT_KEY] = posts[0].unit_id


class _Waiting:
    """Một yêu cầu đang chờ lượt."""

    __slots__ = ("called", "gate", "left")

    def __init__(self) -> None:
        self.gate = Lock()
        self.gate.acquire()
        self.called = self.left = False


class Turns:
    """Hàng chờ công bằng: `enter` before the work, `leave` after it."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._at_once, self._patience = at_once, patience
        self._lock = Lock()
        self._running = 0
        self._served = 0  # tag of the last one called: the time of this queue
        self._last: dict[Hashable, int] = {}  # tag of the last request of everybody who is ahead of that time
        self._waiting: list[tuple[int, int, _Waiting]] = []
        self._arrivals = itertools.count()

    @property
    def running(self) -> int:
        """Requests at work now."""
        return self._running

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn."""
        return sum(not one.left for _tag, _arrival, one in self._waiting)

    def enter(self, who: Hashable) -> None:
        """Wait for a turn, at most the patience."""
        with self._lock:
            tag = max(self._served, self._last.get(who, 0)) + 1
            self._last[who] = tag
            if self._running < self._at_once:
                self._running += 1
                return
            mine = _Waiting()
            heapq.heappush(self._waiting, (tag, next(self._arrivals), mine))
        if mine.gate.acquire(timeout=self._patience):
            return
        with self._lock:
            if not mine.called:
                mine.left = True
                self._running += 1

    def leave(self) -> None:
        """Give the turn to whoever comes next."""
        with self._lock:
            self._running -= 1
            while self._waiting and self._running < self._at_once:
                tag, _arrival, one = heapq.heappop(self._waiting)
                self._served = max(self._served, tag)
                if not one.left:
                    self._running += 1
                    one.called = True
                    one.gate.release()
            if not self._waiting:  # nobody is behind anybody any more
                self._served = 0
                self._last.clear()


class FairTurns:
    """WSGI application whose requests take turns by the unit of who asks; who has none shares with a part of the public."""

    def __init__(self, application: Application, turns: Turns | None = None) -> None:
        self._application = application
        self._turns = turns or Turns()
        self._units: dict[int, Hashable] = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer when it is this request's turn."""
        asker = hash((environ.get("HTTP_AUTHORIZATION"), environ.get("HTTP_COOKIE"), environ.get("REMOTE_ADDR")))
        self._turns.enter(self._units.get(asker, asker % PUBLIC))
        try:
            return self._application(environ, start_response)
        finally:
            self._turns.leave()
            self._remember(asker, environ.get(UNIT_KEY))

    def _remember(self, asker: int, unit: Hashable | None) -> None:
        if unit is None or self._units.get(asker) == unit:
            return
        if len(self._units) >= REMEMBERED:
            self._units.clear()
        self._units[asker] = ("unit", unit)
