"""Tên người giả, put together from common Vietnamese name parts (see NOTICE.md), with and without marks."""

import json
from pathlib import Path
from random import Random
from typing import NamedTuple

from thongsuot.common.text import bare

# How many of a hundred people bear the most common family names; the others share what is left.
COMMON = {"Nguyễn": 38, "Trần": 12, "Lê": 10, "Phạm": 7, "Hoàng": 5, "Phan": 5, "Võ": 4, "Đặng": 3, "Bùi": 3}


class Name(NamedTuple):
    """Họ tên, as written and without marks."""

    full: str
    bare: str


class Names:
    """Draws names; parts are folded once, for the fold of a whole name is the folds of its parts."""

    def __init__(self) -> None:
        parts = json.loads((Path(__file__).parent / "names.json").read_text())
        rare = [name for name in parts["family"] if name not in COMMON]
        families = [name for name, share in COMMON.items() for _ in range(share)] + rare
        self._family = _folded(families)
        self._middle = [_folded(parts["male_middle"]), _folded(parts["female_middle"])]
        self._given = [_folded(parts["male_given"]), _folded(parts["female_given"])]

    def draw(self, chance: Random) -> Name:
        """One person's name."""
        of = chance.random
        family = self._family[int(of() * len(self._family))]
        middle, given = self._middle[sex := of() < 0.5], self._given[sex]
        second = middle[int(of() * len(middle))]
        last = given[int(of() * len(given))]
        return Name(f"{family[0]} {second[0]} {last[0]}", f"{family[1]} {second[1]} {last[1]}")


def _folded(names: list[str]) -> list[tuple[str, str]]:
    return [(name, bare(name)) for name in names]
