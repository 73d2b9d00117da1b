"""Văn bản mới từ trục vào đơn vị: files into the store, facts to the documents room, tie and status 01 beside them."""

import io
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from thongsuot.common import files
from thongsuot.common.errors import Invalid, TooLarge, UnsupportedType
from thongsuot.common.files.kinds import KNOWN, Kind
from thongsuot.common.models import StoredFile
from thongsuot.documents.models import Document, DocumentFile
from thongsuot.documents.types import known_types
from thongsuot.exchange.axis.edxml.limits import LIMITS
from thongsuot.exchange.axis.edxml.messages import Attachment, Message, Refused
from thongsuot.exchange.models import AxisIn, AxisTie

_OPAQUE = Kind("unknown", "application/octet-stream", ("bin",))
_LETTER = "CV"
Filed = Sequence[tuple[StoredFile, str]]


def store_files(message: Message, at: datetime) -> Filed:
    """Cất tệp kèm theo: the first PDF (else the first file) is the document; what does not fit its name is kept as bytes.

    Raises Refused `bomb` for a file that grows beyond measure.
    """
    first = next((one for one in message.attachments if one.content.startswith(b"%PDF-")), None)
    first = first or next(iter(message.attachments), None)
    purposes = {id(first): DocumentFile.Purpose.MAIN}
    ordered = sorted(message.attachments, key=lambda one: one is not first)
    kept = [(_stored(one, at), purposes.get(id(one), DocumentFile.Purpose.APPENDIX)) for one in ordered if one.content]
    once: dict[str, tuple[StoredFile, str]] = {}  # the same bytes twice are one file of the document
    for file, purpose in kept:
        once.setdefault(file.sha256, (file, purpose))
    return list(once.values())


def _stored(one: Attachment, at: datetime) -> StoredFile:
    try:
        return files.store(one.content, one.name, None, accepted=KNOWN, at=at, as_it_came=True)
    except UnsupportedType:
        return _as_bytes(one, at)
    except (Invalid, TooLarge) as refusal:
        if refusal.code == "file_bomb":
            raise Refused("bomb", one.name) from refusal
        return _as_bytes(one, at)


def _as_bytes(one: Attachment, at: datetime) -> StoredFile:
    return files.store_made(io.BytesIO(one.content), one.name, None, kind=_OPAQUE, at=at, limit=LIMITS.attachment)


def type_of(message: Message) -> str:
    """Loại văn bản by its name; a letter when we do not know it."""
    wanted = message.type_name.lower()
    return next((key for key, kind in known_types().items() if kind.name.lower() == wanted), _LETTER)


def tie(document: Document, message: Message, our_code: str, at: datetime) -> None:
    """Nhớ văn bản này là văn bản nào trên trục; once."""
    row = AxisTie(
        province_id=document.province_id, document_id=document.pk, incoming=True, document_key=message.document_id[:200],
        issuer_code=message.sender.organ_id[:35], code=sign_of(message)[:120], issued_on=message.promulgated_on,
        our_code=our_code, made_at=at,
    )  # fmt: skip
    AxisTie.objects.bulk_create([row], ignore_conflicts=True)


def sign_of(message: Message) -> str:
    """Số và ký hiệu."""
    return "/".join(part for part in (message.number, message.notation) if part)


def issued_day(message: Message, row: AxisIn) -> date:
    """Ngày ban hành, or the day it came when nobody says."""
    return message.promulgated_on or timezone.localdate(row.received_at)
