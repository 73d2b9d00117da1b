"""Lập thông điệp: from a row that waits and what the document says now, to the bytes that go out."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from thongsuot.common import files
from thongsuot.documents.models import Document, DocumentFile, DocumentLink, Recipient
from thongsuot.documents.types import known_types
from thongsuot.exchange.axis import connection, edxml, places
from thongsuot.exchange.axis.edxml.limits import LIMITS
from thongsuot.exchange.axis.edxml.messages import (
    Agency,
    Answered,
    Attachment,
    Message,
    Replaced,
    Staff,
    StatusMessage,
    Trace,
)
from thongsuot.exchange.axis.edxml.words import DocType, StatusCode
from thongsuot.exchange.models import AxisOut, AxisTie

DOC_TYPES = {
    AxisOut.Kind.NEW: DocType.NEW,
    AxisOut.Kind.RECALL: DocType.RECALL,
    AxisOut.Kind.UPDATE: DocType.UPDATE,
    AxisOut.Kind.REPLACE: DocType.REPLACE,
}
LACKS = {
    "sender": _lazy("đơn vị gửi chưa có mã định danh"),
    "receivers": _lazy("nơi nhận chưa có mã định danh đúng cấu trúc"),
    "number": _lazy("văn bản chưa có số"),
    "notation": _lazy("văn bản chưa có ký hiệu"),
    "promulgated_on": _lazy("văn bản chưa có ngày ban hành"),
    "place": _lazy("chưa rõ nơi ban hành"),
    "reason": _lazy("thu hồi, cập nhật, thay thế phải có lý do"),
    "about": _lazy("chưa rõ trạng thái của văn bản nào"),
}


class CannotCompose(Exception):
    """Chưa lập được; says in words what is missing."""


def document_key(document: Document, organ_id: str) -> str:
    """Mã văn bản trên trục: `H27.9.71,2026/11/25,15/UBND-VP`."""
    day = document.issued_on or date.min
    return f"{organ_id},{day:%Y/%m/%d},{document.sign}"


def compose(row: AxisOut, at: datetime) -> tuple[bytes, AxisTie | None]:
    """Bytes of the message, and for a document the tie to be kept once it was sent. Raises CannotCompose."""
    try:
        if row.kind == AxisOut.Kind.STATUS:
            return edxml.write_status(_status(row, at), key=connection.key()), None
        document = Document.objects.filter(province_id=row.province_id, pk=row.document_id or 0).first()
        if document is None:
            raise CannotCompose(_("không còn văn bản này"))
        message = _message(row, document, at)
        tie = AxisTie(
            province_id=document.province_id, document_id=document.pk, incoming=False, document_key=message.document_id,
            issuer_code=message.sender.organ_id, code=document.sign[:120], issued_on=document.issued_on, made_at=at,
        )  # fmt: skip
        return edxml.write(message, key=connection.key()), tie
    except edxml.CannotWrite as lack:
        raise CannotCompose(str(LACKS.get(lack.field, lack.field))) from lack
    except (FileNotFoundError, KeyError) as lack:
        raise CannotCompose(_("tệp của văn bản không còn trong kho")) from lack


def _status(row: AxisOut, at: datetime) -> StatusMessage:
    about, words = row.facts["about"], row.facts.get("words", "")
    issued = about.get("issued_on")
    sender = places.bearer(row.facts["sender"], timezone.localdate(row.made_at))
    return StatusMessage(
        about=Answered(
            about["organ_id"],
            about.get("code", ""),
            date.fromisoformat(issued) if issued else None,
            about["document_id"],
        ),
        sender=Agency(row.facts["sender"], sender.full_name if sender else row.facts["sender"]),
        status=StatusCode(row.status),
        description=words,
        at=row.made_at,
    )


def _message(row: AxisOut, document: Document, at: datetime) -> Message:
    issued_on = document.issued_on or timezone.localdate(at)
    sender = places.agency_of(document.unit_id, issued_on)
    key = document_key(document, sender.organ_id)
    names = dict(_recipients(document).values_list("code", "name"))
    kind, doc_type = known_types().get(document.type), DOC_TYPES[AxisOut.Kind(row.kind)]
    replaced = _replaced(document, row)
    about = {DocType.RECALL: key, DocType.UPDATE: key}.get(doc_type, replaced[0].document_id if replaced else "")
    return Message(
        document_id=key, sender=sender, receivers=tuple(Agency(code, names.get(code) or code) for code in row.to),
        doc_type=doc_type, number=document.number, notation=document.notation, place=_place(document, issued_on),
        promulgated_on=document.issued_on, type_name=kind.name if kind else document.type, subject=document.summary,
        competence=f"{document.signing_mode}." if document.signing_mode else "", position=document.signer_title,
        signer=document.signer_name, due_on=timezone.localdate(document.due_at) if document.due_at else None,
        to_places=tuple(_recipients(document).values_list("name", flat=True)), priority=document.urgency,
        pages=document.pages, answers=_answers(document), traces=(Trace(sender.organ_id, at),),
        reason=_reason(row, doc_type), business_document_id=about, replaced=replaced, staff=Staff(department=sender.name),
        attachments=() if doc_type == DocType.RECALL else _attachments(document),
    )  # fmt: skip


def _reason(row: AxisOut, doc_type: DocType) -> str:
    given: str = row.facts.get("reason") or ""
    return given or (_("Văn bản mới thay thế") if doc_type == DocType.REPLACE else "")


def _recipients(document: Document) -> Any:
    return Recipient.objects.filter(province_id=document.province_id, document_id=document.pk).order_by(
        "position", "id"
    )


def _place(document: Document, on: date) -> str:
    """Nơi ban hành: the unit's own name, without what kind of unit it is."""
    return places.unit_info(document.unit_id, on).name


def _links(document: Document, kind: str) -> list[int]:
    links = DocumentLink.objects.filter(province_id=document.province_id, document_id=document.pk, kind=kind)
    return [other for other in links.order_by("id").values_list("other_id", flat=True) if other]


def _ties(document: Document, kind: str, *, incoming: bool) -> Any:
    return AxisTie.objects.filter(
        province_id=document.province_id, document_id__in=_links(document, kind), incoming=incoming
    ).order_by("id")


def _answers(document: Document) -> tuple[Answered, ...]:
    """Văn bản đến mà văn bản này trả lời."""
    ties = _ties(document, DocumentLink.Kind.ANSWERS, incoming=True)
    return tuple(Answered(tie.issuer_code, tie.code, tie.issued_on, tie.document_key) for tie in ties)


def _replaced(document: Document, row: AxisOut) -> tuple[Replaced, ...]:
    if row.kind != AxisOut.Kind.REPLACE:
        return ()
    ties = _ties(document, DocumentLink.Kind.REPLACES, incoming=False)
    return tuple(Replaced(tie.document_key, tuple(row.to)) for tie in ties)


def _attachments(document: Document) -> tuple[Attachment, ...]:
    wanted = [DocumentFile.Purpose.MAIN, DocumentFile.Purpose.APPENDIX]
    found = DocumentFile.objects.filter(
        province_id=document.province_id, document_id=document.pk, purpose__in=wanted, replaced_at=None
    )
    kept = list(found.select_related("file").order_by("-purpose", "position", "id"))
    if sum(one.file.size for one in kept) > LIMITS.together:
        raise CannotCompose(_("các tệp kèm theo lớn hơn mức trục nhận"))
    return tuple(
        Attachment(one.file.name, files.read_bytes(one.file), one.file.media_type, f"tep-{place}", one.title)
        for place, one in enumerate(kept, 1)
    )
