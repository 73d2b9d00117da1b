"""Bàn giao tới đâu: state of a book, the board per new commune, what a paper says. Fixed numbers of statements."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from thongsuot.cutover.collecting import shapes
from thongsuot.cutover.collecting.rows import Row
from thongsuot.cutover.models import HandoverBook, HandoverLine, Plan


class BookState(StrEnum):
    """Tình trạng một sổ."""

    EMPTY = "empty"
    OPEN = "open"
    HALF = "half"
    SIGNED = "signed"
    EXCEPTIONS = "exceptions"

    @property
    def words(self):
        """Bằng lời."""
        return {
            "empty": _("chưa có dòng"),
            "open": _("đang ghi"),
            "half": _("một bên đã ký"),
            "signed": _("hai bên đã ký"),
            "exceptions": _("đã ký, có thiếu hỏng"),
        }[self]

    @property
    def tone(self) -> str:
        """Colour family."""
        return {"empty": "neutral", "open": "progress", "half": "info", "signed": "success", "exceptions": "warning"}[
            self
        ]


@dataclass(frozen=True, slots=True)
class BookLine:
    """Một sổ trên bảng."""

    id: int
    old: str
    new: str
    new_id: int
    lines: int
    uncounted: int
    exceptions: int
    state: BookState


def board(plan: Plan) -> list[BookLine]:
    """Mọi sổ của kế hoạch, those not signed first within a commune; one statement."""
    return lines_of(HandoverBook.objects.filter(plan=plan))


def lines_of(books) -> list[BookLine]:
    """Sổ thành dòng của bảng; one statement."""
    differs = Q(lines__received__isnull=False) & (~Q(lines__received=F("lines__handed")) | Q(lines__damaged__gt=0))
    rows = books.annotate(
        old_name=F("old__full_name"),
        new_name=F("new__full_name"),
        line_count=Count("lines"),
        uncounted=Count("lines", filter=Q(lines__received=None)),
        exceptions=Count("lines", filter=differs),
    ).order_by("new_name", "old_name", "id")
    return [
        BookLine(
            row.pk,
            row.old_name,
            row.new_name,
            row.new_id,
            row.line_count,
            row.uncounted,
            row.exceptions,
            state_of(row, row.line_count, row.exceptions),
        )
        for row in rows
    ]


def state_of(book: HandoverBook, lines: int, exceptions: int) -> BookState:
    """From signatures and lines."""
    signed = (book.old_signed_at is not None) + (book.new_signed_at is not None)
    if signed == 2:
        return BookState.EXCEPTIONS if exceptions else BookState.SIGNED
    if signed:
        return BookState.HALF
    return BookState.OPEN if lines else BookState.EMPTY


@dataclass(frozen=True, slots=True)
class Totals:
    """Cộng của một sổ."""

    lines: int
    uncounted: int
    exceptions: int


def totals(lines: Iterable[HandoverLine]) -> Totals:
    """How many lines, how many not counted yet, how many with something missing, too many or damaged."""
    every = list(lines)
    return Totals(len(every), sum(line.received is None for line in every), sum(bool(words_of(line)) for line in every))


def words_of(line: HandoverLine) -> str:
    """Thiếu, thừa, hỏng của một dòng, in words; empty when all is there."""
    if line.received is None:
        return ""
    gap = line.handed - line.received
    parts = []
    if gap > 0:
        parts.append(_("thiếu %(n)d") % {"n": gap})
    if gap < 0:
        parts.append(_("thừa %(n)d") % {"n": -gap})
    if line.damaged:
        parts.append(_("hỏng %(n)d") % {"n": line.damaged})
    return ", ".join(str(part) for part in parts)


def content_hash(lines: Sequence[HandoverLine]) -> str:
    """SHA-256 of what is signed: every field of every line, in order."""
    plain = [
        [line.what, line.name, line.unit_of_count, line.handed, line.received, line.damaged, line.note]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def as_rows(lines: Sequence[HandoverLine]) -> list[Row]:
    """The lines as the table of Excel takes them."""
    return [
        Row(
            number,
            {
                column.key: "" if (value := getattr(line, column.key)) is None else str(value)
                for column in shapes.HANDOVER.columns
            },
        )
        for number, line in enumerate(lines, 2)
    ]
