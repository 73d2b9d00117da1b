"""Mặt trang: the picture people see beside the form, whether anything is on the page, and the code of a separator sheet."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

from thongsuot.records.digitising.marks import Mark, parse

SEEN_AT = 150  # dpi
MOST_PIXELS = 9_000_000  # of the picture that is looked at
SHOWN_SIDE = 1_600  # pixels of the longer side in the form
_POINTS, _MILLIMETRES = 72, 25.4
_MARGIN = 0.04  # of each side: holes and black scanner edges are no writing
_DARK, _EMPTY_BELOW = 110, 0.0004


@dataclass(frozen=True, slots=True)
class Face:
    """Một mặt trang: size in mm, its picture (WebP), whether it is empty, the mark of a separator sheet."""

    width: float
    height: float
    picture: bytes
    empty: bool
    mark: Mark | None


def faces(path: Path) -> Iterator[Face]:
    """Mọi trang của một tệp PDF ngắn, one after the other."""
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            width, height = page.get_size()
            scale = SEEN_AT / _POINTS
            scale = min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
            image = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
            mark = _mark(image)
            yield Face(
                round(width / _POINTS * _MILLIMETRES, 1),
                round(height / _POINTS * _MILLIMETRES, 1),
                _shown(image),
                mark is None and is_empty(image),
                mark,
            )
    finally:
        document.close()


def shown(path: Path) -> bytes:
    """Ảnh để xem của tệp PDF một trang."""
    return next(faces(path)).picture


def text_of(path: Path) -> str:
    """Chữ có sẵn trong tệp PDF một trang: of a page that was made by a program, not scanned."""
    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].get_textpage().get_text_bounded()
    finally:
        document.close()


def is_empty(image: Image.Image) -> bool:
    """Trang trắng: hardly a dark spot inside the margins, single specks not counted."""
    across, down = int(image.width * _MARGIN), int(image.height * _MARGIN)
    inside = image.convert("L").crop((across, down, image.width - across, image.height - down))
    calm = inside.filter(ImageFilter.MedianFilter(3))
    dark = sum(calm.histogram()[:_DARK])
    return dark < _EMPTY_BELOW * calm.width * calm.height


def _mark(image: Image.Image) -> Mark | None:
    """The separator code, whichever way the sheet lay."""
    for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        mark = parse(found.text)
        if mark is not None:
            return mark
    return None


def _shown(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=60, method=2)
    return out.getvalue()
