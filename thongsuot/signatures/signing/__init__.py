"""Ký và kiểm tra PDF, without the database: PAdES B-LTA by pyHanko, keys in tokens, the mark drawn by us.

`sign_pdf` always makes signatures that outlive their certificates; `validate_pdf` never calls valid what it could not check.
"""

from thongsuot.signatures.signing.faults import SigningRefused
from thongsuot.signatures.signing.marks import Mark
from thongsuot.signatures.signing.pades import sign_pdf
from thongsuot.signatures.signing.reports import Check, Report, Signed, State
from thongsuot.signatures.signing.signers import FileSigner, RemoteSigner, Signer
from thongsuot.signatures.signing.tokens import PKCS11Signer
from thongsuot.signatures.signing.trust import Trust
from thongsuot.signatures.signing.validating import validate_pdf

__all__ = [
    "Check",
    "FileSigner",
    "Mark",
    "PKCS11Signer",
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
