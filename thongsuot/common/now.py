"""Bây giờ: the one place that asks the machine for the time; views and jobs pass it down as `at`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_frozen: ContextVar[Callable[[], datetime] | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment (aware, UTC), or the one that `frozen` or `following` tells."""
    told = _frozen.get()
    return told() if told else timezone.now()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the time at `at` for tests and rehearsals."""
    if timezone.is_naive(at):
        raise ValueError("thời điểm phải kèm múi giờ")
    token = _frozen.set(lambda: at)
    try:
        yield at
    finally:
        _frozen.reset(token)


@contextmanager
def following(clock: Callable[[], datetime]) -> Iterator[None]:
    """Let another clock tell the time, for tests and rehearsals that pass a moment while they run."""
    token = _frozen.set(clock)
    try:
        yield
    finally:
        _frozen.reset(token)
