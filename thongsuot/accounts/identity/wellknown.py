"""Nhà cung cấp có trả lời không: its published configuration, asked seldom and briefly, remembered in this process.

The page of signing in must stay quick when a provider is down: only the first who asks waits (two seconds at most),
everybody else sees what is remembered.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

import requests

from thongsuot.accounts.identity.providers import Provider

WAIT = (0.8, 1.2)  # seconds to connect, to answer
GOOD_FOR, BAD_FOR = 60.0, 10.0
ADDRESS = "/.well-known/openid-configuration"
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class _Seen:
    config: dict[str, Any] | None
    until: float


_seen: dict[str, _Seen] = {}
_asking = threading.Lock()


def configuration(provider: Provider) -> dict[str, Any] | None:
    """Its configuration; None while it does not answer (or answers for another issuer)."""
    seen = _seen.get(provider.issuer)
    if seen and time.monotonic() < seen.until:
        return seen.config
    if not _asking.acquire(blocking=seen is None):
        return seen.config if seen else None  # somebody asks already
    try:
        seen = _seen.get(provider.issuer)
        if seen is None or time.monotonic() >= seen.until:
            config = _ask(provider)
            _seen[provider.issuer] = _Seen(config, time.monotonic() + (GOOD_FOR if config else BAD_FOR))
        return _seen[provider.issuer].config
    finally:
        _asking.release()


def answers(provider: Provider) -> bool:
    """Whether it can be used now."""
    return configuration(provider) is not None


def did_not_answer(provider: Provider) -> None:
    """Note a failure met on the way, so that the next page already says so."""
    _seen[provider.issuer] = _Seen(None, time.monotonic() + BAD_FOR)


def forget() -> None:
    """Ask anew (for tests)."""
    _seen.clear()


def _ask(provider: Provider) -> dict[str, Any] | None:
    try:
        answer = requests.get(provider.issuer + ADDRESS, timeout=WAIT, allow_redirects=False)
        config = answer.json() if answer.status_code == requests.codes.ok else None
    except (requests.RequestException, ValueError):
        return None
    if not isinstance(config, dict) or any(not config.get(name) for name in NEEDED):
        return None
    return config if str(config["issuer"]).rstrip("/") == provider.issuer else None
