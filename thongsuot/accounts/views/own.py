"""Tài khoản của tôi: password, second step, open sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts import passkeys, second_factor, selectors, services
from thongsuot.accounts.forms import ConfirmForm, PasswordForm, SwitchOnForm
from thongsuot.accounts.guards import settling_in, signed_in
from thongsuot.accounts.landing import landing_of
from thongsuot.accounts.principal import key_hash
from thongsuot.accounts.views.proving import right_password
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.ui.forms import add_refused, errors_of

_SECRET_SALT = "accounts.new-second-factor"  # noqa: S105  (names the purpose of a signature)
_SECRET_MAX_AGE = 1800


@signed_in
@never_cache
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Bảo mật tài khoản: what protects it, and which browsers are signed in."""
    at = now()
    context = {
        "state": second_factor.state_of(request.user),
        "has_password": request.user.has_usable_password(),
        "passkeys": passkeys.passkeys_of(request.user),
        "identities": list(request.user.identities.order_by("id")),
        "sessions": selectors.sessions_of(request.user, at, key_hash(request.session.session_key)),
        "posts": [p for p in selectors.posts_of(request.user, at) if p.now],
        "tokens": selectors.live_tokens(request.user, at),
    }
    return render(request, "accounts/security.html", context)


@settling_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Đổi mật khẩu; whoever came in with a temporary one starts here."""
    form = PasswordForm(request.POST or None)
    if request.method != "POST":
        return render(request, "accounts/password.html", {"form": form, "errors": errors_of(form)})
    if form.is_valid() and right_password(request, form):
        try:
            services.change_password(
                user=request.user, new=form.cleaned_data["new_password"], at=now(), by=request.principal
            )
        except Invalid as refused:
            add_refused(form, refused)
        else:
            update_session_auth_hash(request, request.user)
            own = key_hash(request.session.session_key)
            services.end_all(user=request.user, at=now(), by=request.principal, keep=own)
            messages.success(request, _("Đã đổi mật khẩu. Các trình duyệt khác đã bị đăng xuất."))
            return HttpResponseRedirect(landing_of(request.principal))
    return render(request, "accounts/password.html", {"form": form, "errors": errors_of(form)}, status=422)


@signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def switch_on(request: HttpRequest) -> HttpResponse:
    """Bật xác thực hai bước: scan, type the first code, keep the recovery codes."""
    if second_factor.state_of(request.user).active:
        return HttpResponseRedirect(reverse("accounts:security"))
    if request.method != "POST":
        return _switch_on_page(request, SwitchOnForm(), second_factor.new_secret())
    form = SwitchOnForm(request.POST)
    secret = _signed_secret(request)
    if form.is_valid() and secret and right_password(request, form):
        try:
            codes = second_factor.switch_on(
                user=request.user, secret=secret, code=form.cleaned_data["code"], at=now(), by=request.principal
            )
        except Invalid as refused:
            add_refused(form, refused)
        else:
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "first": True})
    return _switch_on_page(request, form, secret or second_factor.new_secret(), status=422)


@signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def switch_off(request: HttpRequest) -> HttpResponse:
    """Tắt xác thực hai bước."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and right_password(request, form):
        second_factor.switch_off(user=request.user, at=now(), by=request.principal)
        messages.success(request, _("Đã tắt xác thực hai bước."))
        return HttpResponseRedirect(reverse("accounts:security"))
    context = {"form": form, "act_name": "off", "errors": errors_of(form)}
    return render(request, "accounts/confirm.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Tạo bộ mã dự phòng mới; shown once."""
    if not second_factor.state_of(request.user).active:
        return HttpResponseRedirect(reverse("accounts:security"))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and right_password(request, form):
        codes = second_factor.renew_codes(user=request.user, at=now(), by=request.principal)
        return render(request, "accounts/recovery_codes.html", {"codes": codes, "first": False})
    context = {"form": form, "act_name": "codes", "errors": errors_of(form)}
    return render(request, "accounts/confirm.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Đăng xuất một trình duyệt khác, or all others."""
    own = key_hash(request.session.session_key)
    if request.POST.get("all"):
        count = services.end_all(user=request.user, at=now(), by=request.principal, keep=own)
    else:
        count = services.end_one(
            user=request.user, key_hash=_hash_of(request.POST.get("key", "")), at=now(), by=request.principal
        )
    messages.success(request, _("Đã đăng xuất %(count)d trình duyệt.") % {"count": count})
    return HttpResponseRedirect(reverse("accounts:security"))


def _switch_on_page(request: HttpRequest, form: SwitchOnForm, secret: str, status: int = 200) -> HttpResponse:
    """The secret travels signed with the form and bound to the account; nothing is stored before the first code."""
    context = {
        "form": form,
        "errors": errors_of(form),
        "qr": second_factor.qr_of(request.user, secret),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "signed": signing.dumps([request.user.pk, secret], salt=_SECRET_SALT),
    }
    return render(request, "accounts/switch_on.html", context, status=status)


def _signed_secret(request: HttpRequest) -> str | None:
    try:
        owner, secret = signing.loads(request.POST.get("secret", ""), salt=_SECRET_SALT, max_age=_SECRET_MAX_AGE)
    except signing.BadSignature:
        return None
    return secret if owner == request.user.pk else None


def _hash_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
