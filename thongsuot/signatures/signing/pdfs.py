"""Đọc một PDF lạ: what cannot be signed or checked is said plainly, before anything is done."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError, PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from thongsuot.signatures.signing.faults import SigningRefused

BROKEN = (PdfError, PdfReadError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError)
_SCRIPTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}
_DEEP = 40


def reader(pdf: bytes) -> PdfFileReader:
    """The file, opened; SigningRefused `pdf_locked` or `pdf_broken`."""
    try:
        found = PdfFileReader(BytesIO(pdf), strict=False)
        locked = found.encrypted
        if not locked:
            pages = int(found.root["/Pages"]["/Count"])
    except BROKEN:
        raise SigningRefused("pdf_broken") from None
    if locked:
        raise SigningRefused("pdf_locked")
    if pages < 1:
        raise SigningRefused("pdf_broken")
    return found


def to_sign(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer that only adds to the file; refused also with scripts or files inside, which the signer does not see."""
    found = reader(pdf)
    try:
        if has_scripts(found):
            raise SigningRefused("pdf_scripts")
        if has_attachments(found):
            raise SigningRefused("pdf_attachments")
        return IncrementalPdfFileWriter.from_reader(found)
    except BROKEN:
        raise SigningRefused("pdf_broken") from None


def page_box(found: PdfFileReader, page: int) -> tuple[int, tuple[float, float, float, float]]:
    """Index from 0 and the box of a page (1 is the first, -1 the last); refused when there is none."""
    count = int(found.root["/Pages"]["/Count"])
    index = page - 1 if page > 0 else count + page
    if not 0 <= index < count:
        raise SigningRefused("mark_outside")
    node: Any = found.find_page_for_modification(index)[0].get_object()
    for _step in range(_DEEP):
        if "/MediaBox" in node:
            left, bottom, right, top = (float(edge) for edge in node["/MediaBox"])
            return index, (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    raise SigningRefused("pdf_broken")


def has_scripts(found: PdfFileReader) -> bool:
    """Whether opening or using the file runs something."""
    root = found.root
    names = _get(root, "/Names")
    if "/AA" in root or (isinstance(names, generic.DictionaryObject) and "/JavaScript" in names):
        return True
    return _acts(_get(root, "/OpenAction"))


def has_attachments(found: PdfFileReader) -> bool:
    """Whether other files lie inside."""
    names = _get(found.root, "/Names")
    return "/AF" in found.root or (isinstance(names, generic.DictionaryObject) and "/EmbeddedFiles" in names)


def _acts(action: Any) -> bool:
    return isinstance(action, generic.DictionaryObject) and str(_get(action, "/S")) in _SCRIPTS


def _get(holder: Any, key: str) -> Any:
    return holder[key] if isinstance(holder, generic.DictionaryObject) and key in holder else None
