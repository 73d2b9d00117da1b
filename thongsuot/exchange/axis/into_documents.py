"""Cửa vào phòng văn bản: a message of the axis becomes an incoming document of a unit; once per sender, number and day."""

from datetime import UTC, datetime

from django.utils import timezone

from thongsuot.common.models import StoredFile
from thongsuot.documents import journalling
from thongsuot.documents.models import Direction, Document, DocumentHolding, State, Urgency
from thongsuot.documents.services.from_sender import add_files
from thongsuot.exchange.axis import arrival, places
from thongsuot.exchange.axis.edxml.messages import Message
from thongsuot.org.selectors import UnitInfo

NO_DUE = datetime(9999, 1, 1, tzinfo=UTC)


def arrive(unit: UnitInfo, message: Message, filed: arrival.Filed, *, at: datetime) -> tuple[Document, bool]:
    """Văn bản đến; the document, and whether it is new. Inside the caller's transaction."""
    known = Document.objects.filter(
        province_id=unit.province_id or unit.id, unit_id=unit.id, direction=Direction.INCOMING,
        issuer_code=message.sender.organ_id[:35], number=message.number[:20], notation=message.notation[:60],
        issued_on=message.promulgated_on,
    ).first()  # fmt: skip
    if known is not None:
        return known, False
    document = Document.objects.create(**_facts(unit, message, at))
    urgency = Urgency(document.urgency)
    DocumentHolding.objects.create(
        province_id=document.province_id, document_id=document.pk, unit_id=unit.id, direction=Direction.INCOMING,
        state=document.state, urgency=urgency, due_at=document.due_at or NO_DUE,
    )  # fmt: skip
    add_files(document, filed, at=at)
    StoredFile.objects.filter(pk__in=[file.pk for file, _purpose in filed]).update(attached_at=at)
    journalling.write(document, "arrived", principal=None, at=at, way="axis", issuer=message.sender.name[:120])
    return document, True


def _facts(unit: UnitInfo, message: Message, at: datetime) -> dict[str, object]:
    issuer = places.bearer(message.sender.organ_id, message.promulgated_on or timezone.localdate(at))
    return {
        "province_id": unit.province_id or unit.id, "unit_id": unit.id, "direction": Direction.INCOMING,
        "type": arrival.type_of(message), "state": State.ARRIVED, "number": message.number[:20],
        "notation": message.notation[:60], "arrived_at": at, "way": "axis", "issued_on": message.promulgated_on,
        "summary": (message.subject or message.content or message.document_id)[:600],
        "issuer_name": message.sender.name[:250], "issuer_unit_id": issuer.id if issuer else None,
        "issuer_code": message.sender.organ_id[:35], "signer_name": message.signer[:160],
        "signer_title": message.position[:160], "urgency": min(max(message.priority or 0, 0), 3), "pages": message.pages,
        "created_at": at,
    }  # fmt: skip
