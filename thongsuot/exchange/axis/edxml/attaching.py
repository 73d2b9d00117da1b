"""Tệp kèm theo khi đọc: decoded, unpacked, and looked at: what name, type and content say of each other."""

import binascii
import io
import re
import zipfile
from base64 import b64decode
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from thongsuot.common.files.kinds import KNOWN
from thongsuot.common.files.names import extension, shown_name
from thongsuot.exchange.axis.edxml.limits import MEGABYTE, Limits
from thongsuot.exchange.axis.edxml.messages import Attachment, Refused, Remark
from thongsuot.exchange.axis.edxml.sniffing import kind_name
from thongsuot.exchange.axis.edxml.values import Fields, line_of

_TRICK = re.compile(r"(^|[\\/])\.\.?([\\/]|$)|^[\\/~]|^[A-Za-z]:|[\u202a-\u202e\u2066-\u2069]|\x00")
_ELSEWHERE = re.compile(r"^(?!cid:)[A-Za-z][A-Za-z0-9+.-]*:", re.IGNORECASE)
_MEDIA = {kind.media_type: kind.name for kind in KNOWN}
_RECOGNISED = frozenset({"pdf", "png", "jpeg", "docx", "xlsx"})  # such content has a beginning of its own
_ANY = {"", "application/octet-stream", "application/x-msdownload", "binary/octet-stream", "multipart/form-data"}
MOST_RATIO = 200
ENTRIES = 3_000


def attachments_of(listed: Fields, encoded: Fields, limits: Limits, remarks: list[Remark]) -> tuple[Attachment, ...]:
    """Each with its line in the manifest: by id, and among those of one id by their order."""
    manifest: dict[str, list[Fields]] = {}
    for line in listed.all("Reference"):
        for value in line.attrib.values():
            if _ELSEWHERE.match(value.strip()):
                raise Refused("external_reference", value)
        fields = Fields(line, remarks)
        manifest.setdefault(_id_of(fields, line), []).append(fields)
    elements = encoded.all("Attachment")
    if len(elements) > limits.attachments:
        raise Refused("too_many_attachments", str(len(elements)))
    found, seen, together = [], set(), 0
    for place, element in enumerate(elements, 1):
        fields = Fields(element, remarks)
        key = _id_of(fields, element)
        if key and key in seen:
            remarks.append(Remark("id_twice", key[:60]))
        seen.add(key)
        lines = manifest.get(key, [])
        one = _attachment(fields, lines.pop(0) if lines else None, key, place, limits)
        together += len(one.content)
        if together > limits.together:
            raise Refused("attachment_too_large", one.name)
        found.append(one)
    missing = [line.text("AttachmentName") or key for key, lines in manifest.items() for line in lines]
    remarks.extend(Remark("attachment_missing", name[:80]) for name in missing)
    return tuple(found)


def _id_of(fields: Fields, element: Any) -> str:
    written = fields.text("ContentId")
    if not written:
        written = next(
            (v for k, v in element.attrib.items() if k.rpartition("}")[2].lower() in ("href", "contentid")), ""
        )
    return line_of(written).removeprefix("cid:").strip("<> ")


def _attachment(fields: Fields, listed: Fields | None, key: str, place: int, limits: Limits) -> Attachment:
    notes: list[Remark] = []
    name = fields.text("AttachmentName") or (listed.text("AttachmentName") if listed else "")
    for given in [fields.raw("AttachmentName").strip(), listed.raw("AttachmentName").strip() if listed else ""]:
        if _TRICK.search(given) or _TRICK.search(unquote(given)):
            raise Refused("path_in_name", given)
    if listed is None:
        notes.append(Remark("attachment_unlisted"))
    elif (theirs := listed.text("AttachmentName")) and theirs != name:
        notes.append(Remark("name_differs", theirs[:80]))
    content = _decoded(fields, name or key, limits)
    shown = shown_name(name.replace("/", "-").replace("\\", "-")) if name else f"tep-{place}"
    if not name:
        notes.append(Remark("unnamed"))
    elif shown != name:
        notes.append(Remark("name_mended", name[:80]))
    one = Attachment(
        name=shown,
        content=content,
        content_type=fields.text("ContentType").lower()[:120] or "application/octet-stream",
        content_id=key[:200],
        description=fields.text("Description") or (listed.text("Description") if listed else ""),
        remarks=tuple(notes),
    )
    return _compared(_unpacked(one, limits))


def _decoded(fields: Fields, name: str, limits: Limits) -> bytes:
    elements = fields.all("ContentTransferEncoded")
    written = (elements[0].text or "") if elements else ""
    if len(written) > limits.attachment * 3 // 2:
        raise Refused("attachment_too_large", name)
    try:
        content = b64decode(written)  # line breaks inside are dropped; what is no base64 shows below
        if "-" in written or "_" in written or not _only_base64(written, len(content)):
            raise Refused("bad_base64", name)
    except (binascii.Error, ValueError) as problem:
        raise Refused("bad_base64", name) from problem
    if len(content) > limits.attachment:
        raise Refused("attachment_too_large", name)
    return content


def _only_base64(written: str, length: int) -> bool:
    """Whether the text holds nothing but base64 of so many bytes, and white space."""
    expected = (length + 2) // 3 * 4
    return len(written) == expected or len("".join(written.split())) == expected


def _unpacked(one: Attachment, limits: Limits) -> Attachment:
    """Some writers zip each file before they encode it: one file inside, under the name of the whole."""
    if not one.content.startswith(b"PK\x03\x04"):
        return one
    try:
        with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
            entries = archive.infolist()
            whole = sum(entry.file_size for entry in entries)
            if len(entries) > ENTRIES or (whole > 5 * MEGABYTE and whole > MOST_RATIO * len(one.content)):
                raise Refused("bomb", one.name)
            if len(entries) != 1 or extension(one.name) in ("zip", ""):
                return one
            if shown_name(entries[0].filename) != one.name and extension(entries[0].filename) != extension(one.name):
                return one
            with archive.open(entries[0]) as inside:
                content = inside.read(limits.attachment + 1)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError):
        return one  # broken or with a password: kept as it came, the comparison says what it is
    if len(content) > limits.attachment:
        raise Refused("bomb", one.name)
    return replace(one, content=content, remarks=(*one.remarks, Remark("was_packed")))


def _compared(one: Attachment) -> Attachment:
    """Three witnesses: extension, declared type, content. Content decides how the file is kept."""
    if not one.content:
        return replace(one, remarks=(*one.remarks, Remark("empty")))
    notes, ending = list(one.remarks), extension(one.name)
    by_name = next((kind.name for kind in KNOWN if ending in kind.extensions), "")
    media = one.content_type.partition(";")[0].strip()
    by_type = _MEDIA.get(media) or next((kind.name for kind in KNOWN if media in kind.extensions), "")
    by_content = kind_name(one.content)
    if media not in _ANY and by_type and by_name and by_type != by_name:
        notes.append(Remark("type_differs", media))
    claims = [claim for claim in (by_name, by_type) if claim]
    if by_content and any(not _alike(by_content, claim) for claim in claims):
        notes.append(Remark("content_differs", by_content))
    elif not by_content and by_name in _RECOGNISED:
        notes.append(Remark("content_differs", ending))
    return replace(one, remarks=tuple(notes))


def _alike(content: str, name: str) -> bool:
    """A zip may be any office format; text may be XML or JSON; a macro file is an office file."""
    office = content == "zip" and name in ("docx", "xlsx", "pptx", "odt", "ods")
    return content == name or office or (content == "text" and name in ("text", "json", "xml", "html"))
