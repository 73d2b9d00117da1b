"""Đăng xuất ở nhà cung cấp và trở về: RP-initiated logout; the ID token waits encrypted in the session until then."""

import base64
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from thongsuot.accounts.identity import wellknown
from thongsuot.accounts.identity.providers import Provider, provider_called
from thongsuot.common import crypto
from thongsuot.common.errors import NotFound

KEPT = "danh_tinh"
PURPOSE = b"accounts.id_token"


def keep(request: HttpRequest, provider: Provider, id_token: str) -> None:
    """Remember in the session how this person came in."""
    sealed = base64.b64encode(crypto.encrypt(id_token, PURPOSE)).decode()
    request.session[KEPT] = [provider.id, sealed]


def address_after(request: HttpRequest) -> str | None:
    """Where to go to sign out there too, while the session is still there; None when there is nothing to sign out of.

    A provider that does not answer is left out: signing out here must not wait for it.
    """
    kept = request.session.get(KEPT)
    if not kept:
        return None
    try:
        provider = provider_called(kept[0])
    except NotFound:
        return None
    config = wellknown.configuration(provider) or {}
    if not config.get("end_session_endpoint"):
        return None
    told = {
        "client_id": provider.client_id,
        "id_token_hint": crypto.decrypt(base64.b64decode(kept[1]), PURPOSE),
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("account_login")),
    }
    return f"{config['end_session_endpoint']}?{urlencode(told)}"
