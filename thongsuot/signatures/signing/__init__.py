"""Ký và kiểm tra PDF, without the database: PAdES B-LTA by pyHanko, keys in tokens, the mark drawn by us.

`sign_pdf` always makes signatures that outlive their certificates; `validate_pdf` never calls valid what it could not check.
pyHanko is imported by the first of the two that is called: most processes sign nothing.
"""

from datetime import datetime

from thongsuot.signatures.signing.faults import SigningRefused
from thongsuot.signatures.signing.marks import Mark
from thongsuot.signatures.signing.reports import Check, Report, Signed, State
from thongsuot.signatures.signing.signers import FileSigner, RemoteSigner, Signer
from thongsuot.signatures.signing.trust import Trust

__all__ = [
    "Check",
    "FileSigner",
    "Mark",
    "RemoteSigner",
    "Report",
    "Signed",
    "Signer",
    "SigningRefused",
    "State",
    "Trust",
    "sign_pdf",
    "validate_pdf",
]


def sign_pdf(pdf: bytes, *, signer: Signer, mark: Mark | None, reason: str, at: datetime, trust: Trust) -> bytes:
    """Ký thêm một chữ ký vào PDF (PAdES B-LTA) and return the longer file; raises SigningRefused, and then nothing happened.

    `at` stands in the visible mark; the moment that counts is the time stamp's. An agency's seal (`mark.kind` "seal") is
    refused on a file that nobody signed.
    """
    from thongsuot.signatures.signing import pades

    return pades.sign_pdf(pdf, signer=signer, mark=mark, reason=reason, at=at, trust=trust)


def validate_pdf(pdf: bytes, *, at: datetime, trust: Trust) -> Report:
    """Kiểm tra mọi chữ ký as of a moment; raises SigningRefused `pdf_locked`, `pdf_broken` for what cannot be read."""
    from thongsuot.signatures.signing import validating

    return validating.validate_pdf(pdf, at=at, trust=trust)
