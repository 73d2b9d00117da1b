"""Biên bản bàn giao, two copies: what was handed over, what is missing or damaged, who signed on the platform and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.cutover.models import HandoverBook, HandoverLine
from thongsuot.cutover.papers.official import TYPST, agency, place_date
from thongsuot.cutover.selectors.handover import words_of

COPIES = ("Bản bên giao giữ", "Bản bên nhận giữ")


@in_vietnamese()
def minutes_pdf(book: HandoverBook, lines: Sequence[HandoverLine], *, province: str, made_at: datetime) -> bytes:
    """Biên bản của một sổ, signed or not yet; the same book gives the same paper but for the day it was printed."""
    data: dict[str, Any] = {
        "title": _("Biên bản bàn giao"),
        "keywords": [book.plan.code],
        "agency": agency(_("Ủy ban nhân dân %(place)s") % {"place": province}, book.new.full_name),
        "place_date": place_date(book.new.name, timezone.localtime(made_at).date()),
        "subtitle": f"{book.old.full_name} → {book.new.full_name}",
        "copies": list(COPIES),
        "basis": book.plan.legal_basis,
        "plan": book.plan.title,
        "old": book.old.full_name,
        "new": book.new.full_name,
        "lines": [_line(number, line) for number, line in enumerate(lines, 1)],
        "exceptions": [
            f"{number}. {line.name}: {words_of(line)}. {line.note}"
            for number, line in enumerate(lines, 1)
            if words_of(line)
        ],
        "old_signed": _signed(book.old_signed_by, book.old_signed_at),
        "old_title": book.old_title,
        "new_signed": _signed(book.new_signed_by, book.new_signed_at),
        "new_title": book.new_title,
        "hash": book.content_hash,
    }
    return render(TYPST / "handover-minutes.typ", data, made_at=made_at)


def _line(number: int, line: HandoverLine) -> list[str]:
    received = "" if line.received is None else str(line.received)
    return [
        str(number),
        str(HandoverLine.What(line.what).label),
        line.name,
        line.unit_of_count,
        str(line.handed),
        received,
        str(line.damaged) if line.damaged else "",
        line.note,
    ]


def _signed(by: Any, at: datetime | None) -> list[str]:
    return [str(by), f"{timezone.localtime(at):%H:%M %d/%m/%Y}"] if by and at else ["", ""]
