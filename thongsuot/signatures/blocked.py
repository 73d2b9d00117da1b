"""Bị chặn vì chữ ký: what higher rooms made and cannot even ask a signature for (no certificate, no authority).

    blocked.register(provider)   # in a room's ready()

A provider answers for many units at once, with one statement.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Blocked:
    """Một loại thứ bị chặn ở một đơn vị: how many, since when, why, and where somebody of `roles` deals with them."""

    what: str
    count: int
    oldest: datetime
    why: str
    page: str
    roles: tuple[str, ...]


Provider = Callable[[Collection[int]], Mapping[int, Sequence[Blocked]]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Một phòng nói cái gì của nó bị chặn; saying it twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def of_units(units: Collection[int]) -> dict[int, list[Blocked]]:
    """Những gì bị chặn ở các đơn vị này; one statement for each room that has something to say."""
    found: dict[int, list[Blocked]] = defaultdict(list)
    for provider in _providers:
        for unit, rows in provider(units).items():
            found[unit] += rows
    return found
