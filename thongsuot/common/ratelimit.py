"""Giới hạn nhịp: how often one address or account may do one thing, counted in PostgreSQL for all processes.

A sliding window from two fixed ones: the hits of the window before count with the part of it that is still in sight.
What is refused is not counted further than the limit, so whoever slows down is served again.
"""

import ipaddress
import math
from datetime import datetime
from threading import Lock

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from thongsuot.common.errors import TooMany

_HIT = """
INSERT INTO common_ratehit AS r (bucket, key, window_no, hits, before) VALUES (%(bucket)s, %(key)s, %(no)s, 1, 0)
ON CONFLICT (bucket, key) DO UPDATE SET
  before = CASE r.window_no WHEN %(no)s THEN r.before WHEN %(no)s - 1 THEN r.hits ELSE 0 END,
  hits = CASE r.window_no WHEN %(no)s THEN least(r.hits, %(limit)s) + 1 ELSE 1 END,
  window_no = %(no)s, seen_at = now()
RETURNING hits, before
"""
KEY_LENGTH = 100


def hit(bucket: str, key: str, *, limit: int, seconds: int, at: datetime) -> None:
    """Count one act of `key` in `bucket`; raises TooMany with Retry-After beyond `limit` per `seconds`.

    Call it before the act's transaction begins: a refusal inside would take its own count back.
    """
    number, passed = divmod(at.timestamp(), seconds)
    with connection.cursor() as cursor:
        cursor.execute(_HIT, {"bucket": bucket, "key": key[:KEY_LENGTH], "no": int(number), "limit": limit})
        hits, before = cursor.fetchone()
    wait = seconds_to_wait(hits, before, limit, seconds, passed)
    if wait:
        raise TooMany(retry_after=wait)


class Here:
    """Nhịp trong một tiến trình: as `hit`, kept in memory, for reads that must not cost a statement.

    Each process counts for itself, so together they let through as many times the limit as there are processes. At most
    `most` keys are remembered; when there are more, those of windows gone by are forgotten, or else all.
    """

    def __init__(self, *, limit: int, seconds: int, most: int = 20_000) -> None:
        self.limit, self.seconds, self.most = limit, seconds, most
        self._seen: dict[str, tuple[int, int, int]] = {}  # window, hits in it, hits in the one before
        self._lock = Lock()

    def hit(self, key: str, at: datetime) -> None:
        """Count one act; raises TooMany with Retry-After beyond the limit."""
        number, passed = divmod(at.timestamp(), self.seconds)
        with self._lock:
            window, hits, before = self._seen.get(key, (int(number), 0, 0))
            if window != number:
                hits, before = 0, hits if window == number - 1 else 0
            hits = min(hits, self.limit) + 1
            if len(self._seen) >= self.most:
                self._forget(int(number))
            self._seen[key] = (int(number), hits, before)
        if wait := seconds_to_wait(hits, before, self.limit, self.seconds, passed):
            raise TooMany(retry_after=wait)

    def _forget(self, number: int) -> None:
        self._seen = {key: row for key, row in self._seen.items() if row[0] == number}
        if len(self._seen) >= self.most:
            self._seen = {}


def seconds_to_wait(hits: int, before: int, limit: int, seconds: int, passed: float) -> int:
    """0 while the hits in sight stay within the limit, else the seconds until one more fits."""
    if hits + before * (1 - passed / seconds) <= limit:
        return 0
    if hits >= limit or not before:  # this window is full: wait until enough of it is out of sight in the next one
        shrink = seconds * (1 - (limit - 1) / hits) if hits else 0
        return max(1, math.ceil(seconds - passed + shrink))
    return max(1, math.ceil(seconds * (1 - (limit - hits - 1) / before) - passed))


def forget_old(at: datetime) -> int:
    """Remove counters nobody touched for a day."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM common_ratehit WHERE seen_at < %s::timestamptz - interval '1 day'", [at])
        return cursor.rowcount


def client_address(request: HttpRequest) -> str:
    """Address of who asks; X-Forwarded-For counts only as far as proxies of ours wrote it."""
    address = request.META.get("REMOTE_ADDR") or ""
    if not _ours(address):
        return address or "unknown"
    for hop in reversed([part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]):
        if not _valid(hop):
            break
        address = hop
        if not _ours(hop):
            break
    return address


def _ours(address: str) -> bool:
    if not _valid(address):
        return False
    ip = ipaddress.ip_address(address)
    return any(ip in ipaddress.ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES)


def _valid(address: str) -> bool:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return True
