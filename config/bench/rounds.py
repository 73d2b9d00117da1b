"""Vòng đo: both sides in turn, so that whatever else the machine does meets both; medians over the rounds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from config.bench.client import Request, Sent, burst
from config.bench.ground import Ground

WARM = 400


@dataclass
class Side:
    """One side of a pair: who is asked, for what, and what came out of each round."""

    server: str
    make: Request
    status: int = 200
    connections: int = 0  # other than those of the pair
    rates: list[float] = field(default_factory=list)
    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return median(self.rates)

    @property
    def cpu(self) -> float:
        """Milliseconds of CPU a request, web and database together."""
        return median(web + database for web, database in zip(self.web, self.database, strict=True))

    def told(self) -> str:
        """Rate and CPU in words."""
        return f"{self.rate:.0f}/s, {self.said()}"

    def said(self) -> str:
        """CPU in words: together (web + database)."""
        return f"{self.cpu:.2f} ms ({median(self.web):.2f} + {median(self.database):.2f})"


def measure(ground: Ground, side: Side, *, connections: int, seconds: float) -> None:
    """One round of one side."""
    web, database = ground.cpu(side.server)
    sent: Sent = burst(
        ground.servers[side.server].port,
        side.make,
        status=side.status,
        connections=side.connections or connections,
        seconds=seconds,
    )
    if not sent.count:
        return
    web_after, database_after = ground.cpu(side.server)
    side.rates.append(sent.rate)
    side.web.append((web_after - web) / sent.count * 1e3)
    side.database.append((database_after - database) / sent.count * 1e3)


def _warm_up(ground: Ground, side: Side, connections: int) -> None:
    """So many requests that every process and every connection to the database has seen some; no longer than a minute."""
    seen, end = 0, time.monotonic() + 60
    while seen < WARM and time.monotonic() < end:
        port, clients = ground.servers[side.server].port, side.connections or connections
        sent = burst(port, side.make, status=side.status, connections=clients, seconds=1)
        seen += sent.count or WARM


def interleaved(
    ground: Ground,
    sides: list[Side],
    *,
    rounds: int,
    seconds: float,
    connections: int,
    beside: Callable[[], None] = lambda: None,
) -> None:
    """All sides, round by round; `beside` is something else to measure in every round. Before the first all warm up."""
    for turn in range(rounds + 1):
        for side in sides:
            if turn:
                measure(ground, side, connections=connections, seconds=seconds)
            else:
                _warm_up(ground, side, connections)
        if turn:
            beside()
