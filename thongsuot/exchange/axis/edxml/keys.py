"""Khoá ký thông điệp, as the settings name it."""

from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization


@dataclass(frozen=True, slots=True)
class Key:
    """Khoá ký thông điệp: private key and its certificates, the signer's first."""

    private: Any
    chain: tuple[x509.Certificate, ...]


def key_of(pem: bytes, chain: bytes, password: bytes | None = None) -> Key:
    """Khoá từ tệp PEM."""
    private = serialization.load_pem_private_key(pem, password)
    return Key(private, tuple(x509.load_pem_x509_certificates(chain)))
