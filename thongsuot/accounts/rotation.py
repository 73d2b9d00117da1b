"""Xoay khoá: where this room keeps ciphers, so that `thongsuot keys rotate` reaches them all."""

import base64

from allauth.mfa.models import Authenticator
from django.db import transaction

from thongsuot.accounts.adapter import SECOND_FACTOR
from thongsuot.accounts.id_numbers import aad_of
from thongsuot.common import crypto

SECRETS = ("secret", "seed")  # of an authenticator app, of recovery codes


def register() -> None:
    """Name the identity numbers and the secrets of second factors; called once at start."""
    crypto.register_column("accounts_user", "id_number_cipher", key="id", aad=aad_of, needs=("uid",))
    crypto.register("mfa_authenticator.data", recrypt_second_factors)


@transaction.atomic
def recrypt_second_factors(newest: int) -> int:
    """Second factors under the newest key; allauth keeps them as text inside JSON."""
    done = 0
    for row in Authenticator.objects.select_for_update().order_by("id"):
        changed = {name: _recrypted(row.data[name]) for name in SECRETS if _is_older(row.data.get(name, ""), newest)}
        if changed:
            row.data |= changed
            row.save(update_fields=["data"])
            done += 1
    return done


def _is_older(text: str, newest: int) -> bool:
    return bool(text) and crypto.version_of(base64.b64decode(text)) != newest


def _recrypted(text: str) -> str:
    return base64.b64encode(crypto.recrypt(base64.b64decode(text), SECOND_FACTOR)).decode()
