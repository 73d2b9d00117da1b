"""Trong hệ thống: an issued document becomes an incoming one of the unit it is addressed to, with the same files."""

from datetime import datetime

from thongsuot.documents.models import Document, DocumentFile, DocumentLink, Recipient
from thongsuot.documents.services.arriving import ArrivingFacts, ArrivingFile, arrive

SENT_ALONG = (DocumentFile.Purpose.MAIN, DocumentFile.Purpose.APPENDIX)


def carry(document: Document, recipient: Recipient, at: datetime) -> None:
    """Đưa văn bản đến đơn vị nhận; a second time changes nothing. Raises what `arrive` refuses with."""
    files = DocumentFile.objects.filter(
        province_id=document.province_id, document=document, purpose__in=SENT_ALONG, replaced_at=None
    )
    answers = DocumentLink.objects.filter(
        province_id=document.province_id, document=document, kind=DocumentLink.Kind.ANSWERS
    )
    assert recipient.unit_id is not None  # a constraint of the table
    arrive(
        unit_id=recipient.unit_id,
        way=Recipient.Way.INSIDE,
        facts=ArrivingFacts(
            summary=document.summary,
            type=document.type,
            number=document.number,
            notation=document.notation,
            issued_on=document.issued_on,
            issuer_name=document.issuer_name,
            issuer_unit_id=document.unit_id,
            signer_name=document.signer_name,
            signer_title=document.signer_title,
            urgency=document.urgency,
            pages=document.pages,
            due_at=document.due_at,
            answers=tuple(link.other_text for link in answers if link.other_text),
            recipient=(recipient.province_id, recipient.pk),
        ),
        files=[
            ArrivingFile(row.file, row.purpose, row.title, row.signed, row.sealed)
            for row in files.select_related("file").order_by("position", "id")
        ],
        at=at,
    )
