"""Vòng đo: both sides in turn, so that whatever else the machine does meets both; medians over the rounds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from config.bench.client import Request, Sent, burst
from config.bench.ground import Ground


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


def interleaved(
    ground: Ground,
    sides: list[Side],
    *,
    rounds: int,
    seconds: float,
    connections: int,
    beside: Callable[[], None] = lambda: None,
) -> None:
    """All sides, round by round; `beside` is something else to measure in every round. The first round warms up."""
    for turn in range(rounds + 1):
        for side in sides:
            measure(ground, side, connections=connections, seconds=seconds if turn else min(seconds, 1.0))
            if not turn:
                side.rates.clear(), side.web.clear(), side.database.clear()
        if turn:
            beside()
