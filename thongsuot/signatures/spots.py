"""Chỗ ký trên giấy in: where a layout left room for a signature, asked of the layout itself (`signer-box(spot: …)`).

The person's mark stands in the middle of the box, the seal left of it and a third over it, as on paper (NĐ 30/2020, Điều 33).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thongsuot.common.letters import places

_POINT = 25.4 / 72
_PERSON, _SEAL = 48.0, 24.0  # mm; the widest mark and seal that a signature box of our papers holds
_EDGE = 5.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Một ô ký: page from 1, the rest in mm from the upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def person(self) -> dict[str, Any]:
        """The mark of a person, in the middle."""
        width = min(_PERSON, self.width)
        return self._mark(self.x + (self.width - width) / 2, width, self.height)

    @property
    def seal(self) -> dict[str, Any]:
        """The seal beside it."""
        side = min(_SEAL, self.height)
        left = self.x + (self.width - min(_PERSON, self.width)) / 2 - side * 2 / 3
        return self._mark(max(left, _EDGE), side, side)

    def _mark(self, x: float, width: float, height: float) -> dict[str, Any]:
        return {"page": self.page, "x": round(x, 1), "y": self.y, "width": round(width, 1), "height": round(height, 1)}


def spots(template: Path, data: Mapping[str, Any]) -> dict[str, Spot]:
    """Các ô ký của giấy này, by name; the first one where a paper has several copies. One more pass of the engine."""
    found: dict[str, Spot] = {}
    for row in places(template, {**data, "spots": True}, "sign-spot"):
        size = [round(row[key] * _POINT, 1) for key in ("x", "y", "width", "height")]
        found.setdefault(row["name"], Spot(row["page"], *size))
    return found
