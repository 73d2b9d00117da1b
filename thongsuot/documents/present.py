"""Văn bản như API cho thấy."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from thongsuot.documents.models import Document, DocumentFile, Recipient
from thongsuot.documents.words import AXIS_STATUSES
from thongsuot.org.selectors import versions_of


def line_out(one: Document) -> dict[str, Any]:
    """As `DocumentLine`."""
    return {
        "id": str(one.uid),
        "direction": one.direction,
        "type": one.type,
        "state": one.state,
        "state_label": str(one.get_state_display()),
        "number": one.number,
        "notation": one.notation,
        "sign": one.sign,
        "arrival": one.arrival,
        "issued_on": one.issued_on,
        "issuer": one.issuer_name,
        "summary": one.summary,
        "urgency": one.urgency,
        "unit": versions_of(one.unit_id)[-1].code,
        "due_at": _local(one.due_at),
    }


def document_out(one: Document) -> dict[str, Any]:
    """As `DocumentOut`; one statement for its files."""
    files = DocumentFile.objects.filter(province_id=one.province_id, document_id=one.pk, replaced_at=None)
    return line_out(one) | {
        "way": one.way or None,
        "arrived_at": _local(one.arrived_at),
        "signed_at": _local(one.signed_at),
        "signer": one.signer_name,
        "signer_title": one.signer_title,
        "signing_mode": one.signing_mode,
        "pages": one.pages,
        "language": one.language,
        "revision": one.revision,
        "closed_at": _local(one.closed_at),
        "subject_code": one.subject_code or None,
        "files": [_file(row) for row in files.select_related("file").order_by("position", "id")],
    }


def recipients_out(rows: Iterable[Recipient]) -> list[dict[str, Any]]:
    """As `RecipientOut`."""
    return [
        {
            "name": row.name,
            "way": row.way,
            "code": row.code or None,
            "sending": row.sending,
            "sent_at": _local(row.sent_at),
            "status": row.status or None,
            "status_label": str(AXIS_STATUSES.get(row.status, "")) or None,
            "status_at": _local(row.status_at),
            "status_note": row.status_note or None,
        }
        for row in rows
    ]


def _file(row: DocumentFile) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.file.name,
        "title": row.title,
        "purpose": row.purpose,
        "media_type": row.file.media_type,
        "size": row.file.size,
        "sha256": row.file.sha256,
        "signed": row.signed,
        "sealed": row.sealed,
    }


def _local(at: Any) -> Any:
    return timezone.localtime(at) if at else None
