"""In tờ phân cách: one A4 sheet a mark, large words for people, a QR code for the reader."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from thongsuot.common import qr
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.records.digitising.marks import MOST, Kind, Mark

TEMPLATE = Path(__file__).resolve().parent / "papers/separators.typ"
MOST_SHEETS = 200


def series(kind: str, *, box: int | None, first: int | None, count: int) -> list[Mark]:
    """Một loạt tờ: boxes or files with numbers going up, or `count` alike for documents. Raises Invalid."""
    if kind not in Kind.values or not 1 <= count <= MOST_SHEETS:
        raise Invalid(_("Mỗi lần in từ 1 đến %(most)d tờ.") % {"most": MOST_SHEETS})
    if any(number is not None and not 1 <= number <= MOST - count for number in (box, first)):
        raise Invalid(_("Số hộp, số hồ sơ từ 1 đến 99.999."))
    if kind == Kind.DOCUMENT:
        return [Mark(kind)] * count
    if kind == Kind.BOX:
        return [Mark(kind, (first or 1) + n) for n in range(count)]
    return [Mark(kind, box, first + n if first else None) for n in range(count)]


@in_vietnamese()
def separators_pdf(marks: Sequence[Mark], *, unit: str, made_at: datetime) -> bytes:
    """Các tờ phân cách, PDF."""
    data = {
        "title": _("Tờ phân cách"),
        "agency": {"lines": [unit]},
        "sheets": [
            {"head": _head(mark), "says": _says(mark), "qr": qr.svg(mark.text()), "text": mark.text()} for mark in marks
        ],
    }
    return render(TEMPLATE, data, made_at=made_at, tagged=False)


def _head(mark: Mark) -> str:
    words = str(Kind(mark.kind).label).upper()
    if mark.kind == Kind.BOX and mark.box:
        return _("HỘP %(number)d") % {"number": mark.box}
    if mark.kind == Kind.FILE and mark.file:
        return _("HỒ SƠ %(number)d") % {"number": mark.file}
    return words


def _says(mark: Mark) -> str:
    where = _(" Hộp %(number)d.") % {"number": mark.box} if mark.box else ""
    return {
        Kind.BOX: _("Đặt trước tờ đầu tiên của hộp."),
        Kind.FILE: _("Đặt trước tờ đầu tiên của hồ sơ.") + where,
        Kind.DOCUMENT: _("Đặt giữa hai tài liệu của một hồ sơ. Dùng lại được nhiều lần."),
    }[Kind(mark.kind)]
