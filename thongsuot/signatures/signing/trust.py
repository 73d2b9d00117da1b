"""Kho tin cậy: whose certificates count, where time stamps come from, what is known about revocation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings

from thongsuot.signatures.signing.answers import Answers


def machine_clock() -> datetime:
    """The clock of the machine, which signing compares with the time stamp."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Trust:
    """Điều hệ thống tin: roots, certificates of issuers in between, address of the time-stamping authority."""

    roots: tuple[x509.Certificate, ...]
    issuers: tuple[x509.Certificate, ...] = ()
    tsa: str = ""
    answers: Answers = field(default_factory=Answers)
    clock: Callable[[], datetime] = machine_clock

    @property
    def ready(self) -> bool:
        """Whether anything can be signed or checked at all."""
        return bool(self.roots)


def certificates(path: Path | str) -> tuple[x509.Certificate, ...]:
    """All certificates of a PEM file, or of the PEM files of a folder."""
    place = Path(path)
    files = sorted([*place.glob("*.pem"), *place.glob("*.crt")]) if place.is_dir() else [place]
    return tuple(
        x509.Certificate.load(der)
        for file in files
        for kind, _headers, der in pem.unarmor(file.read_bytes(), multiple=True)
        if kind == "CERTIFICATE"
    )


def configured() -> Trust:
    """Kho tin cậy theo cấu hình (THONGSUOT_TRUST_ROOTS, THONGSUOT_TSA); without roots nothing is ever valid.

    Self-signed certificates of the file are roots, the others issuers in between. Read again when the file changes.
    """
    path = str(settings.SIGNING["roots"])
    place = Path(path) if path else None
    changed = place.stat().st_mtime_ns if place and place.exists() else 0
    return _configured(path if changed else "", changed, settings.SIGNING["tsa"])


@cache
def _configured(path: str, _changed: int, tsa: str) -> Trust:
    found = certificates(path) if path else ()
    roots = tuple(one for one in found if one.self_issued)
    return Trust(roots, tuple(one for one in found if not one.self_issued), tsa)
