"""Thư điện tử thành văn bản đến: a message with attachments is read, kept whole as it came, and waits to be registered.

The message itself is kept as file "envelope"; what of it could not be taken is named in the journal. A message that no
program can read stays where it lies, with the reason beside it: nothing is thrown away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from io import BytesIO
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Invalid, Refused
from thongsuot.common.files.kinds import Kind
from thongsuot.common.text import clean_line
from thongsuot.documents import journalling
from thongsuot.documents.models import Document, DocumentFile, IncomingOrigin
from thongsuot.documents.services import arriving
from thongsuot.documents.services.arriving import ArrivingFacts, ArrivingFile

EML = Kind("eml", "message/rfc822", ("eml",))
MOST_ATTACHMENTS = 50
_SIGN = re.compile(r"(\d{1,6})\s*/\s*([A-ZĐ][A-ZĐa-zđ0-9]*(?:-[A-ZĐa-zđ0-9&]+)*)")


@dataclass(frozen=True, slots=True)
class Letter:
    """Một thư đã đọc."""

    facts: ArrivingFacts
    attachments: list[tuple[str, bytes]]


def read(content: bytes) -> Letter:
    """Đọc một thư. Raises Invalid `mail_unreadable` without sender or subject; never stores anything."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        subject, (name, address) = _line(message, "subject"), parseaddr(_line(message, "from"))
        attached = list(_attachments(message))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError) as exc:
        raise Invalid(_("Không đọc được thư này."), code="mail_unreadable") from exc
    if not isinstance(message, EmailMessage) or "@" not in address or not subject:
        raise Invalid(_("Thư thiếu người gửi hoặc tiêu đề nên không đọc được."), code="mail_unreadable")
    sign = _SIGN.search(subject)
    facts = ArrivingFacts(
        summary=subject[:600],
        number=sign.group(1) if sign else "",
        notation=sign.group(2)[:60] if sign else "",
        issuer_name=(name or address)[:250],
        message_id=_line(message, "message-id")[:250],
        reply_to=address[:250],
    )
    return Letter(facts, attached)


def take(content: bytes, *, unit_id: int, at: datetime) -> tuple[Document, bool]:
    """Nhận một thư vào đơn vị; (document, whether it is new). The same message twice is one document.

    Raises Invalid for what cannot be read or is secret; files of a kind that is not taken are named in the journal.
    """
    letter = read(content)
    if letter.facts.message_id:
        known = IncomingOrigin.objects.filter(message_id=letter.facts.message_id, document__unit_id=unit_id).first()
        if known:
            return Document.objects.get(province_id=known.province_id, pk=known.document_id), False
    kept, refused = _stored(letter, at)
    with transaction.atomic():
        came = arriving.arrive_once(unit_id=unit_id, way="mail", facts=letter.facts, files=kept, at=at)
        if came.new:
            envelope = files.store_made(BytesIO(content), "thu.eml", None, kind=EML, at=at)
            arriving.add_files(
                came.document, [ArrivingFile(envelope, DocumentFile.Purpose.ENVELOPE)], principal=None, at=at
            )
            if refused:
                journalling.write(came.document, "files_not_taken", principal=None, at=at, note=", ".join(refused))
    return came.document, came.new


def take_folder(folder: Path, *, unit_id: int, at: datetime) -> tuple[int, int]:
    """Nhận mọi thư `*.eml` trong một thư mục; (taken, left aside). Read ones go to `da-nhan/`, others to `khong-doc-duoc/`.

    Moved only after the transaction: a worker that dies between finds the letter again, and it is known.
    """
    taken = aside = 0
    for path in sorted(folder.glob("*.eml")):
        try:
            take(path.read_bytes(), unit_id=unit_id, at=at)
        except Refused as refused:
            place = folder / "khong-doc-duoc"
            place.mkdir(exist_ok=True, mode=0o700)
            (place / f"{path.name}.txt").write_text(f"{refused.code}: {refused.detail}\n", encoding="utf-8")
            path.rename(place / path.name)
            aside += 1
            continue
        place = folder / "da-nhan"
        place.mkdir(exist_ok=True, mode=0o700)
        path.rename(place / path.name)
        taken += 1
    return taken, aside


def _line(message: object, name: str) -> str:
    text = str(message.get(name, "") or "")  # type: ignore[attr-defined]
    return clean_line(text.encode(errors="ignore").decode().replace("\0", "")[:1_000])


def _attachments(message: object) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(message.iter_attachments(), 1):  # type: ignore[attr-defined]
        if number > MOST_ATTACHMENTS:
            return
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield part.get_filename() or f"tep-{number}", content


def _stored(letter: Letter, at: datetime) -> tuple[list[ArrivingFile], list[str]]:
    """Attachments that are taken, the first PDF as the document itself; names of the others with the reason."""
    kept: list[ArrivingFile] = []
    refused: list[str] = []
    for name, content in letter.attachments:
        try:
            stored = files.store(content, name, None)
        except Refused as why:
            refused.append(f"{files.shown_name(name)} ({why.code})")
            continue
        mains = any(one.purpose == DocumentFile.Purpose.MAIN for one in kept)
        main = stored.media_type == "application/pdf" and not mains
        purpose = DocumentFile.Purpose.MAIN if main else DocumentFile.Purpose.APPENDIX
        kept.append(ArrivingFile(stored, purpose, stored.name))
    return kept, refused
