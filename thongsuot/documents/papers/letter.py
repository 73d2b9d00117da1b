"""Văn bản thành trang in: what stands in its boxes, and where the signature and the seal go."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from thongsuot.common.letters import places, render
from thongsuot.documents.models import Urgency
from thongsuot.documents.papers.kinds import kind_of
from thongsuot.documents.papers.markup import blocks_of
from thongsuot.documents.types import document_types

_TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"
_LONG = re.compile(r"\S{30}")  # as `breaking` of the layout
_MARKS = {Urgency.URGENT: "KHẨN", Urgency.VERY_URGENT: "THƯỢNG KHẨN", Urgency.FLASH: "HỎA TỐC"}


@dataclass(frozen=True, slots=True)
class Letter:
    """Một văn bản sắp in. `number` empty and `issued_on` None: a draft, with dotted places.

    `agency` from the superior down, the last line issues; `decider` is who decides (quyết định, nghị quyết);
    `authority` are the lines of the signer's box (TM. …, KT. …, the post), in order.
    """

    type: str
    summary: str
    body: str
    agency: tuple[str, ...]
    place: str
    notation: str
    number: str = ""
    issued_on: date | None = None
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    decider: str = ""
    authority: tuple[str, ...] = ()
    signer_name: str = ""
    second_signer_name: str = ""
    urgency: int = Urgency.NORMAL
    appendix: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignPlace:
    """Chỗ ký hay chỗ đóng dấu trên trang: page from 1; the box in mm from the page's upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


def letter(paper: Letter) -> bytes:
    """In văn bản: PDF/A-2b asked for, in a face with the measures of Times New Roman."""
    return render(_TEMPLATE, shown(paper), made_at=paper.made_at)


def sign_places(paper: Letter) -> dict[str, SignPlace]:
    """Chỗ ký ("person") and chỗ dấu ("seal") of this very paper; one more pass of the engine, for signing only."""
    return {
        row["name"]: SignPlace(row["page"], _mm(row["x"]), _mm(row["y"]), row["width"], row["height"])
        for row in places(_TEMPLATE, {**shown(paper), "places": True}, "sign-place")
    }


def _mm(length: str) -> float:
    return round(float(length.removesuffix("pt")) * 25.4 / 72, 2)


def shown(paper: Letter) -> dict[str, Any]:
    """Các ô của trang, as the layout takes them."""
    kind, name = kind_of(paper.type), document_types()[paper.type]
    return {
        "title": f"{name.title.capitalize() or name.name}: {paper.summary}",
        "agency": {"lines": list(paper.agency)},
        "number": paper.number,
        "notation": paper.notation,
        "place_date": place_and_day(paper.place, paper.issued_on),
        "name": name.title,
        "name_in_text": name.title.capitalize() or name.name,
        "summary": paper.summary,
        "about_under_number": kind.about_under_number,
        "decides": kind.decides,
        "decider": paper.decider if kind.authority_line else "",
        "greets": kind.greets,
        "telegram": paper.type == "CD",
        "to": list(paper.to),
        "blocks": blocks_of(paper.body),
        "recipients": list(paper.recipients),
        "authority": list(paper.authority),
        "signer_name": paper.signer_name,
        "second_signer": kind.second_signer,
        "second_signer_name": paper.second_signer_name,
        "urgency": _MARKS.get(Urgency(paper.urgency), ""),
        "appendix": blocks_of(paper.appendix),
        "long-words": bool(_LONG.search(f"{paper.body} {paper.appendix} {paper.summary}")),
        "places": False,
    }


def place_and_day(place: str, on: date | None) -> str:
    """Địa danh và ngày. NĐ 30/2020, Phụ lục I: a 0 before days under 10 and the months 1 and 2 only."""
    if on is None:
        return f"{place}, ngày ...... tháng ...... năm ........"
    month = f"0{on.month}" if on.month <= 2 else str(on.month)
    return f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"
