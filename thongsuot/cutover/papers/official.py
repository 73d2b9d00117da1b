"""Phần chung của giấy hành chính: whose paper it is, where and when it was made."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

TYPST = Path(__file__).resolve().parent / "typst"


def agency(*lines: str) -> dict[str, Sequence[str]]:
    """Ô 2 of a paper: the last line issues it."""
    return {"lines": list(lines)}


def place_date(place: str, on: date) -> str:
    """`Hà Tĩnh, ngày 16 tháng 6 năm 2025`; months 1 and 2 with a 0 (NĐ 30/2020)."""
    month = f"0{on.month}" if on.month <= 2 else str(on.month)
    return f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"
