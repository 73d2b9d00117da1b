"""Thang đánh giá: levels and items as dated data (`reference/scales.yaml`), by province."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent / "reference/scales.yaml"
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Scale:
    """Một thang: levels from good to bad as (value, words), items as (key, words)."""

    code: str
    levels: tuple[tuple[int, str], ...]
    items: tuple[tuple[str, str], ...]
    unhappy: frozenset[int]
    certainty: str
    source: str
    provinces: tuple[str, ...]
    valid_from: date
    valid_to: date | None

    def label(self, level: int) -> str:
        """Words of a level."""
        return dict(self.levels).get(level, str(level))


@cache
def _file() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@cache
def _all() -> tuple[Scale, ...]:
    return tuple(
        Scale(
            row["code"],
            tuple((level["value"], level["label"]) for level in row["levels"]),
            tuple((item["key"], item["label"]) for item in row["items"]),
            frozenset(row["unhappy"]),
            row["certainty"],
            row["source"],
            tuple(row["provinces"]),
            row["valid"]["from"],
            row["valid"].get("to"),
        )
        for row in _file()["scales"]
    )


def scale_on(day: date, province_code: str) -> Scale:
    """Thang áp dụng trong ngày: the province's own, else the one for all."""
    valid = [s for s in _all() if s.valid_from <= day and (s.valid_to is None or day < s.valid_to)]
    own = [s for s in valid if province_code in s.provinces]
    return (own or [s for s in valid if not s.provinces] or list(_all()))[0]


def scale_of(code: str) -> Scale:
    """The scale under which a rating was given."""
    return next(scale for scale in _all() if scale.code == code)


def open_days() -> int:
    """Number of days after the act in which it may be rated (proposed)."""
    return int(_file()["open_days"])


def answer_working_days() -> int:
    """Working days in which a leader answers (proposed)."""
    return int(_file()["answer_working_days"])
