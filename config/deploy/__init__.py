"""Sẵn sàng vận hành thật: what a production installation must have; each module looks at one side of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Lack:
    """Một điều còn thiếu: what it is and what to do."""

    code: str
    what: str
    remedy: str


Check = Callable[[], Iterator[Lack]]


def lacks() -> list[Lack]:
    """Everything that is missing, from settings to people."""
    from config.deploy import data, database, places, web

    checks: tuple[Check, ...] = (*web.CHECKS, *database.CHECKS, *places.CHECKS, *data.CHECKS)
    return [lack for check in checks for lack in check()]
