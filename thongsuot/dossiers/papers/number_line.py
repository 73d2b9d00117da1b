"""Dòng số và ngày trên kết quả đã tải lên: its own blank for the number cannot be found, so the line stands above it.

The place is proposed ("đề xuất"): NĐ 30/2020 wants number and notation on the paper, under the name of the agency.
"""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf

from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.signatures.signing import SigningRefused

TEMPLATE = Path(__file__).resolve().parent / "typst" / "number-line.typ"
MM = 72 / 25.4
LEFT, TOP, WIDTH, HEIGHT = 30, 6, 120, 8


@in_vietnamese()
def drawn_over(pdf: bytes, *, sign: str, day: date, made_at: datetime) -> bytes:
    """The page with its number and day. Raises SigningRefused `pdf_locked`, `pdf_broken` for a PDF that cannot be opened."""
    return _over(pdf, {"sign": sign, "day": f"{day:%d/%m/%Y}"}, made_at)


@in_vietnamese()
def marked(pdf: bytes, words: str, *, made_at: datetime) -> bytes:
    """The page with these words in the same place: what it is not yet. Raises as `drawn_over`."""
    return _over(pdf, {"words": words}, made_at)


def _over(pdf: bytes, said: dict[str, str], made_at: datetime) -> bytes:
    try:
        return _drawn(pdf, render(TEMPLATE, said, made_at=made_at))
    except pikepdf.PasswordError:
        raise SigningRefused("pdf_locked") from None
    except (pikepdf.PdfError, IndexError, ValueError, TypeError, AttributeError):
        raise SigningRefused("pdf_broken") from None


def _drawn(pdf: bytes, line: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document, pikepdf.open(BytesIO(line)) as mark:
        page = document.pages[0]
        box = [float(one) for one in page.mediabox]
        left, top = box[0] + LEFT * MM, box[3] - TOP * MM
        page.add_overlay(mark.pages[0], pikepdf.Rectangle(left, top - HEIGHT * MM, left + WIDTH * MM, top))
        made = BytesIO()
        document.save(made)
        return made.getvalue()
