"""Trả lời về thu hồi: asked over HTTP, each kept as long as it says it holds, and no longer than a little while."""

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

TIMEOUT, MOST = 15, 8 * 1024 * 1024
KEPT_AT_MOST = timedelta(minutes=10)
REMEMBERED = 5_000


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An address in a certificate is asked where it stands, and nowhere else."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_opener = urllib.request.OpenerDirector()
for _handler in (
    urllib.request.HTTPHandler,
    urllib.request.HTTPSHandler,
    urllib.request.HTTPErrorProcessor,
    _NoRedirect,
):
    _opener.add_handler(_handler())


def over_http(address: str, body: bytes | None, kind: str) -> bytes:
    """One question; raises OSError for whatever goes wrong, and for an answer that is too long."""
    if not address.startswith(("http://", "https://")):
        raise OSError("only http")
    request = urllib.request.Request(address, body, {"Content-Type": kind} if body else {})  # noqa: S310  (checked above)
    answer = _opener.open(request, timeout=TIMEOUT)
    if answer is None:
        raise OSError("no answer")
    with answer:
        content = answer.read(MOST + 1)
    if len(content) > MOST:
        raise OSError("too long")
    return bytes(content)


@dataclass
class Answers:
    """Các trả lời đã có, with the time until which each may be used again; one for a process."""

    _kept: dict[Any, tuple[datetime, datetime, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Any, at: datetime) -> Any | None:
        """An answer that may still be used at that moment."""
        with self._lock:
            since, until, answer = self._kept.get(key, (at, at, None))
        return answer if since <= at < until else None

    def keep(self, key: Any, answer: Any, *, since: datetime, until: datetime | None, at: datetime) -> None:
        """Keep until it says, at most a little while: what was revoked since is to be seen soon."""
        with self._lock:
            if len(self._kept) >= REMEMBERED:
                self._kept.clear()
            self._kept[key] = (min(since, at), min(until or at, at + KEPT_AT_MOST), answer)

    def count(self) -> int:
        """How many answers are kept."""
        with self._lock:
            return len(self._kept)

    def forget(self) -> None:
        """Ask anew."""
        with self._lock:
            self._kept.clear()
