"""Kết quả còn giá trị tới ngày nào: kinds of results that hold for a time only (`reference/result_validity.yaml`)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from thongsuot.common import clock

FILE = Path(__file__).resolve().parent / "reference/result_validity.yaml"


@dataclass(frozen=True, slots=True)
class Validity:
    """Thời hạn của một loại kết quả; `excepted` components take one that is over, too."""

    months: int
    excepted: frozenset[str]


@cache
def _all() -> dict[str, Validity]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["results"]
    return {row["code"]: Validity(row["months"], frozenset(row.get("except", ()))) for row in rows}


def last_day(result_code: str, issued_on: date, *, component: str = "") -> date | None:
    """Ngày cuối còn giá trị (thay cho thành phần này); None for a kind that has no end."""
    found = _all().get(result_code)
    if found is None or component in found.excepted:
        return None
    return clock.months_later(issued_on, found.months)
