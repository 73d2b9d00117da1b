"""Giấy cũ dùng thử: decisions of an old commune, as pages of a file and as a scanner gives them."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from thongsuot.common.letters import render

TEMPLATE = Path(__file__).parent / "old_paper.typ"
DPI = 130  # enough to read by people and by the reader of scans
SKEW = 0.4  # degrees: nobody lays a sheet quite straight


def old_paper(given: dict[str, Any], *, agency: Sequence[str], signer: tuple[str, str], made_at: datetime) -> bytes:
    """Một trang quyết định cũ: `number`, `day`, `kind`, `about`, `lines`."""
    data = {
        "title": f"{given['kind']} {given['number']}",
        "agency": {"lines": list(agency)},
        "signer": {"lines": ["TM. Ủy ban nhân dân", signer[0]], "name": signer[1]},
        **{key: given[key] for key in ("number", "day", "kind", "about", "lines")},
    }
    return render(TEMPLATE, data, made_at=made_at, tagged=False)


def as_scanned(*pdfs: bytes) -> bytes:
    """Ảnh các trang của những tệp này như máy quét đưa ra: one PDF without words."""
    pages = [page for pdf in pdfs for page in _pictures(pdf)]
    made = BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=70)
    return made.getvalue()


def _pictures(pdf: bytes) -> list[Image.Image]:
    """Grey pictures, a little askew."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    finally:
        document.close()
    return [page.rotate(SKEW, resample=Image.Resampling.BILINEAR, fillcolor=252) for page in drawn]
