"""Giấy tờ của chuyển đổi: letters that hand out accounts, minutes of a hand-over. Data in, PDF/A out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

TYPST = Path(__file__).resolve().parent / "typst"


def agency(*lines: str) -> dict[str, Sequence[str]]:
    """Ô 2 of a paper: whose paper it is; the last line issues it."""
    return {"lines": list(lines)}


def place_date(place: str, on: Any) -> str:
    """`Hà Tĩnh, ngày 16 tháng 6 năm 2025`."""
    month = f"0{on.month}" if on.month <= 2 else str(on.month)
    return f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"
