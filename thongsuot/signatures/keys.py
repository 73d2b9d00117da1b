"""Từ chứng thư tới người ký: the signer that holds a certificate's key, opened with a PIN."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asn1crypto import x509
from django.conf import settings

from thongsuot.signatures.models import Certificate
from thongsuot.signatures.signing import FileSigner, RemoteSigner, Signer, SigningRefused


@contextmanager
def opened(certificate: Certificate, pin: str) -> Iterator[Signer]:
    """The signer, its session open for as long as the block; raises SigningRefused."""
    own = x509.Certificate.load(bytes(certificate.der))
    if certificate.keep == Certificate.Keep.TOKEN:
        module = settings.SIGNING["module"]
        if not module:
            raise SigningRefused("token_missing_program")
        from thongsuot.signatures.signing.tokens import PKCS11Signer

        signer = PKCS11Signer(module=module, token=certificate.token, key=certificate.key, pin=pin, certificate=own)
        with signer:
            yield signer
    elif certificate.keep == Certificate.Keep.FILE:
        yield FileSigner(own, _file_key(certificate), pin)
    else:
        yield RemoteSigner(own)


def _file_key(certificate: Certificate) -> bytes:
    path = file_key_path(certificate.key)
    if not path.exists():
        raise SigningRefused("key_missing")
    return path.read_bytes()


def file_key_path(label: str) -> Path:
    """Where a file key of the demonstration lies; a label is a plain name, so no other file is reached."""
    if not label or not label.replace("-", "").replace("_", "").isalnum():
        raise SigningRefused("key_missing")
    return Path(settings.SIGNING["keys"]) / f"{label}.pem"
