"""Signing in to the API: a bearer token, or the session cookie with the CSRF check; one statement either way."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from thongsuot.accounts.principal import Principal, find_by_token
from thongsuot.accounts.rules import SIGNED_IN, Rule
from thongsuot.common import stamps, turns
from thongsuot.common.errors import Forbidden, NotSignedIn
from thongsuot.common.now import now


class BearerToken(HttpBearer):
    """`Authorization: Bearer …` with a token made by `thongsuot token create`."""

    def __init__(self, rule: Rule = SIGNED_IN) -> None:
        self.rule = rule
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Principal:
        """Put the token's account on the request; a wrong token is refused even beside a good cookie."""
        found = find_by_token(token, now())
        if found is None or found.principal is None:
            raise NotSignedIn
        stamps.remember(found.stamps)
        request.user, request.principal = found.user, found.principal
        turns.tell_unit(request.META, found.principal.posts)
        return permitted(self.rule, found.principal)


class SessionCookie(APIKeyCookie):
    """The cookie of a signed-in browser; unsafe methods need the CSRF token as pages do."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, rule: Rule = SIGNED_IN) -> None:
        self.rule = rule
        super().__init__(csrf=False)  # checked below, with an answer of our own

    def authenticate(self, request: HttpRequest, key: str | None) -> Principal:
        """Take the principal that the middleware found in the session."""
        if request.principal is None:
            raise NotSignedIn
        if request.user.must_change_password:
            raise Forbidden(
                code="password_change_required",
                detail=_("Bạn đang dùng mật khẩu tạm. Hãy đổi mật khẩu rồi làm tiếp."),
            )
        if check_csrf(request) is not None:
            raise Forbidden(
                code="csrf_failed",
                detail=_("Yêu cầu không mang mã chống giả mạo của trang. Hãy tải lại trang rồi thử lại."),
            )
        return permitted(self.rule, request.principal)


def permitted(rule: Rule, principal: Principal) -> Principal:
    """The principal, if the rule lets it in."""
    if not rule.allows(principal):
        raise Forbidden(detail=rule.refusal)
    return principal


session_or_token = [BearerToken(), SessionCookie()]
