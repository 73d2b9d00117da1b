"""Thửa đất, tờ bản đồ: "tờ 12", "tờ 12 thửa 30-60", "12/34" in a rule; "Thửa đất số 34, tờ bản đồ số 12" in a dossier."""

import re
from dataclasses import dataclass

from thongsuot.common.text import fold_marks

_SHEET = r"tờ(?:\s+bản\s+đồ)?(?:\s+(?:địa\s+chính|số))*\s*:?\s*0*(\d+[a-z]?)\b"
_PLOT = r"thửa(?:\s+đất)?(?:\s+số)?\s*:?\s*0*(\d+[a-z]?)\b"
_SHEET_IN = re.compile(_SHEET)
_PLOT_IN = re.compile(_PLOT)
_RULE = re.compile(rf"^{_SHEET}(?:\s*[,;]?\s*{_PLOT}(?:\s*[-–]\s*0*(\d+)\b)?)?$")
_SHORT = re.compile(r"^0*(\d+[a-z]?)\s*/\s*0*(\d+[a-z]?)$")


@dataclass(frozen=True, slots=True)
class Parcel:
    """Thửa của một hồ sơ; what is not known is empty."""

    sheet: str
    plot: str


@dataclass(frozen=True, slots=True)
class Parcels:
    """Các thửa của một quy tắc: a whole sheet, one parcel, or a range of numbers on a sheet."""

    sheet: str
    first: str = ""
    last: str = ""


def parcels(value: str) -> Parcels | None:
    """Đọc giá trị của quy tắc; None when it says no sheet or a range that runs backwards."""
    text = " ".join(fold_marks(value).split())
    if short := _SHORT.match(text):
        return Parcels(short[1], short[2])
    found = _RULE.match(text)
    if found is None:
        return None
    sheet, first, last = found[1], found[2] or "", found[3] or ""
    if last and (not first.isdecimal() or int(last) < int(first)):
        return None
    return Parcels(sheet, first, last)


def parcel_in(text: str) -> Parcel | None:
    """Thửa nêu trong một câu; None when it names no sheet or more than one, for a plot alone says nothing."""
    folded = " ".join(fold_marks(text).split())
    sheets, plots = set(_SHEET_IN.findall(folded)), set(_PLOT_IN.findall(folded))
    if len(sheets) != 1 or len(plots) > 1:
        return None
    return Parcel(sheets.pop(), plots.pop() if plots else "")


def fits(wanted: Parcels, parcel: Parcel) -> bool:
    """Whether the parcel is one of these; one without a number fits a whole sheet only."""
    if wanted.sheet != parcel.sheet:
        return False
    if not wanted.first:
        return True
    if not wanted.last:
        return parcel.plot == wanted.first
    return parcel.plot.isdecimal() and int(wanted.first) <= int(parcel.plot) <= int(wanted.last)
