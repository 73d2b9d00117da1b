"""Bây giờ: the one place that asks the machine for the time; views and jobs pass it down as `at`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_frozen: ContextVar[Callable[[], datetime] | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment (aware, UTC), or the one that `frozen` or `running_from` holds."""
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
def running_from(at: datetime, *, since: datetime | None = None) -> Iterator[None]:
    """Let the time go on from `at` (which it was at `since`, the present) for tests and rehearsals."""
    began = since or timezone.now()
    token = _frozen.set(lambda: at + (timezone.now() - began))
    try:
        yield
    finally:
        _frozen.reset(token)
