"""Dữ liệu gốc của phòng: forms of receipts by day, grounds of exemption, banks."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

REFERENCE = Path(__file__).resolve().parent / "reference"


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """Mẫu biên lai của một ngày: form number, symbol of the year, names of the copies, and how sure we are of it."""

    form: str
    symbol: str
    title: str
    copies: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Diện miễn, giảm."""

    code: str
    name: str
    basis: str
    certainty: str


def receipt_form(day: date) -> ReceiptForm:
    """Mẫu có hiệu lực ngày đó; before the first one its form holds."""
    periods = _read("receipts")
    period = next((p for p in reversed(periods) if p["valid_from"] <= day), periods[0])
    symbol = period["symbol"].format(yy=f"{day.year % 100:02}")
    return ReceiptForm(period["form"], symbol, period["title"], tuple(period["copies"]), period["certainty"])


def grounds() -> list[Ground]:
    """Các diện miễn, giảm để chọn."""
    found = _read("exemptions")
    return [Ground(g["code"], g["name"], found["basis"], found["certainty"]) for g in found["grounds"]]


def banks() -> dict[str, str]:
    """BIN → tên ngân hàng, for suggestions only."""
    return dict(_read("banks")["banks"])


@cache
def _read(name: str) -> Any:
    with (REFERENCE / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)
