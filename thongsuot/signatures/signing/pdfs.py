"""Đọc một PDF lạ: what cannot be signed or checked is said plainly, before anything is done."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError, PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from thongsuot.signatures.signing.faults import SigningRefused

BROKEN = (PdfError, PdfReadError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError)
_SCRIPTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}
_FILES = {"/FileAttachment", "/RichMedia"}
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
    """Whether opening or using the file, a page or something on it runs something; a form that draws itself (XFA) too."""
    root = found.root
    names = _get(root, "/Names")
    if "/AA" in root or (isinstance(names, generic.DictionaryObject) and "/JavaScript" in names):
        return True
    if _acts(_get(root, "/OpenAction")) or _get(_get(root, "/AcroForm"), "/XFA") is not None:
        return True
    return any("/AA" in page or any(map(_note_acts, _notes(page))) for page in _pages(found))


def has_attachments(found: PdfFileReader) -> bool:
    """Whether other files lie inside, also as a note on a page."""
    names = _get(found.root, "/Names")
    if "/AF" in found.root or (isinstance(names, generic.DictionaryObject) and "/EmbeddedFiles" in names):
        return True
    return any(_get(note, "/Subtype") in _FILES for page in _pages(found) for note in _notes(page))


def _pages(found: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """Every page once, also when the tree has a loop."""
    seen: set[int] = set()
    waiting: list[Any] = [found.root.raw_get("/Pages")]
    while waiting:
        place = waiting.pop()
        node = place.get_object()
        key = getattr(place, "idnum", id(node))
        if key in seen or not isinstance(node, generic.DictionaryObject):
            continue
        seen.add(key)
        if "/Kids" in node:
            waiting += list(node["/Kids"])
        else:
            yield node


def _notes(page: generic.DictionaryObject) -> list[Any]:
    notes = _get(page, "/Annots")
    return [one.get_object() for one in notes] if isinstance(notes, generic.ArrayObject) else []


def _note_acts(note: Any) -> bool:
    """A field of a signature may carry no script either; a link to an address is none."""
    return _get(note, "/AA") is not None or _acts(_get(note, "/A"))


def _acts(action: Any) -> bool:
    return isinstance(action, generic.DictionaryObject) and str(_get(action, "/S")) in _SCRIPTS


def _get(holder: Any, key: str) -> Any:
    return holder[key] if isinstance(holder, generic.DictionaryObject) and key in holder else None
