"""Đăng nhập bằng định danh điện tử: out to the provider, and back."""

import logging
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.internal import statekit
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import public
from thongsuot.accounts.identity import leaving
from thongsuot.accounts.identity.claims import BadClaims, person_of
from thongsuot.accounts.identity.client import IdentityClient, NoAnswer, NotTrusted
from thongsuot.accounts.identity.linking import Refusal, account_for
from thongsuot.accounts.identity.providers import Provider, provider_called
from thongsuot.accounts.landing import landing_of, safe_next
from thongsuot.accounts.models import User
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit

logger = logging.getLogger(__name__)
KINDS = {"cong-dan": User.Kind.CITIZEN, "can-bo": User.Kind.OFFICIAL}
RETRY_AFTER = "30"
WORDS: dict[str, Promise] = {
    "state": _("Lần đăng nhập này đã quá lâu, đã dùng rồi, hoặc không bắt đầu từ trang đăng nhập. Hãy đăng nhập lại."),
    "cancelled": _("Anh/chị đã dừng ở trang định danh điện tử. Có thể đăng nhập lại bất cứ lúc nào."),
    "not_trusted": _(
        "Không xác nhận được danh tính: thông tin nhà cung cấp trả về không dùng được. Hãy đăng nhập lại."
    ),
    "claims": _("Nhà cung cấp không cho biết họ tên hoặc số định danh hợp lệ, nên chưa đăng nhập được."),
    "assurance": _(
        "Tài khoản định danh của anh/chị chưa đủ mức độ xác thực. Hãy nâng mức tài khoản định danh tại cơ quan công an."
    ),
    "no_answer": _(
        "Hệ thống định danh điện tử hiện không trả lời. Hãy dùng mật khẩu hoặc khoá truy cập, thử lại sau ít phút, hoặc "
        "đến quầy: cán bộ một cửa nhận hồ sơ khi xem thẻ căn cước."
    ),
}
STATUS = {"no_answer": 503, "state": 400, "not_trusted": 400, "cancelled": 200}


@public
@never_cache
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sang nhà cung cấp; as a citizen or as an official, said by the button."""
    provider = provider_called(provider_id)
    hit("identity", client_address(request), limit=60, seconds=60, at=now())
    kind = KINDS.get(request.POST.get("tu-cach", ""), User.Kind.CITIZEN)
    if kind not in provider.kinds:
        kind = User.Kind(provider.kinds[0])
    if request.principal is not None:
        return HttpResponseRedirect(landing_of(request.principal))
    try:
        address = IdentityClient(request, provider).address_to_go(
            kind=kind, next_url=safe_next(request, request.POST.get("next", ""))
        )
    except NoAnswer:
        return _failed(request, provider, "no_answer")
    return HttpResponseRedirect(address)


@public
@never_cache
@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Trở về từ nhà cung cấp. A state is good once: a replayed address changes nothing."""
    provider = provider_called(provider_id)
    state = statekit.unstash_state(request, provider_id=provider.id, state_id=request.GET.get("state", ""))
    request.session.device = request.headers.get("User-Agent", "")  # allauth has put a fresh session object here
    if state is None:
        signed_in = request.principal is not None
        return HttpResponseRedirect(landing_of(request.principal)) if signed_in else _failed(request, provider, "state")
    if "code" not in request.GET:
        cancelled = request.GET.get("error") in ("access_denied", "login_required", "consent_required")
        return _failed(request, provider, "cancelled" if cancelled else "not_trusted")
    if request.GET.get("iss", provider.issuer).rstrip("/") != provider.issuer:  # RFC 9207: a mix-up of providers
        return _failed(request, provider, "not_trusted")
    return _came_back(request, provider, state)


def _came_back(request: HttpRequest, provider: Provider, state: dict[str, Any]) -> HttpResponse:
    try:
        claims, id_token = IdentityClient(request, provider).claims(state)
        person = person_of(provider, claims)
    except NoAnswer:
        return _failed(request, provider, "no_answer")
    except NotTrusted as problem:
        logger.warning("danh tính từ %s bị từ chối: %s", provider.id, problem)
        return _failed(request, provider, "not_trusted")
    except BadClaims as problem:
        logger.warning("danh tính từ %s thiếu %s", provider.id, problem)
        return _failed(request, provider, "claims")
    if provider.assurance and person.assurance not in provider.assurance:
        return _failed(request, provider, "assurance")
    account = account_for(person=person, kind=state["data"]["kind"], at=now())
    if isinstance(account, Refusal):
        return _page(request, provider, account.code, account.words, 403)
    return _let_in(request, provider, account, id_token, state.get("next"))


def _let_in(request: HttpRequest, provider: Provider, user: User, id_token: str, next_url: str | None) -> HttpResponse:
    if request.principal is not None:  # another account was signed in here meanwhile
        logout(request)
        request.principal = None
    record_authentication(request, user, method="socialaccount", provider=provider.id)
    leaving.keep(request, provider, id_token)
    return perform_login(request, Login(user=user, redirect_url=next_url))


def _failed(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    return _page(request, provider, code, str(WORDS[code]), STATUS.get(code, 403))


def _page(request: HttpRequest, provider: Provider, code: str, words: str, status: int) -> HttpResponse:
    context = {"provider": provider, "code": code, "words": words}
    response = render(request, "accounts/identity_failed.html", context, status=status)
    if status == STATUS["no_answer"]:
        response["Retry-After"] = RETRY_AFTER
    return response
