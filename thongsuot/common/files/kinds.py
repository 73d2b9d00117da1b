"""Loại tệp theo nội dung: looks at the bytes, never at what the sender says.

A handful of formats is accepted, so a handful of checks of our own is exact, the same everywhere, and needs no
library of the operating system.
"""

import codecs
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_HEAD = 4096
_SOME_TEXT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """One format: how it is served and which extensions are honest about it."""

    name: str
    media_type: str
    extensions: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = Kind("pdf", "application/pdf", ("pdf",))
JPEG = Kind("jpeg", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG = Kind("png", "image/png", ("png",))
WEBP = Kind("webp", "image/webp", ("webp",))
TIFF = Kind("tiff", "image/tiff", ("tif", "tiff"))
DOCX = Kind("docx", f"{_OFFICE}.wordprocessingml.document", ("docx",))
XLSX = Kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
PPTX = Kind("pptx", f"{_OFFICE}.presentationml.presentation", ("pptx",))
ODT = Kind("odt", "application/vnd.oasis.opendocument.text", ("odt",))
ODS = Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods",))
TEXT = Kind("text", "text/plain", ("txt", "csv", "md", "log"))
XML = Kind("xml", "application/xml", ("xml",))
JSON = Kind("json", "application/json", ("json", "geojson"))
# Known, so that a lie about them is noticed, but accepted only where a caller says so.
ZIP = Kind("zip", "application/zip", ("zip",))
MACRO = Kind("macro", "application/vnd.ms-office.macro", ("docm", "xlsm", "pptm"))
OLE = Kind("ole", "application/x-ole-storage", ("doc", "xls", "ppt", "msg"))
HEIC = Kind("heic", "image/heic", ("heic", "heif"))
GIF = Kind("gif", "image/gif", ("gif",))
HTML = Kind("html", "text/html", ("html", "htm", "xhtml", "svg"))
PROGRAM = Kind("program", "application/x-executable", ("exe", "dll", "com", "so", "elf", "sh", "bat"))
RAR = Kind("rar", "application/vnd.rar", ("rar",))
SEVEN = Kind("7z", "application/x-7z-compressed", ("7z",))
GZIP = Kind("gzip", "application/gzip", ("gz", "tgz"))

ACCEPTED = (PDF, JPEG, PNG, WEBP, TIFF, DOCX, XLSX, PPTX, ODT, ODS, TEXT, XML, JSON)
STORED_TYPES = (*sorted(kind.media_type for kind in ACCEPTED), "application/octet-stream")
KNOWN = (*ACCEPTED, ZIP, MACRO, OLE, HEIC, GIF, HTML, PROGRAM, RAR, SEVEN, GZIP)
PACKED = frozenset({DOCX, XLSX, PPTX, ODT, ODS, ZIP, MACRO})
IMAGES = frozenset({JPEG, PNG, WEBP, TIFF, GIF})

SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN),
    (b"\x1f\x8b", GZIP),
)
_OPEN_DOCUMENT = {kind.media_type.encode(): kind for kind in (ODT, ODS)}
_OFFICE_FOLDERS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}


def kind_of(path: Path) -> Kind | None:
    """The format of a file, or None when it is none of those we know."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for signature, kind in SIGNATURES:
            if head.startswith(signature):
                return kind
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return WEBP
        if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"msf1"}:
            return HEIC
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _packed_kind(path)
        if b"%PDF-" in head[:1024]:  # readers accept some bytes before the header, so do scanners' drivers
            return PDF
        return _text_kind(file, head)


def _packed_kind(path: Path) -> Kind | None:
    """Office and OpenDocument files are ZIP archives with a known inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _OPEN_DOCUMENT.get(archive.read("mimetype").strip(), ZIP)
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACRO
    if "[Content_Types].xml" in names:
        return next((kind for name, kind in _OFFICE_FOLDERS.items() if name in names), ZIP)
    return ZIP


def _text_kind(file: IO[bytes], head: bytes) -> Kind | None:
    """UTF-8 text without control characters, looked at from beginning to end."""
    decode = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_SOME_TEXT):
            if not _only_text(decode.decode(chunk)):
                return None
        decode.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    lower = start[:_HEAD].lower()
    if lower.startswith((b"<!doctype html", b"<html", b"<svg", b"<script")) or b"<svg" in lower or b"<html" in lower:
        return HTML
    if start.startswith(b"<?xml"):
        return XML
    return JSON if start[:1] in (b"{", b"[") else TEXT


def _only_text(text: str) -> bool:
    return not any(char < " " and char not in "\t\n\r\f" for char in text)
