"""Cửa vào phòng văn bản: a message of the axis becomes an incoming document of a unit; once, whatever way it came by."""

from datetime import date, datetime

from django.utils import timezone

from thongsuot.documents.models import Document
from thongsuot.documents.services.arriving import ArrivingFacts, ArrivingFile, arrive_once
from thongsuot.exchange.axis import arrival, places
from thongsuot.exchange.axis.edxml.messages import Message
from thongsuot.org.selectors import UnitInfo

WAY = "axis"


def arrive(unit: UnitInfo, message: Message, filed: arrival.Filed, *, at: datetime) -> tuple[Document, bool]:
    """Văn bản đến; the document, and whether it is new. Inside the caller's transaction.

    Raises Invalid `secret_document` for what may not be stored here.
    """
    files = [ArrivingFile(file, purpose, title=file.name) for file, purpose in filed]
    found = arrive_once(unit_id=unit.id, way=WAY, facts=facts_of(message, at), files=files, at=at)
    return found.document, found.new


def facts_of(message: Message, at: datetime) -> ArrivingFacts:
    """Điều thông điệp nói, in the words of the documents room; a sender without a name is called by its code."""
    code = message.sender.organ_id
    issuer = places.bearer(code, message.promulgated_on or timezone.localdate(at))
    name = message.sender.name or (issuer.full_name if issuer else code)
    return ArrivingFacts(
        summary=(message.subject or message.content.replace("\n", " ") or message.document_id)[:600],
        type=arrival.type_of(message),
        number=message.number[:20],
        notation=message.notation[:60],
        issued_on=_believable(message, at),
        issuer_name=name[:250],
        issuer_code=code[:35],
        issuer_unit_id=issuer.id if issuer else None,
        signer_name=message.signer[:160],
        signer_title=message.position[:160],
        urgency=min(max(message.priority or 0, 0), 3),
        secrecy=message.sphere,
        pages=message.pages,
        answers=tuple(one.code[:300] for one in message.answers if one.code),
        message_id=message.document_id[:250],
    )


def _believable(message: Message, at: datetime) -> date | None:
    """A year that cannot be is no reason to refuse the letter; the clerk sees the day on the paper."""
    day = message.promulgated_on
    return day if day and 1945 <= day.year <= at.year + 1 else None
