"""Lý do tạm dừng theo pháp luật chuyên ngành: a dated list kept as data (`reference/stop_reasons.yaml`)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "reference/stop_reasons.yaml"


@dataclass(frozen=True, slots=True)
class StopReason:
    """Một lý do; `policy` empty = as the procedure says; `certainty` published, unverified or proposed."""

    code: str
    name: str
    basis: str
    policy: str
    certainty: str
    valid_from: date
    valid_to: date | None


@cache
def _all() -> tuple[StopReason, ...]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["reasons"]
    return tuple(
        StopReason(
            row["code"],
            row["name"],
            row["basis"],
            row.get("policy", ""),
            row["certainty"],
            row["valid"]["from"],
            row["valid"].get("to"),
        )
        for row in rows
    )


def on(day: date) -> tuple[StopReason, ...]:
    """Danh sách áp dụng trong ngày."""
    return tuple(r for r in _all() if r.valid_from <= day and (r.valid_to is None or day < r.valid_to))


def in_force(code: str, day: date) -> StopReason | None:
    """Lý do mang mã này trong ngày; None when the text is no code of the list."""
    return next((reason for reason in on(day) if reason.code == code), None)
