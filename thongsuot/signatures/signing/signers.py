"""Người ký: who holds a key. The key itself is never seen by what signs PDFs."""

from collections.abc import Callable
from typing import Protocol

from asn1crypto import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings

from thongsuot.signatures.signing.faults import SigningRefused

DIGEST = "sha256"


class Signer(Protocol):
    """Một khoá ký và chứng thư của nó."""

    @property
    def certificate(self) -> x509.Certificate:
        """Chứng thư of the key."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Certificates of the issuers that the key's holder knows; may be empty."""

    def sign(self, data: bytes) -> bytes:
        """Signature over SHA-256 of the data: PKCS#1 v1.5 for RSA, DER for EC; raises SigningRefused."""


class FileSigner:
    """Khoá trong tệp (PEM, with the PIN as its password): development and tests only, refused everywhere else."""

    def __init__(self, certificate: x509.Certificate, key_pem: bytes, pin: str) -> None:
        if not getattr(settings, "DEMO", False):
            raise SigningRefused("file_key_refused")
        self.certificate, self.chain = certificate, ()
        try:
            self._key = serialization.load_pem_private_key(key_pem, pin.encode() or None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise SigningRefused("pin_wrong") from None

    def sign(self, data: bytes) -> bytes:
        """By the machine's own processor."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        raise SigningRefused("mechanism_unknown")


class RemoteSigner:
    """Ký từ xa: the key is with a service, which asks its owner by itself. Nothing of the kind is connected.

    `ask(data)` carries the data (or its digest) to the service and returns the signature; without it every signing is
    refused, so that nobody takes this for a service.
    """

    def __init__(self, certificate: x509.Certificate, *, ask: Callable[[bytes], bytes] | None = None) -> None:
        self.certificate, self.chain, self._ask = certificate, (), ask

    def sign(self, data: bytes) -> bytes:
        """By whoever is connected."""
        if self._ask is None:
            raise SigningRefused("remote_not_there")
        return self._ask(data)
