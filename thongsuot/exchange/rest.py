"""Hệ thống nghỉ và chỗ gửi: the breaker that all sending processes share, and how many of them send at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.exchange import breaker

_READ = "SELECT active, failures, rest_until FROM exchange_system WHERE key = %s"
# Many processes find out at the same time that a system is away: that is one failure, not many.
_TRIP = """
UPDATE exchange_system SET failures = failures + 1, rest_until = %(until)s, cause = %(cause)s
 WHERE key = %(key)s AND (rest_until IS NULL OR rest_until <= %(at)s)
"""
_WELL = """
UPDATE exchange_system SET failures = 0, rest_until = NULL, cause = '', answered_at = %s WHERE key = %s
"""
# Jobs that send at the same time, on all machines together: a slow system must not take every place of the workers.
PLACES = 2
_LOCKS = 20_261_127  # advisory locks of the session: a process that dies frees its place


@dataclass(frozen=True, slots=True)
class Standing:
    """Tình trạng của một hệ thống: `failures` rests in a row, none when it answers."""

    active: bool
    failures: int
    rest_until: datetime | None

    def may_send(self, at: datetime) -> bool:
        """Whether anything may be sent now."""
        return self.active and (self.rest_until is None or self.rest_until <= at)

    @property
    def on_trial(self) -> bool:
        """Nghỉ xong, hỏi dò: one message first."""
        return self.failures > 0


def standing(system: str) -> Standing:
    """Tình trạng hiện nay; a system that the database does not know may not be sent to."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [system])
        row = cursor.fetchone()
    return Standing(*row) if row else Standing(False, 0, None)


def trip(system: str, *, at: datetime, failures: int, cause: str, retry_after: float | None) -> None:
    """Cho nghỉ: the next rest is longer than the last one; counted once however many notice."""
    until = at + breaker.system_rest(failures + 1, retry_after)
    with connection.cursor() as cursor:
        cursor.execute(_TRIP, {"key": system, "at": at, "until": until, "cause": cause})


def well(system: str, *, at: datetime) -> None:
    """Trả lời lại rồi."""
    with connection.cursor() as cursor:
        cursor.execute(_WELL, [at, system])


@contextmanager
def place() -> Iterator[bool]:
    """Một chỗ để gửi, or False when all are taken."""
    with connection.cursor() as cursor:
        taken = next((n for n in range(PLACES) if _try(cursor, n)), None)
        try:
            yield taken is not None
        finally:
            if taken is not None and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, taken])


def _try(cursor: Any, number: int) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, number])
    return bool(cursor.fetchone()[0])
