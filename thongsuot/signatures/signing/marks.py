"""Hình chữ ký trên trang: drawn by Typst (Vietnamese right, fonts embedded) and laid into the signature's own field."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.utils import timezone

from thongsuot.common.letters import render
from thongsuot.signatures.signing.faults import SigningRefused

TEMPLATE = Path(__file__).resolve().parent / "typst" / "mark.typ"
POINTS = 72 / 25.4
ZONE = "+07:00"
HEIGHTS = {"person": 0.36, "seal": 1.0, "line": 0.3, "copy": 0.24}  # of the width
Kind = Literal["person", "seal", "line", "copy"]


@dataclass(frozen=True)
class Mark:
    """Hình chữ ký: a person's (blue), an agency's seal (red, round), or a line of text (appendices, scans).

    `page` counts from 1, -1 is the last; `x`, `y` are the left upper corner and `width` the width, in mm of the page.
    A copy's mark ("copy") is the form of the copy (`name`), the organ and the time, black, 10 pt, no picture of the seal
    (NĐ 30/2020, Phụ lục I, Phần II). `picture` is a PNG of the handwritten signature or of the seal and takes the place of the drawn one.
    How the marks are to look was read in NĐ 30/2020 by memory only: chưa xác minh.
    """

    kind: Kind
    name: str = ""
    organisation: str = ""
    page: int = -1
    x: float = 120.0
    y: float = 220.0
    width: float = 50.0
    height: float | None = None
    picture: bytes | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        return self.width, self.height or self.width * HEIGHTS[self.kind]

    def box(self, page_box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """Its place in points from the lower left corner, as PDF counts; refused when it would leave the page."""
        left, bottom, right, top = page_box
        width, height = self.size
        x1 = left + self.x * POINTS
        y2 = top - self.y * POINTS
        x2, y1 = x1 + width * POINTS, y2 - height * POINTS
        if width <= 0 or height <= 0 or x1 < left - 1 or y1 < bottom - 1 or x2 > right + 1 or y2 > top + 1:
            raise SigningRefused("mark_outside")
        return round(x1), round(y1), round(x2), round(y2)


def when(at: datetime) -> str:
    """Thời gian ký: day, hour to the second, and the zone of Việt Nam."""
    local = timezone.localtime(at)
    return f"{local:%d/%m/%Y %H:%M:%S} {ZONE}"


@lru_cache(maxsize=256)
def draw(kind: str, name: str, organisation: str, moment: str, width: float, height: float) -> bytes:
    """The mark as a PDF of one page; the same twice is drawn once."""
    data = {"kind": kind, "name": name, "organisation": organisation, "when": moment, "width": width, "height": height}
    return render(TEMPLATE, data, tagged=False)
