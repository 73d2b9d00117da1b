"""Who is asking: session, account and rights of each request, in one SQL statement or none."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from thongsuot.accounts import devices
from thongsuot.accounts.sessions import SessionStore
from thongsuot.common import stamps, turns

# Probes of machines must answer without the database, whatever cookie comes with them.
NOBODY_ASKED = ("/healthz", "/readyz", "/metrics")


class PrincipalMiddleware:
    """Sets `request.session`, `request.user`, `request.principal`; saves the session only when it changed.

    A request without session cookie costs no SQL. A request with a bearer token is identified by the API itself
    (`accounts.auth`), so its cookie is not read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Identify, answer, keep the session."""
        request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        request.session.device = request.headers.get("User-Agent", "")
        request.user, request.principal = AnonymousUser(), None
        with stamps.of_one_request():
            if request.session.session_key and _asks_for_somebody(request):
                identify(request)
            response = self.get_response(request)
            if request.session.session_key and request.principal is not None and request.principal.is_official:
                devices.mark_staff(request, response)
            return keep_session(request, response)


def _asks_for_somebody(request: HttpRequest) -> bool:
    if request.path.startswith(NOBODY_ASKED):
        return False
    return not request.headers.get("Authorization", "").lower().startswith("bearer ")


def identify(request: HttpRequest) -> None:
    """Read the session and put account and rights on the request."""
    found = request.session.signed_in()
    if request.session.found:
        stamps.remember(request.session.found.stamps)
    if found:
        request.user, request.principal = found.user, found.principal
        turns.tell_unit(request.META, found.principal.posts)


def keep_session(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Save a changed session, take back the cookie of an ended one, keep personal pages out of shared caches."""
    name, session = settings.SESSION_COOKIE_NAME, request.session
    had_cookie = name in request.COOKIES
    if had_cookie and session.session_key is None and session.is_empty():
        response.delete_cookie(name, samesite=settings.SESSION_COOKIE_SAMESITE)
    elif session.modified and not session.is_empty() and response.status_code < 500:
        _save(session, response)
    if had_cookie or session.modified:
        patch_vary_headers(response, ("Cookie",))
    if request.user.is_authenticated and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-store"
    return response


def _save(session: SessionStore, response: HttpResponse) -> None:
    try:
        session.save()
    except UpdateError:  # revoked while this request ran: what the request did stays done, the session stays ended
        response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite=settings.SESSION_COOKIE_SAMESITE)
        return
    age = session.get_expiry_age()
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        session.session_key,
        max_age=age,
        expires=http_date(time.time() + age),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )
