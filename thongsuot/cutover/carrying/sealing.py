"""Khoá của một gói: everything in a package is encrypted under a key of its own, wrapped for whoever may open it.

Either for the receiver's public key (X25519, HKDF) or under a passphrase (scrypt) that goes another way than the file.
"""

import base64
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from thongsuot.common import keyring
from thongsuot.common.errors import Invalid

PURPOSE = "package"
SCRYPT_N = 2**15  # 32 MB and about a tenth of a second: a guess costs what an opening costs
SHORTEST = 16
_INFO = b"thongsuot package key 1"
_NONCE = bytes(12)  # each wrapping key wraps one key


def receiving_key() -> str:
    """Khoá nhận gói của bản cài đặt này: its public part, to be given to whoever sends."""
    return _text(_own().public_key().public_bytes_raw())


def wrap_for(receiver: str, key: bytes) -> dict[str, Any]:
    """The package's key for one receiver; raises Invalid `receiver_key_invalid`."""
    try:
        public = X25519PublicKey.from_public_bytes(base64.b64decode(receiver, validate=True))
    except ValueError:
        raise Invalid(_("Khoá nhận gói không đúng. Hãy chép lại nguyên vẹn."), code="receiver_key_invalid") from None
    once = X25519PrivateKey.generate()
    wrapping = _derived(once.exchange(public))
    return {
        "way": "x25519",
        "receiver": receiver,
        "once": _text(once.public_key().public_bytes_raw()),
        "key": _text(AESGCM(wrapping).encrypt(_NONCE, key, _INFO)),
    }


def wrap_under(passphrase: str, key: bytes) -> dict[str, Any]:
    """The package's key under a passphrase of at least 16 characters; raises Invalid `passphrase_short`."""
    if len(passphrase) < SHORTEST:
        raise Invalid(
            _("Mật khẩu của gói phải có ít nhất %(count)d ký tự.") % {"count": SHORTEST}, code="passphrase_short"
        )
    salt = os.urandom(16)
    wrapping = _from_passphrase(passphrase, salt, SCRYPT_N)
    key = AESGCM(wrapping).encrypt(_NONCE, key, _INFO)
    return {"way": "scrypt", "salt": _text(salt), "n": SCRYPT_N, "key": _text(key)}


def unwrap(wrapped: Mapping[str, Any], passphrase: str) -> bytes:
    """The package's key; raises Invalid `package_not_for_us`, `passphrase_wrong`."""
    cipher = base64.b64decode(wrapped["key"])
    if wrapped["way"] == "x25519":
        if wrapped["receiver"] != receiving_key():
            raise Invalid(_("Gói này khoá cho một bản cài đặt khác, không mở được ở đây."), code="package_not_for_us")
        wrapping = _derived(_own().exchange(X25519PublicKey.from_public_bytes(base64.b64decode(wrapped["once"]))))
    else:
        wrapping = _from_passphrase(passphrase, base64.b64decode(wrapped["salt"]), min(int(wrapped["n"]), 2**20))
    try:
        return AESGCM(wrapping).decrypt(_NONCE, cipher, _INFO)
    except InvalidTag:
        raise Invalid(_("Mật khẩu của gói không đúng."), code="passphrase_wrong") from None


def _own() -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(keyring.newest(PURPOSE)[1])


def _derived(shared: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, _INFO).derive(shared)


def _from_passphrase(passphrase: str, salt: bytes, n: int) -> bytes:
    return Scrypt(salt, 32, n, 8, 1).derive(passphrase.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
