"""Bản vẽ lớn trong tệp PDF: a page with more points than a machine reads at once is drawn anew, smaller, for reading.

An A0 sheet at 600 dpi has 558 million points. The page keeps its size on paper, the original bytes stay as they came.
"""

from collections.abc import Sequence
from pathlib import Path

import img2pdf
import pikepdf
import pypdfium2

from thongsuot.records.digitising import pdfs
from thongsuot.records.digitising.images import LARGE

DRAWN_AT = 300  # dpi; what a page of lines without pictures is taken to have
_POINTS = 72


def reduce_large(path: Path, folder: Path) -> list[bool]:
    """Vẽ lại nhỏ hơn những trang quá lớn, in place; says which."""
    large = _large(path)
    if any(large):
        parts = [_one(path, n, folder, smaller) for n, smaller in enumerate(large)]
        joined = folder / "da-thu-nho.pdf"
        pdfs.join(parts, joined)
        joined.replace(path)
    return large


def _large(path: Path) -> list[bool]:
    with pikepdf.open(path) as pdf:
        return [max(_points(page), _pictures(page)) > LARGE for page in pdf.pages]


def _points(page: pikepdf.Page) -> float:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    return abs(right - left) * abs(top - bottom) * (DRAWN_AT / _POINTS) ** 2


def _pictures(page: pikepdf.Page) -> int:
    sizes = (int(one.get("/Width", 0)) * int(one.get("/Height", 0)) for one in page.get_images().values())
    return max(sizes, default=0)


def _one(path: Path, number: int, folder: Path, smaller: bool) -> Path:
    out = folder / f"ban-ve-{number}.pdf"
    if not smaller:
        pdfs.cut(path, [number + 1], out)
        return out
    drawn = folder / f"ban-ve-{number}.png"
    width, height = _draw(path, number, drawn)
    layout = img2pdf.get_layout_fun((width, height))
    with out.open("wb") as file:
        img2pdf.convert(drawn.read_bytes(), layout_fun=layout, outputstream=file)
    return out


def _draw(path: Path, number: int, out: Path) -> Sequence[float]:
    """The page as a grey picture of at most LARGE points; its size on paper in points."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number]
        width, height = page.get_size()
        scale = min(DRAWN_AT / _POINTS, (LARGE / (width * height)) ** 0.5 * 0.999)
        page.render(scale=scale, grayscale=True).to_pil().save(out, "PNG", compress_level=1)
        page.close()
    finally:
        document.close()
    return width, height
