"""Bây giờ: the one place that asks the machine for the time; views and jobs pass it down as `at`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment (aware, UTC), or the one that `frozen` holds."""
    return _frozen.get() or timezone.now()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the time at `at` for tests and rehearsals."""
    if timezone.is_naive(at):
        raise ValueError("thời điểm phải kèm múi giờ")
    token = _frozen.set(at)
    try:
        yield at
    finally:
        _frozen.reset(token)
