"""Bút toán về chữ ký: each request has a chain of its own; certificates another. The PIN stands in none of them."""

from datetime import datetime
from typing import Any

from thongsuot.common import journal
from thongsuot.signatures.models import SUBJECT, SigningRequest

CERTIFICATE = "certificate"


def about(request: SigningRequest, verb: str, *, by_id: int | None, at: datetime, **data: Any) -> None:
    """One fact about a signature, with what was signed."""
    said = {"subject": request.subject_kind, "subject_id": request.subject_id, "code": request.subject_code}
    said |= {key: value for key, value in data.items() if value not in (None, "", [], {})}
    entry = journal.Entry(request.province_id, SUBJECT, request.pk, verb, at, by_id, request.unit_id, said)
    journal.append([entry])


def about_certificate(
    certificate_id: int, verb: str, *, province_id: int, unit_id: int, by_id: int | None, at: datetime, **data: Any
) -> None:
    """One fact about a certificate."""
    journal.append([journal.Entry(province_id, CERTIFICATE, certificate_id, verb, at, by_id, unit_id, data)])
