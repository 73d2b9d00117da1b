"""Nhà cung cấp định danh: which ones there are, and what each calls the things we need. All of it from settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest

from thongsuot.common.errors import NotFound

OPENID_CONNECT = "openid_connect"
CLAIMS = {"id_number": "citizen_id", "name": "name", "birth_date": "birthdate", "assurance": "assurance"}
TIMEOUTS = (2.0, 4.0)  # seconds to connect, to answer


@dataclass(frozen=True, slots=True)
class Provider:
    """Một nhà cung cấp; `assurance`: levels that are enough to come in (none named: every level)."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "citizen")
    claims: Mapping[str, str] = field(default_factory=lambda: CLAIMS)
    assurance: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("citizen", "official")

    @property
    def origin(self) -> str:
        """Scheme, host and port of its pages: a form of ours may lead there (CSP `form-action`)."""
        return origin_of(self.issuer)


def providers() -> list[Provider]:
    """Mọi nhà cung cấp đã cấu hình, in the order of the settings."""
    return [_provider(entry) for entry in settings.IDENTITY_PROVIDERS]


def provider_called(name: str) -> Provider:
    """The provider of this short name; NotFound when there is none."""
    for provider in providers():
        if provider.id == name:
            return provider
    raise NotFound


def origin_of(address: str) -> str:
    """`https://id.example/realm` → `https://id.example`."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _provider(entry: Mapping[str, Any]) -> Provider:
    more = {name: tuple(entry[name]) for name in ("scopes", "assurance", "kinds") if entry.get(name)}
    return Provider(
        id=entry["id"],
        name=entry["name"],
        issuer=entry["issuer"].rstrip("/"),
        client_id=entry["client_id"],
        client_secret=entry["client_secret"],
        claims=CLAIMS | (entry.get("claims") or {}),
        **more,
    )


class IdentityAdapter(DefaultSocialAccountAdapter):
    """allauth's view of the same: applications come from settings alone, calls to providers do not hang."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """One application for each provider; the database is not asked."""
        return [_app(one) for one in providers() if provider in (None, one.id, OPENID_CONNECT)]

    def get_requests_session(self) -> Any:
        """Session of `requests` with our time limits."""
        session = super().get_requests_session()
        session.request.keywords["timeout"] = TIMEOUTS
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are found or made by `identity.linking`, never by allauth."""
        return False


def _app(provider: Provider) -> SocialApp:
    return SocialApp(
        provider=OPENID_CONNECT,
        provider_id=provider.id,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={"server_url": provider.issuer, "scope": list(provider.scopes), "oauth_pkce_enabled": True},
    )
