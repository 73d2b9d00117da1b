"""Thiết bị ký số (PKCS#11): the key is made inside and never leaves. One session a token and process: a second act waits."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ecdsa_signature
from pkcs11.util.rsa import encode_rsa_public_key

from thongsuot.signatures.signing.faults import SigningRefused

_locks: defaultdict[tuple[str, str], Any] = defaultdict(RLock)  # a login counts for the whole process
_starting = RLock()  # around looking for a token and opening it: a new start of a module ends all its sessions
_working: Counter[str] = Counter()  # sessions open with each module
KEY_BITS = 2048


class PKCS11Signer:
    """Một khoá trong thiết bị: log in with the PIN, sign, log out; the PIN is kept no longer than this object."""

    def __init__(
        self,
        *,
        module: str,
        token: str,
        key: str,
        pin: str,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...] = (),
    ) -> None:
        self.certificate, self.chain = certificate, chain
        self._where = (module, token, key)
        self._pin = pin
        self._session: Any = None
        self._key: Any = None

    def __enter__(self) -> "PKCS11Signer":
        _locks[self._where[0], self._where[1]].acquire()
        try:
            with _said():
                self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_args: object) -> None:
        try:
            self._close()
        finally:
            _locks[self._where[0], self._where[1]].release()

    def sign(self, data: bytes) -> bytes:
        """By the token; opens a session of its own outside a `with`."""
        if self._key is None:
            with self:
                return self.sign(data)
        with _said():
            kind = self._key.key_type
            if kind == KeyType.RSA:
                return bytes(self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
            if kind == KeyType.EC:
                raw = self._key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA)
                return bytes(encode_ecdsa_signature(raw))
        raise SigningRefused("mechanism_unknown")

    def _open(self) -> None:
        module, token, key = self._where
        with _starting:
            self._session = _token(module, token).open(user_pin=self._pin)
            _working[module] += 1
        try:
            self._key = self._session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=key)
        except pkcs11.exceptions.NoSuchKey:
            raise SigningRefused("key_missing") from None

    def _close(self) -> None:
        session, self._session, self._key = self._session, None, None
        if session is not None:
            with _starting:
                _working[self._where[0]] -= 1
            try:
                session.close()
            except pkcs11.exceptions.PKCS11Error:
                return  # the token is gone, and the session with it


def make_key(*, module: str, token: str, pin: str, label: str) -> bytes:
    """Sinh cặp khoá trong thiết bị; returns the public key (PEM) for whoever issues the certificate.

    A key of that label that is there already is taken, so that an interrupted enrolment goes on.
    """
    with _locks[module, token], _said(), _token(module, token).open(user_pin=pin, rw=True) as session:
        try:
            public = session.get_key(object_class=ObjectClass.PUBLIC_KEY, label=label)
        except pkcs11.exceptions.NoSuchKey:
            public, _private = session.generate_keypair(
                KeyType.RSA, KEY_BITS, label=label, id=label.encode(), store=True
            )
        return _pem(encode_rsa_public_key(public))


def _pem(pkcs1: bytes) -> bytes:
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_der_public_key(pkcs1)
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@cache
def _library(module: str) -> Any:
    if not Path(module).exists():
        raise SigningRefused("token_missing_program")
    return pkcs11.lib(module)


def _token(module: str, label: str) -> Any:
    """The token of this label. A module whose token was pulled out answers nonsense until it is started anew, also when
    the token is back; it is started anew only while nobody signs with it, for that would end his session."""
    with _starting:
        try:
            library = _library(module)
            try:
                return library.get_token(token_label=label)
            except pkcs11.exceptions.PKCS11Error:
                if _working[module]:
                    raise
                library.reinitialize()
                return library.get_token(token_label=label)
        except (pkcs11.exceptions.PKCS11Error, RuntimeError):
            raise SigningRefused("token_gone") from None


@contextmanager
def _said() -> Iterator[None]:
    """What a token answers, in our words; the PIN stands in none of them."""
    try:
        yield
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinInvalid, pkcs11.exceptions.PinLenRange):
        raise SigningRefused("pin_wrong") from None
    except pkcs11.exceptions.PinLocked:
        raise SigningRefused("pin_locked") from None
    except pkcs11.exceptions.PKCS11Error:
        raise SigningRefused("token_gone") from None
