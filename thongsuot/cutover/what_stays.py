"""Điều gì vẫn còn giá trị: the statements of the leaflet, with source and certainty (reference/what_stays.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "reference/what_stays.yaml"


@dataclass(frozen=True, slots=True)
class Statement:
    """Một điều cho người dân; `certainty` published, proposed or unverified."""

    key: str
    title: str
    text: str
    source: str
    certainty: str


@cache
def statements() -> tuple[Statement, ...]:
    """Mọi điều, in the order in which they are read."""
    return tuple(Statement(**row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8")))
