"""Khoá truy cập: one's own keys, and signing in with one. What the browser does stands in `accounts/passkeys.js`."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from thongsuot.accounts import passkeys
from thongsuot.accounts.forms import NewPasskeyForm, OptionalConfirmForm, PasskeyNameForm
from thongsuot.accounts.guards import public, signed_in
from thongsuot.accounts.landing import landing_of, safe_next
from thongsuot.accounts.views.proving import proven
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.ui.forms import add_refused, errors_of


@signed_in
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Thêm khoá truy cập: name it, prove who you are, let the device make it."""
    form = NewPasskeyForm(_posted(request), has_password=request.user.has_usable_password())
    if request.method == "POST" and form.is_valid() and proven(request, form):
        try:
            passkeys.add(
                user=request.user,
                name=form.cleaned_data["name"],
                answer=form.cleaned_data["credential"],
                at=now(),
                by=request.principal,
            )
        except Invalid as refused:
            form.add_error(None, str(refused.detail))
        else:
            messages.success(request, _("Đã thêm khoá. Lần sau có thể đăng nhập bằng khoá này, không cần mật khẩu."))
            return HttpResponseRedirect(reverse("accounts:security"))
    context = {"form": form, "errors": errors_of(form), "challenge": passkeys.challenge_to_add(request.user)}
    return render(request, "accounts/new_passkey.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, key_id: int) -> HttpResponse:
    """Đổi tên một khoá."""
    key = _own(request, key_id)
    form = PasskeyNameForm(request.POST or None, initial={"name": key.name})
    if request.method == "POST" and form.is_valid():
        try:
            passkeys.rename(
                user=request.user, key_id=key_id, name=form.cleaned_data["name"], at=now(), by=request.principal
            )
        except Invalid as refused:
            add_refused(form, refused)
        else:
            return HttpResponseRedirect(reverse("accounts:security"))
    context = {"form": form, "errors": errors_of(form), "key": key}
    return render(request, "accounts/passkey.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, key_id: int) -> HttpResponse:
    """Bỏ một khoá."""
    key = _own(request, key_id)
    form = OptionalConfirmForm(_posted(request), has_password=request.user.has_usable_password())
    if request.method == "POST" and form.is_valid() and proven(request, form):
        passkeys.remove(user=request.user, key_id=key_id, at=now(), by=request.principal)
        messages.success(request, _("Đã bỏ khoá. Khoá đó không mở được tài khoản nữa."))
        return HttpResponseRedirect(reverse("accounts:security"))
    context = {"form": form, "errors": errors_of(form), "key": key}
    return render(request, "accounts/remove_passkey.html", context, status=422 if form.errors else 200)


@public
@never_cache
@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """Câu đố cho trình duyệt đang muốn đăng nhập bằng khoá."""
    hit("passkey", client_address(request), limit=60, seconds=60, at=now())
    return JsonResponse(passkeys.challenge_to_sign_in())


@public
@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Đăng nhập bằng khoá: no name, no password."""
    wanted = safe_next(request, request.POST.get("next", ""))
    if request.principal is not None:
        return HttpResponseRedirect(wanted or landing_of(request.principal))
    hit("passkey", client_address(request), limit=60, seconds=60, at=now())
    found = passkeys.owner_of(request.POST.get("credential", ""))
    if found is None:
        messages.error(request, _("Khoá truy cập này không mở được tài khoản nào ở đây. Hãy đăng nhập cách khác."))
        return HttpResponseRedirect(reverse("account_login"))
    user, key = found
    key.record_usage()
    record_authentication(request, user, method="mfa", type="webauthn", id=key.pk, passwordless=True)
    return perform_login(request, Login(user=user, redirect_url=wanted or None))


def _own(request: HttpRequest, key_id: int) -> passkeys.Passkey:
    for key in passkeys.passkeys_of(request.user):
        if key.id == key_id:
            return key
    raise NotFound(_("Không có khoá truy cập này."))


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is nothing."""
    return request.POST if request.method == "POST" else None
