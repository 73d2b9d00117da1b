"""Thư thành văn bản đến: kept whole as it came, once; what of it could not be taken is named in the journal.

The message itself is kept as file "envelope". A message that no program can read is laid aside with the reason: nothing
is thrown away.
"""

import logging
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Invalid, Refused
from thongsuot.common.files.kinds import Kind
from thongsuot.common.models import StoredFile
from thongsuot.common.notices import MAIL, reports
from thongsuot.documents import journalling
from thongsuot.documents.letters import Automatic, Letter, read
from thongsuot.documents.models import Document, DocumentFile, IncomingOrigin
from thongsuot.documents.services import arriving
from thongsuot.documents.services.arriving import ArrivingFile
from thongsuot.documents.services.arriving_facts import cleaned

log = logging.getLogger(__name__)
EML = Kind("eml", "message/rfc822", ("eml",))


def take(content: bytes, *, unit_id: int, at: datetime, even_automatic: bool = False) -> tuple[Document, bool]:
    """Nhận một thư vào đơn vị; (document, whether it is new). The same message twice is one document.

    Raises Invalid for what cannot be read or is secret, and `mail_automatic` for an answer by a program (unless a person
    says that it is a document); files of a kind that is not taken are named in the journal.
    """
    letter = read(content)
    if not even_automatic:
        refuse_automatic(letter, at)
    return take_letter(letter, content, unit_id=unit_id, at=at)


def refuse_automatic(letter: Letter, at: datetime) -> None:
    """Không nhận thư trả lời tự động; what it says about a notice of ours that did not arrive is noted first."""
    if letter.automatic is not Automatic.REPLIED:
        return
    if letter.undelivered:
        said = reports.Report(letter.undelivered, reports.UNDELIVERABLE, "address", letter.facts.summary[:280])
        reports.take(MAIL, [said], at=at)
    raise Invalid(_("Thư trả lời tự động của máy, không phải văn bản."), code="mail_automatic")


@transaction.atomic
def take_letter(letter: Letter, content: bytes, *, unit_id: int, at: datetime) -> tuple[Document, bool]:
    """Nhận một thư đã đọc."""
    known = _known(letter, unit_id)
    if known:
        return Document.objects.get(province_id=known.province_id, pk=known.document_id), False
    cleaned(letter.facts, at=at)  # a secret one is refused before a byte of it is stored
    kept, refused = _stored(letter, at)
    came = arriving.arrive_once(unit_id=unit_id, way="mail", facts=letter.facts, files=kept, at=at)
    if came.new:
        envelope = ArrivingFile(keep(content, at), DocumentFile.Purpose.ENVELOPE)
        arriving.add_files(came.document, [envelope], principal=None, at=at)
        if letter.signed:
            journalling.write(came.document, "mail_signed", principal=None, at=at)
        if refused:
            journalling.write(came.document, "files_not_taken", principal=None, at=at, note=", ".join(refused)[:2_000])
    return came.document, came.new


def keep(content: bytes, at: datetime) -> StoredFile:
    """Cất một thư nguyên như khi đến."""
    return files.store_made(BytesIO(content), "thu.eml", None, kind=EML, at=at, limit=len(content))


def _known(letter: Letter, unit_id: int) -> IncomingOrigin | None:
    mark = letter.facts.message_id
    return IncomingOrigin.objects.filter(message_id=mark, document__unit_id=unit_id).first() if mark else None


def take_folder(folder: Path, *, unit_id: int, at: datetime) -> tuple[int, int]:
    """Nhận mọi thư `*.eml` trong một thư mục; (taken, left aside). Read ones go to `da-nhan/`, others to `khong-doc-duoc/`.

    Moved only after the transaction: a worker that dies between finds the letter again, and it is known.
    """
    taken = aside = 0
    for path in sorted(folder.glob("*.eml")):
        try:
            take(path.read_bytes(), unit_id=unit_id, at=at)
        except Refused as refused:
            _move(path, "khong-doc-duoc", f"{refused.code}: {refused.detail}\n")
            aside += 1
            continue
        except (OSError, OperationalError, InterfaceError):
            raise  # the disk is full, the database is away: nothing is wrong with the letter
        except Exception:  # one letter that brings the program to fall must not hold up all that come behind it
            log.exception("thư %s hỏng khi nhận", path.name)
            _move(path, "khong-doc-duoc", "mail_fault\n")
            aside += 1
            continue
        _move(path, "da-nhan")
        taken += 1
    return taken, aside


def _move(path: Path, name: str, why: str = "") -> None:
    """Chuyển thư sang thư mục kia, under a name that nothing there has: whoever puts letters here may begin anew at 1."""
    folder = path.parent / name
    folder.mkdir(exist_ok=True, mode=0o700)
    place, n = folder / path.name, 1
    while place.exists():
        n += 1
        place = folder / f"{path.stem}-{n}{path.suffix}"
    if why:
        place.with_name(f"{place.name}.txt").write_text(why, encoding="utf-8")
    path.rename(place)


def _stored(letter: Letter, at: datetime) -> tuple[list[ArrivingFile], list[str]]:
    """Attachments that are taken, the first PDF as the document itself; names of the others with the reason."""
    kept: list[ArrivingFile] = []
    refused: list[str] = [f"{files.shown_name(name)} (too_many)" for name in letter.beyond]
    for name, content in letter.attachments:
        try:
            stored = files.store(content, name, None, as_it_came=True)
        except Refused as why:
            refused.append(f"{files.shown_name(name)} ({why.code})")
            continue
        mains = any(one.purpose == DocumentFile.Purpose.MAIN for one in kept)
        main = stored.media_type == "application/pdf" and not mains
        purpose = DocumentFile.Purpose.MAIN if main else DocumentFile.Purpose.APPENDIX
        kept.append(ArrivingFile(stored, purpose, stored.name))
    return kept, refused
