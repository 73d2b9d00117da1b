"""Điều nơi gửi cho biết về một văn bản đến, cleaned at the door; and the marks by which it is known again."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.models import StoredFile
from thongsuot.common.text import bare, clean_line, fold_marks
from thongsuot.documents import secrecy
from thongsuot.documents.models import DocumentFile, Urgency
from thongsuot.documents.types import known_types

WAYS = ("paper", "mail", "axis", "inside")
_LIMITS = {
    "summary": 600,
    "number": 20,
    "notation": 60,
    "issuer_name": 250,
    "issuer_code": 35,
    "signer_name": 160,
    "signer_title": 160,
    "message_id": 250,
    "reply_to": 250,
}


@dataclass(frozen=True, slots=True)
class ArrivingFacts:
    """Điều ghi trên văn bản đến. Number and notation stay as the sender writes them: `15`, `QĐ-UBND`.

    `secrecy` is the mark as it stands on the document, empty when there is none. `answers` names our documents it
    answers, as it writes them. `recipient` is the line (province, id) of an outgoing document of this installation.
    """

    summary: str
    type: str = "CV"
    number: str = ""
    notation: str = ""
    issued_on: date | None = None
    issuer_name: str = ""
    issuer_code: str = ""
    issuer_unit_id: int | None = None
    signer_name: str = ""
    signer_title: str = ""
    urgency: int = Urgency.NORMAL
    secrecy: str = ""
    language: str = "vi"
    pages: int | None = None
    due_at: datetime | None = None
    answers: tuple[str, ...] = ()
    message_id: str = ""
    reply_to: str = ""
    recipient: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ArrivingFile:
    """Tệp đi cùng: a stored file and what it is."""

    stored: StoredFile
    purpose: str = DocumentFile.Purpose.MAIN
    title: str = ""
    signed: bool = False
    sealed: bool = False


def cleaned(facts: ArrivingFacts, *, at: datetime) -> ArrivingFacts:
    """The same facts fit to be stored. Raises Invalid `secret_document`, or with the fields that are wrong."""
    secrecy.refuse_arriving(facts.secrecy, facts.summary, facts.notation)
    lines = {name: clean_line(getattr(facts, name), field=name, limit=limit) for name, limit in _LIMITS.items()}
    errors = []
    if not lines["summary"]:
        errors.append({"field": "summary", "message": _("Cần ghi trích yếu nội dung của văn bản.")})
    if not lines["issuer_name"]:
        errors.append({"field": "issuer_name", "message": _("Cần ghi cơ quan ban hành văn bản.")})
    if facts.type not in known_types():
        errors.append({"field": "type", "message": _("Không có loại văn bản này.")})
    if facts.urgency not in Urgency.values:
        errors.append({"field": "urgency", "message": _("Không có độ khẩn này.")})
    if facts.issued_on and not 1945 <= facts.issued_on.year <= at.year + 1:
        errors.append({"field": "issued_on", "message": _("Ngày ban hành không đúng. Hãy xem lại ngày trên văn bản.")})
    if errors:
        raise Invalid(errors=errors)
    pages = facts.pages if facts.pages is not None and 0 < facts.pages < 32_000 else None
    answers = tuple(line for one in facts.answers if (line := clean_line(one, field="answers", limit=300)))
    return replace(facts, **lines, language=facts.language[:8] or "vi", pages=pages, answers=answers)


def keys_of(facts: ArrivingFacts, files: tuple[ArrivingFile, ...]) -> list[tuple[str, str]]:
    """Dấu nhận lại: (kind, digest). A letter without a number has only that of its file."""
    keys = []
    if facts.number or facts.notation:
        issuer = bare(facts.issuer_code) or bare(facts.issuer_name)
        day = facts.issued_on.isoformat() if facts.issued_on else ""
        # 05 and 5 are one number; case and the place of a tone mark do not make another letter.
        parts = (issuer, facts.number.lstrip("0").lower(), fold_marks(facts.notation), day)
        keys.append(("letter", hashlib.sha256("\x1f".join(parts).encode()).hexdigest()))
    mains = {DocumentFile.Purpose.MAIN, DocumentFile.Purpose.SCAN}
    keys += [("file", one.stored.sha256) for one in files if one.purpose in mains][:1]
    return keys
