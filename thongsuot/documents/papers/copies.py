"""Trang của bản sao: the source as it is, and on it what makes it a copy (NĐ 30/2020, Phụ lục I, Phần II).

On paper the form of the copy stands under a line behind the last words of the source, on the same page where there is
room; in an electronic copy it is the mark of the agency's signature in the upper right corner of the first page. What an
excerpt begins with and where number and QR of an electronic copy stand is ours ("đề xuất").
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.letters import render

_TYPST = Path(__file__).parent / "typst"
MM = 72 / 25.4
MOST_PAGES = 2_000
MARK_WIDTH, MARK_HEIGHT, CORNER_HEIGHT, EDGE = 62.0, 14.0, 12.0, 4.0  # mm
_BOTTOM, _GAP, _SEEN_AT, _DARK, _RIM = 12.0, 5.0, 36, 200, 0.03
_PDFIUM = threading.Lock()  # the library keeps state of its own and is not made for threads
_RUNS = ("/AcroForm", "/DSS", "/Perms", "/OpenAction", "/AA", "/AF", "/Names", "/Collection")


@dataclass(frozen=True, slots=True)
class Seen:
    """Điều cần biết về tệp được sao: how many pages, size of the first as it is seen, in mm."""

    pages: int
    width: float
    height: float


def look(pdf: bytes) -> Seen:
    """Xem tệp trước khi sao. Raises Invalid `pdf_locked`, `pdf_broken`, `pdf_too_long`."""
    with _opened(pdf) as document:
        count = len(document.pages)
        if count > MOST_PAGES:
            raise Invalid(
                _("Tệp có hơn %(most)d trang, không sao một lần được.") % {"most": MOST_PAGES}, code="pdf_too_long"
            )
        width, height = _size(document.pages[0])
        return Seen(count, width, height)


@contextmanager
def _opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    try:
        document = pikepdf.open(BytesIO(pdf))
    except pikepdf.PasswordError as exc:
        raise Invalid(
            _("Tệp có mật khẩu nên không sao được. Hãy xin nơi gửi tệp không khoá."), code="pdf_locked"
        ) from exc
    except pikepdf.PdfError as exc:
        raise Invalid(_("Tệp PDF hỏng, không mở được để sao."), code="pdf_broken") from exc
    with document:
        if not len(document.pages):
            raise Invalid(_("Tệp PDF không có trang nào."), code="pdf_broken")
        yield document


def _size(page: pikepdf.Page) -> tuple[float, float]:
    box = [float(edge) for edge in page.trimbox]
    width, height = abs(box[2] - box[0]) / MM, abs(box[3] - box[1]) / MM
    return (height, width) if int(page.obj.get("/Rotate", 0)) % 180 else (width, height)


def mark_place(seen: Seen, form: str) -> dict[str, Any]:
    """Chỗ của chữ ký số cơ quan trên bản sao điện tử: góc trên bên phải trang đầu, under the number."""
    width = min(MARK_WIDTH, seen.width - 2 * EDGE)
    return {
        "page": 1,
        "x": round(seen.width - EDGE - width, 2),
        "y": EDGE + 4.5,
        "width": width,
        "height": MARK_HEIGHT,
        "copy": form,
    }


def made(
    pdf: bytes, *, paper: bool, words: Mapping[str, Any], picked: Sequence[int] = (), block: bool, made_at: datetime
) -> bytes:
    """Làm bản sao: the pages of the source (`picked` from 1; none is all), the form of the copy, ready to be signed.

    `words` is what stands in the three layouts. Signatures of the source become pictures: they could not hold on a file
    that has changed; who wants to check them asks for the original.
    """
    with _opened(pdf) as document:
        _made_still(document)
        if picked:
            _only(document, picked)
            _put_first(document, render(_TYPST / "copy_front.typ", words, made_at=made_at, tagged=False))
        if not paper:
            _upright(document)
            _corner(document, words, made_at)
        if block:
            _end(document, render(_TYPST / "copy_block.typ", words, made_at=made_at, tagged=False))
        with document.open_metadata(set_pikepdf_as_editor=False) as said:
            said["dc:title"] = words["title"]
        out = BytesIO()
        document.save(out, min_version="1.7", deterministic_id=True)
        return out.getvalue()


def _made_still(document: pikepdf.Pdf) -> None:
    """Signatures and fields become what they look like; scripts and files inside go."""
    try:
        document.flatten_annotations("all")
    except pikepdf.PdfError as exc:
        raise Invalid(_("Tệp PDF hỏng, không mở được để sao."), code="pdf_broken") from exc
    for key in _RUNS:
        if key in document.Root:
            del document.Root[key]
    for page in document.pages:
        # What has no look of its own (invisible signatures, time stamps, links) is left behind by the flattening.
        for key in ("/Annots", "/AA", "/StructParents", "/Tabs"):
            if key in page.obj:
                del page.obj[key]
    for key in ("/StructTreeRoot", "/MarkInfo", "/Outlines"):
        if key in document.Root:
            del document.Root[key]


def _only(document: pikepdf.Pdf, picked: Sequence[int]) -> None:
    keep = set(picked)
    for number in range(len(document.pages), 0, -1):
        if number not in keep:
            del document.pages[number - 1]


def _put_first(document: pikepdf.Pdf, front: bytes) -> None:
    with pikepdf.open(BytesIO(front)) as made_front:
        for index, page in enumerate(made_front.pages):
            document.pages.insert(index, page)


def _upright(document: pikepdf.Pdf) -> None:
    """A first page that is turned by its entry is set upright, so that the mark stands in the corner people see."""
    page = document.pages[0]
    if not int(page.obj.get("/Rotate", 0)) % 360:
        return
    width, height = (side * MM for side in _size(page))
    fresh = document.add_blank_page(page_size=(width, height))
    fresh.add_overlay(page, pikepdf.Rectangle(0, 0, width, height))
    document.pages.insert(0, document.pages.p(len(document.pages)))
    del document.pages[-1]
    del document.pages[1]


def _corner(document: pikepdf.Pdf, words: Mapping[str, Any], made_at: datetime) -> None:
    page = document.pages[0]
    width, _height = _size(page)
    wide = min(MARK_WIDTH + CORNER_HEIGHT + 4, width - 2 * EDGE)
    data = {**words, "width": wide, "height": CORNER_HEIGHT}
    drawn = render(_TYPST / "copy_corner.typ", data, made_at=made_at, tagged=False)
    box = [float(edge) for edge in page.trimbox]
    right, top = max(box[0], box[2]) - EDGE * MM, max(box[1], box[3]) - EDGE * MM
    _lay(page, drawn, pikepdf.Rectangle(right - wide * MM, top - CORNER_HEIGHT * MM, right, top))


def _end(document: pikepdf.Pdf, block: bytes) -> None:
    """Under the last words of the last page when there is room for all of it, else on a page of its own."""
    with pikepdf.open(BytesIO(block)) as drawn:
        box = [float(edge) for edge in drawn.pages[0].mediabox]
    tall, last = box[3] / MM, document.pages[-1]
    width, height = _size(last)
    used = _used(document, len(document.pages) - 1)
    turned = int(last.obj.get("/Rotate", 0)) % 360
    if turned or abs(width - 210) > 4 or height - used - _GAP - _BOTTOM < tall:
        document.add_blank_page(page_size=(210 * MM, 297 * MM))
        last, width, height, used = document.pages[-1], 210.0, 297.0, 15.0
    edge = [float(one) for one in last.trimbox]
    top = max(edge[1], edge[3]) - (used + _GAP) * MM
    _lay(last, block, pikepdf.Rectangle(edge[0], top - tall * MM, edge[0] + 210 * MM, top))


def _lay(page: pikepdf.Page, drawn: bytes, place: pikepdf.Rectangle) -> None:
    with pikepdf.open(BytesIO(drawn)) as over:
        page.add_overlay(over.pages[0], place)


def _used(document: pikepdf.Pdf, index: int) -> float:
    """How far down the page there is anything, in mm; specks at the rim are no words."""
    out = BytesIO()
    alone = pikepdf.new()
    alone.pages.append(document.pages[index])
    alone.save(out)
    with _PDFIUM:
        opened = pypdfium2.PdfDocument(out.getvalue())
        try:
            image = opened[0].render(scale=_SEEN_AT / 72, grayscale=True).to_pil()
        finally:
            opened.close()
    across, down = int(image.width * _RIM), int(image.height * _RIM)
    inside = image.crop((across, down, image.width - across, image.height - down))
    dark = inside.point(lambda level: 255 if level < _DARK else 0).getbbox()
    return ((dark[3] if dark else 0) + down) * 25.4 / _SEEN_AT
