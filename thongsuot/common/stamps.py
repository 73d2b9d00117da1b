"""Mốc dữ liệu tham chiếu: caches of units, catalogue and calendars live in each process until their stamp changes.

A writer calls `bump` after his last write, in the same transaction. A stamp's value never comes back, so what was
cached inside a transaction that rolled back is never found again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")

ORG, CATALOGUE, CALENDAR = "org", "catalogue", "calendar"
_MOST_RESULTS = 4_096  # of one function; more than all units of a province and few megabytes
BUMP = """
INSERT INTO common_stamp AS s (name, value) VALUES (%s, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
  ON CONFLICT (name) DO UPDATE SET value = greatest(s.value + 1, excluded.value)
  RETURNING value
"""


class _Request:
    """What one request knows of the stamps; empty until somebody read them."""

    stamps: Mapping[str, int] | None = None


_request: ContextVar[_Request | None] = ContextVar("stamps_of_request", default=None)
# What this process read last outside a transaction, and when: for readers who may lag a moment behind (`accept_recent`).
_last: tuple[float, Mapping[str, int]] = (float("-inf"), {})


@contextmanager
def of_one_request() -> Iterator[None]:
    """Read the stamps at most once inside; the request sees one state of the reference data."""
    token = _request.set(_Request())
    try:
        yield
    finally:
        _request.reset(token)


def remember(stamps: Mapping[str, int]) -> None:
    """Hand in the stamps that another statement of this request has read already."""
    if request := _request.get():
        request.stamps = dict(stamps)


def known() -> bool:
    """Whether this request has read the stamps already, so that asking for them costs nothing."""
    request = _request.get()
    return request is not None and request.stamps is not None


def accept_recent(seconds: float) -> None:
    """Stamps that this process read at most `seconds` ago are good enough for the present request.

    For public questions about reference data: a warm process answers them without a statement, and a change is seen
    everywhere `seconds` later. What decides rights or numbers never asks for this.
    """
    if (request := _request.get()) and request.stamps is None and monotonic() - _last[0] <= seconds:
        request.stamps = _last[1]


def current() -> Mapping[str, int]:
    """All stamps: those of this request, or read now."""
    global _last
    request = _request.get()
    if request and request.stamps is not None:
        return request.stamps
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, value FROM common_stamp")
        stamps = dict(cursor.fetchall())
    if not connection.in_atomic_block:  # a stamp of a transaction that may still roll back is nobody else's business
        _last = (monotonic(), stamps)
    if request:
        request.stamps = stamps
    return stamps


def bump(name: str) -> int:
    """Báo dữ liệu đã đổi: every process drops what it cached under this name, once the transaction has committed."""
    with connection.cursor() as cursor:
        cursor.execute(BUMP, [name])
        value = cursor.fetchone()[0]
    request = _request.get()
    if request and request.stamps is not None:
        request.stamps = {**request.stamps, name: value}
    return value


def cached(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's results in this process until the stamp `name` changes. Arguments must be hashable.

    Without a stamp (nothing loaded yet) nothing is kept.
    """

    def decorate(func: Callable[P, R]) -> Callable[P, R]:
        kept: dict[str, Any] = {"stamp": None, "results": {}}

        @wraps(func)
        def look_up(*args: P.args, **kwargs: P.kwargs) -> R:
            stamp = current().get(name)
            if stamp is None:
                return func(*args, **kwargs)
            if kept["stamp"] != stamp or len(kept["results"]) >= _MOST_RESULTS:
                kept.update(results={}, stamp=stamp)
            results, key = kept["results"], (stamp, args, tuple(sorted(kwargs.items())) if kwargs else ())
            if key not in results:
                results[key] = func(*args, **kwargs)
            return results[key]

        look_up.clear = lambda: kept.update(stamp=None, results={})  # type: ignore[attr-defined]
        return look_up

    return decorate
