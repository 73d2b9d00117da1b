"""Trang của văn bản đến dùng thử: set as letters are, and made to look as if they came out of a scanner."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image

from thongsuot.accounts.demo_cast import Cast
from thongsuot.documents.models import Urgency
from thongsuot.documents.papers import Letter, letter

DPI = 130  # enough to read by people and by the reader of scans
SKEW = 0.4  # degrees: nobody lays a sheet quite straight


def letter_pdf(line: dict[str, Any], cast: Cast, at: datetime) -> bytes:
    """Trang của một văn bản đến, from its line of the list."""
    given = line["letter"]
    title, name = given["signer"]
    day = (at - timedelta(days=2)).date()
    return letter(
        Letter(
            type=given["type"],
            summary=line["summary"],
            body=cast.dated(line["body"]).strip(),
            agency=tuple(one for one in given["agency"] if one),
            place=given["place"],
            notation=given["notation"],
            number=given["number"],
            issued_on=day,
            to=tuple(given["to"]),
            recipients=("Như trên;", "Lưu: VT."),
            authority=(title,),
            signer_name=name,
            urgency=Urgency.URGENT if line.get("urgent") else Urgency.NORMAL,
            made_at=at,
        )
    )


def as_scanned(pdf: bytes) -> bytes:
    """Ảnh các trang như máy quét đưa ra, in a PDF without words."""
    pages = pictures(pdf)
    made = BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=70)
    return made.getvalue()


def pictures(pdf: bytes) -> list[Image.Image]:
    """Các trang thành ảnh xám, a little askew."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    finally:
        document.close()
    return [page.rotate(SKEW, resample=Image.Resampling.BILINEAR, fillcolor=252) for page in drawn]
