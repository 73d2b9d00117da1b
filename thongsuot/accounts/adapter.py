"""What allauth does our way: where one lands, that nobody signs up by himself, how second factors are kept."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from thongsuot.accounts import devices
from thongsuot.accounts.landing import landing_of
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import principal_of
from thongsuot.accounts.services import sessions
from thongsuot.common import crypto
from thongsuot.common.now import now

SECOND_FACTOR = b"accounts.second_factor"


class AccountAdapter(DefaultAccountAdapter):
    """Signing in through allauth's stages; everything a person reads is ours."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Officials get accounts from their administrators, citizens by their electronic identity."""
        return False

    def post_login(self, request: HttpRequest, user: User, *, redirect_url: str | None, **more: Any) -> HttpResponse:
        """All stages are passed: journal it, remember the browser, send the person to his work."""
        principal = principal_of(user.pk, now())
        sessions.signed_in(user=user, principal=principal, at=now())
        response = HttpResponseRedirect(
            reverse("account_change_password") if user.must_change_password else redirect_url or landing_of(principal)
        )
        devices.remember(request, response, user.username)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A closed account is told the same as a wrong password."""
        return HttpResponseRedirect(reverse("account_login"))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps secrets of authenticator apps and recovery codes encrypted."""

    def encrypt(self, text: str) -> str:
        """Cipher as text, as allauth stores it."""
        return base64.b64encode(crypto.encrypt(text, SECOND_FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return crypto.decrypt(base64.b64decode(encrypted_text), SECOND_FACTOR)

    def is_mfa_enabled(self, user: User, types: list[str] | None = None) -> bool:
        """The second step is asked of who switched on an app; a passkey is no second step but a way in."""
        wanted = [Authenticator.Type.TOTP] if types is None else [t for t in types if t == Authenticator.Type.TOTP]
        return super().is_mfa_enabled(user, wanted)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the device shows as the place a passkey belongs to."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Thông Suốt"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the device shows as the owner of a passkey."""
        return {**super().get_public_key_credential_user_entity(user), "name": user.username}

    def get_totp_label(self, user: User) -> str:
        """What the app on the phone shows."""
        return user.username
