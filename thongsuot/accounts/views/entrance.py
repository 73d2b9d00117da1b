"""Đăng nhập, bước xác thực thứ hai, đăng xuất."""

from datetime import timedelta

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from thongsuot.accounts import devices, pace, second_factor
from thongsuot.accounts.forms import CodeForm, SignInForm
from thongsuot.accounts.guards import public
from thongsuot.accounts.identity import leaving, wellknown
from thongsuot.accounts.identity.providers import providers
from thongsuot.accounts.landing import landing_of, safe_next
from thongsuot.accounts.models import User
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address
from thongsuot.ui.forms import errors_of


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Trang đăng nhập. Wrong name and wrong password are told apart by nobody."""
    wanted = safe_next(request, (request.POST or request.GET).get("next", ""))
    if request.principal is not None:
        return HttpResponseRedirect(wanted or landing_of(request.principal))
    if request.method != "POST":
        return _sign_in_page(request, SignInForm(initial={"next": wanted}))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    username, at = form.cleaned_data["username"].strip().lower(), now()
    attempt = _attempt(request, pace.PASSWORD, username)
    wait = pace.seconds_to_wait(attempt, at)
    if wait:
        return _sign_in_page(request, form, status=429, wait=wait)
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if user is None:
        form.add_error(
            None, _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra phím Caps Lock và bộ gõ rồi thử lại.")
        )
        return _sign_in_page(request, form, status=422)
    pace.forgive(attempt)
    login = Login(user=user, redirect_url=wanted or None)
    return perform_password_login(request, {"username": username}, login)


@public
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Trang nhập mã của bước thứ hai; the password was right, the person is not signed in yet."""
    user: User = request._login_stage.login.user
    if request.method != "POST":
        return _code_page(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    attempt = _attempt(request, pace.CODE, user.username)
    wait = pace.seconds_to_wait(attempt, now())
    if wait:
        return _code_page(request, form, status=429, wait=wait)
    if not second_factor.accept(user=user, code=form.cleaned_data["code"], at=now()):
        form.add_error("code", str(second_factor.wrong_code().detail))
        return _code_page(request, form, status=422)
    pace.forgive(attempt)
    record_authentication(request, user, method="mfa")
    return request._login_stage.exit()


@public
@require_POST
def give_up_signing_in(request: HttpRequest) -> HttpResponse:
    """Bỏ dở bước thứ hai: back to the sign-in page, for another account."""
    clear_login(request)
    return HttpResponseRedirect("/dang-nhap/")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Đăng xuất: the session ends on the server too, and at the provider of the identity it began with."""
    elsewhere = leaving.address_after(request)
    logout(request)
    request.principal = None
    return HttpResponseRedirect(elsewhere or "/dang-nhap/")


def _attempt(request: HttpRequest, purpose: pace.Purpose, username: str) -> pace.Attempt:
    return pace.Attempt(
        purpose=purpose,
        name=username,
        network=pace.network_of(client_address(request)),
        device=devices.known_as(request, username),
    )


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int = 200, wait: int = 0) -> HttpResponse:
    ways = [{"provider": one, "answers": wellknown.answers(one)} for one in providers()]
    return _page(request, "accounts/sign_in.html", form, status, wait, ways=ways)


def _code_page(request: HttpRequest, form: CodeForm, status: int = 200, wait: int = 0) -> HttpResponse:
    return _page(request, "accounts/second_step.html", form, status, wait)


def _page(
    request: HttpRequest, template: str, form: SignInForm | CodeForm, status: int, wait: int, **more: object
) -> HttpResponse:
    context = {"form": form, "errors": errors_of(form), "wait": wait_in_words(wait) if wait else "", **more}
    response = render(request, template, context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def wait_in_words(seconds: int) -> str:
    """`75` → "2 phút"; under a minute in seconds. Rounded up, so that the stated time is enough."""
    if seconds < 60:
        return ngettext("%(count)d giây", "%(count)d giây", seconds) % {"count": seconds}
    minutes = -(-timedelta(seconds=seconds) // timedelta(minutes=1))
    return ngettext("%(count)d phút", "%(count)d phút", minutes) % {"count": minutes}
