"""Nói chuyện với nhà cung cấp: the authorization code flow with PKCE, state and nonce, on allauth's OpenID Connect.

Stricter than allauth's own: the signature of the ID token is always checked (development runs without TLS), the nonce
must be ours, and userinfo must speak of the same subject.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from requests import RequestException

from thongsuot.accounts.identity import wellknown
from thongsuot.accounts.identity.providers import Provider

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
CLOCKS_DIFFER_BY = 60  # seconds


class NoAnswer(Exception):
    """The provider cannot be reached, or does not answer in time."""


class NotTrusted(Exception):
    """What came back is not what was asked for: code, audience, issuer, signature, nonce or subject."""


class IdentityClient(OpenIDConnectOAuth2Adapter):
    """One exchange with one provider."""

    def __init__(self, request: HttpRequest, provider: Provider) -> None:
        super().__init__(request, provider.id)
        self.provider = provider

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's published configuration, remembered."""
        config = wellknown.configuration(self.provider)
        if config is None:
            raise NoAnswer
        return config

    def address_to_go(self, *, kind: str, next_url: str) -> str:
        """Where the browser has to go; state, nonce and the PKCE verifier stay in the session."""
        one = self.get_provider()
        client = self.get_client(self.request, one.app)
        nonce, challenge = secrets.token_urlsafe(24), one.get_pkce_params()
        verifier, kept = challenge.pop("code_verifier"), {"kind": kind, "nonce": nonce}
        address = self.authorize_url
        client.state = one.stash_redirect_state(
            self.request, AuthProcess.LOGIN, next_url or None, kept, pkce_code_verifier=verifier
        )
        return client.get_redirect_url(address, one.get_scope(), {"nonce": nonce, "ui_locales": "vi", **challenge})

    def claims(self, state: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
        """Exchange the code of this request for claims; returns them and the ID token. NoAnswer, NotTrusted."""
        app = self.get_provider().app
        try:
            client = self.get_client(self.request, app)
            answer = self.get_access_token_data(
                self.request, app, client, pkce_code_verifier=state.get("pkce_code_verifier")
            )
            id_token = str(answer.get("id_token") or "")
            proven = self._decode_id_token(app, id_token)
            told = self._fetch_user_info(str(answer["access_token"]))
        except RequestException as error:
            wellknown.did_not_answer(self.provider)
            raise NoAnswer from error
        except (OAuth2Error, jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise NotTrusted(error.__class__.__name__) from error
        if not constant_time_compare(str(proven.get("nonce", "")), state["data"]["nonce"]):
            raise NotTrusted("nonce")
        if told.get("sub") != proven["sub"]:
            raise NotTrusted("sub")
        return {**told, **proven}, id_token

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Claims of an ID token that this provider signed, for us, not long ago."""
        if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
            raise NotTrusted("alg")
        algorithm, key = jwtkit.fetch_key(id_token, self.openid_config["jwks_uri"], jwtkit.lookup_kid_jwk)
        return jwt.decode(
            id_token,
            key=key,
            algorithms=[algorithm],
            audience=app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=CLOCKS_DIFFER_BY,
            options={"require": ["exp", "iat", "aud", "iss", "sub"]},
        )
