"""Người gác cửa: every page and every API operation has exactly one rule, readable as `.rule` on its function.

Pages:      @needs(Role.COUNTER_CLERK)
            def counter(request): …
Operations: @router.post("/dossiers")
            @operation(needs(Role.COUNTER_CLERK, or_citizen=True))
            def create(request, body: NewDossier): …
Class-based pages are wrapped in the URL conf: `needs(Role.CHAIR)(Signing.as_view())`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from thongsuot.accounts import rules
from thongsuot.accounts.auth import BearerToken, SessionCookie
from thongsuot.accounts.rules import Rule
from thongsuot.common.errors import Forbidden

View = TypeVar("View", bound=Callable[..., Any])


class Guard:
    """A rule as decorator of a page."""

    def __init__(self, rule: Rule, *, with_temporary_password: bool = False) -> None:
        self.rule = rule
        self.with_temporary_password = with_temporary_password or rule.anonymous

    def __call__(self, view: View) -> View:
        """Wrap the view so that only those whom the rule allows reach it."""
        _refuse_second_rule(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.rule.allows(request.principal):
                if not self.with_temporary_password and request.user.must_change_password:
                    return HttpResponseRedirect(reverse("account_change_password"))
                return view(request, *args, **kwargs)
            if request.principal is None:
                return to_sign_in(request)
            raise Forbidden(detail=self.rule.refusal)

        guarded.rule = self.rule  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]


public = Guard(rules.PUBLIC)
signed_in = Guard(rules.SIGNED_IN)
official = Guard(rules.OFFICIAL)
citizen = Guard(rules.CITIZEN)
# The page where a temporary password is changed: everything else waits until that is done.
settling_in = Guard(rules.SIGNED_IN, with_temporary_password=True)


def needs(*roles: str, or_citizen: bool = False) -> Guard:
    """Guard for holders of one of these roles, in whichever unit (units are the business of permissions)."""
    if not roles:
        raise ImproperlyConfigured("needs() cần ít nhất một vai trò")
    return Guard(rules.role_rule(*roles, or_citizen=or_citizen))


def operation(guard: Guard) -> Callable[[View], View]:
    """Put the rule of a guard on an API operation: sets its authentication (none for public) and checks the rule.

    Stands below `@router.get(…)`. Nobody signed in → 401, signed in but not allowed → 403, before the body is read.
    """

    def register(func: View) -> View:
        _refuse_second_rule(func)
        func.rule = guard.rule  # type: ignore[attr-defined]
        contribute_operation_callback(func, lambda op: _authenticate(op, guard.rule))
        return func

    return register


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the sign-in page and back again afterwards; htmx parts move the whole page."""
    came_from = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    address = f"{settings.LOGIN_URL}?{urlencode({'next': came_from})}" if came_from else settings.LOGIN_URL
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
    return HttpResponseRedirect(address)


def _authenticate(op: Operation, rule: Rule) -> None:
    op.auth_param = None if rule.anonymous else [BearerToken(rule), SessionCookie(rule)]
    op._set_auth(op.auth_param)


def _refuse_second_rule(view: Callable[..., Any]) -> None:
    if hasattr(view, "rule"):
        raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} đã có luật vào cửa: {view.rule}")
