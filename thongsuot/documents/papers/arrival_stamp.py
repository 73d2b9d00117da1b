"""Dấu “ĐẾN” trên bản chụp văn bản giấy: drawn over the first page, the scan itself stays as it came.

NĐ 30/2020/NĐ-CP, Điều 22: number and date of arrival on the paper. Size and place follow what Annex IV is remembered to
say (50 × 30 mm, under number and notation), "chưa xác minh".
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf

from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render

TEMPLATE = Path(__file__).resolve().parent / "typst" / "arrival_stamp.typ"
MM = 72 / 25.4
LEFT, TOP, WIDTH, HEIGHT = 32, 52, 50, 30


@in_vietnamese()
def stamp_over(pdf: bytes, *, unit: str, number: str, day: str, to: str, made_at: datetime) -> bytes:
    """The scan with the stamp on its first page, without scripts and files inside. Raises pikepdf.PdfError for a broken PDF."""
    mark = render(TEMPLATE, {"unit": unit, "number": number, "day": day, "to": to, "file": ""}, made_at=made_at)
    with pikepdf.open(BytesIO(pdf)) as document, pikepdf.open(BytesIO(mark)) as stamp:
        _leave_out_what_acts(document)
        page = document.pages[0]
        box = [float(one) for one in page.mediabox]
        left, top = box[0] + LEFT * MM, box[3] - TOP * MM
        place = pikepdf.Rectangle(left, top - HEIGHT * MM, left + WIDTH * MM, top)
        page.add_overlay(stamp.pages[0], place)
        made = BytesIO()
        document.save(made)
        return made.getvalue()


def _leave_out_what_acts(document: pikepdf.Pdf) -> None:
    """Scripts and files inside stay in the scan as it came; what people open every day has none. Marks of signing stay."""
    acting, names = (pikepdf.Name.OpenAction, pikepdf.Name.AA, pikepdf.Name.AF), document.Root.get("/Names", {})
    holders = [(document.Root, acting), (names, (pikepdf.Name.JavaScript, pikepdf.Name.EmbeddedFiles))]
    for page in document.pages:
        holders.append((page.obj, acting))
        holders += [(note, (pikepdf.Name.A, pikepdf.Name.AA, pikepdf.Name.FS)) for note in page.obj.get("/Annots", ())]
    for holder, left_out in holders:
        for name in left_out:
            if name in holder:
                del holder[name]
