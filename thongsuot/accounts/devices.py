"""Thiết bị đã quen: a signed cookie says to which accounts this browser has signed in before (see `accounts.pace`).

It opens nothing by itself: it only gives the browser a counter of wrong tries of its own. A counter PC shared by
several clerks keeps one entry for each of them.

A second cookie, the staff mark, says only that officials work at this browser (no name, no account): what citizens alone
may do, such as rating an official, is refused there for thirty days after the last official's session.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "thietbi"
KEEP_FOR = timedelta(days=180)
MOST_ACCOUNTS = 8
_SALT = "accounts.devices"
STAFF_COOKIE = "maycanbo"
STAFF_FOR, STAFF_AGAIN_AFTER = timedelta(days=30), timedelta(days=1)
_STAFF_SALT = "accounts.devices.staff"


def known_as(request: HttpRequest, username: str) -> str | None:
    """Name of this browser for this account, if it has signed in to it before."""
    mark = _mark(username)
    for other, nonce in _entries(request):
        if constant_time_compare(other, mark):
            return nonce
    return None


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Note on the browser that this account has signed in here; the oldest entry gives way."""
    mark = _mark(username)
    nonce = known_as(request, username) or secrets.token_urlsafe(12)
    entries = [[mark, nonce], *([m, n] for m, n in _entries(request) if m != mark)][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps(entries, salt=_SALT),
        max_age=KEEP_FOR,
        path=settings.LOGIN_URL,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(username: str) -> str:
    """Which account, without its name: the cookie of a shared PC should not list who works there."""
    return salted_hmac(_SALT, username.lower(), algorithm="sha256").hexdigest()[:24]


def _entries(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        entries = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEEP_FOR)
        return [(str(mark), str(nonce)) for mark, nonce in entries]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def is_staff_device(request: HttpRequest, *, within: timedelta = STAFF_FOR) -> bool:
    """Whether an official's session was open at this browser not long ago."""
    try:
        signing.loads(request.COOKIES.get(STAFF_COOKIE, ""), salt=_STAFF_SALT, max_age=within)
    except signing.BadSignature:
        return False
    return True


def mark_staff(request: HttpRequest, response: HttpResponse) -> None:
    """Note on the browser of an official that it is one; again once a day while he works there."""
    if is_staff_device(request, within=STAFF_AGAIN_AFTER):
        return
    response.set_cookie(
        STAFF_COOKIE,
        signing.dumps(1, salt=_STAFF_SALT),
        max_age=STAFF_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
