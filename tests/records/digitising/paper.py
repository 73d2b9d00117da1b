"""Paper for the tests: letters set by our own engine, made into pictures as a scanner would; nothing is drawn twice in a run."""

import io
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
from PIL import Image

from tests.house.rooms import ROOT
from thongsuot.common.letters import render
from thongsuot.records.digitising.marks import Mark
from thongsuot.records.digitising.programs import missing
from thongsuot.records.digitising.separators import separators_pdf

DPI = 120  # enough to read 14 points, and quick
LETTER = """#import "/common/letters/typst/office.typ": *
#let d = data
#show: paper.with(text-size: 15pt)
#for page in d.pages {
  if page.first { heading-boxes(d.agency, number: page.number, place-date: page.day); title-box(page.kind, subtitle: page.about) }
  for line in page.lines { block(line) }
  if not page.last { pagebreak() }
}
"""
needs_reader = pytest.mark.skipif(
    bool(missing()), reason="cần tesseract-ocr, tesseract-ocr-vie (apt) để đọc chữ trên trang quét"
)


def picture(pdf: bytes, page: int = 0, *, dpi: int = DPI) -> Image.Image:
    """A page of a PDF as a scanner would see it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil()
    finally:
        document.close()


@cache
def letter(
    *pages: tuple[str, ...], number="15/QĐ-UBND", day="Phù Lưu, ngày 12 tháng 3 năm 2019", about="Về việc giao đất ở"
) -> bytes:
    """A letter of the old commune; each argument is the lines of one page."""
    with TemporaryDirectory(dir=ROOT / "thongsuot", prefix="_giay-thu-") as folder:
        template = Path(folder) / "thu.typ"
        template.write_text(LETTER)
        shown = [
            {
                "first": n == 0, "last": n == len(pages) - 1, "lines": list(lines), "number": number, "day": day,
                "kind": "Quyết định", "about": about,
            }
            for n, lines in enumerate(pages)
        ]  # fmt: skip
        agency = {"lines": ["Ủy ban nhân dân", "xã Phù Lưu"]}
        return render(template, {"title": "Giấy thử", "agency": agency, "pages": shown})


def separator(mark: Mark) -> Image.Image:
    """A separator sheet as it comes out of the scanner."""
    pdf = separators_pdf([mark], unit="Xã Mai Phụ", made_at=datetime(2025, 7, 7, tzinfo=UTC))
    return picture(pdf, dpi=90)


def blank() -> Image.Image:
    """An empty sheet with a speck and a dark edge."""
    sheet = Image.new("L", (990, 1400), 250)
    sheet.putpixel((400, 500), 0)
    sheet.paste(20, (0, 0, 990, 12))
    return sheet


def as_bytes(image: Image.Image, kind: str = "PNG", **more) -> bytes:
    """The file."""
    out = io.BytesIO()
    image.save(out, kind, dpi=(DPI, DPI), **more)
    return out.getvalue()


def bundle(*images: Image.Image) -> bytes:
    """A PDF as scanners make it: one picture a page."""
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=list(images[1:]), resolution=DPI)
    return out.getvalue()
