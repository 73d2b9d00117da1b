"""Khoá sổ cuối năm, or of a unit that has ended: no number any more, the printed book is kept.

What was never used is named, not hidden. The books of a dissolved unit are closed by the clerk of its successor.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files, journal
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.common.numbering import close_series
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import Book, BookYear, RegisterEntry
from thongsuot.documents.permissions import ended_on, keeping_unit
from thongsuot.documents.selectors import books
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_info

SUBJECT = "documents.book"
TEMPLATE = Path(__file__).parent.parent / "papers" / "typst" / "register.typ"


@in_vietnamese()
def shown(unit_id: int, book: str, year: int, at: datetime) -> dict[str, Any]:
    """Các ô của sổ in ra; a unit that has ended is headed as it was called last."""
    rows = books.lines(unit_id, book, year)
    ended = ended_on(unit_id, local_day(at))
    issuer = issuer_of(unit_id, ended - timedelta(days=1) if ended else local_day(at))
    shut = books.closed(unit_id, book, year)
    return {
        "title": _("Sổ đăng ký %(book)s năm %(year)d") % {"book": str(Book(book).label), "year": year},
        "agency": {"lines": list(issuer.lines)},
        "whose": _("Nơi gửi") if book == Book.IN else _("Người ký"),
        "closed": _("Sổ khoá ngày %(day)s, số cuối cùng %(last)d. Lý do khoá: %(reason)s.")
        % {"day": f"{local_day(shut.closed_at):%d/%m/%Y}", "last": shut.last, "reason": shut.reason}
        if shut
        else "",
        "rows": [
            [
                f"{row.number:02d}",
                f"{row.day:%d/%m/%Y}",
                row.sign,
                row.type,
                row.summary,
                row.signer,
                str(row.pages or ""),
                row.note,
            ]
            for row in rows
        ],
    }


def printed(unit_id: int, book: str, year: int, at: datetime) -> bytes:
    """Sổ in ra (A4 ngang)."""
    return render(TEMPLATE, shown(unit_id, book, year, at), made_at=at, tagged=False)


@in_vietnamese()
def _why_shut(ended: date | None) -> str:
    return _("Đơn vị kết thúc ngày %(day)s") % {"day": f"{ended:%d/%m/%Y}"} if ended else _("Hết năm")


@transaction.atomic
def close(*, unit_id: int, book: str, year: int, principal: Principal, at: datetime, reason: str = "") -> BookYear:
    """Khoá sổ của một năm đã qua, hay của đơn vị đã kết thúc. Idempotent.

    Raises Invalid `year_not_over`, `numbers_open` (documents still being signed); NotFound, Forbidden as `keeping_unit`.
    """
    keeping_unit(principal, unit_id, at)
    if book not in Book.values:
        raise Invalid(_("Không có sổ này."), code="book_unknown")
    have = books.closed(unit_id, book, year)
    if have:
        return have
    day = local_day(at)
    ended = ended_on(unit_id, day)
    if year >= day.year and not ended:
        raise Invalid(_("Năm %(year)d chưa hết nên chưa khoá sổ được.") % {"year": year}, code="year_not_over")
    close_series(f"document:{unit_id}:{book}", str(year))
    entries = RegisterEntry.objects.filter(unit_id=unit_id, book=book, year=year)
    waiting = list(entries.filter(state=RegisterEntry.State.RESERVED).values_list("number", flat=True))
    if waiting:
        raise Invalid(
            _("Còn số đang giữ cho văn bản chưa ký xong: %(numbers)s. Hãy ký, hoặc thôi ban hành các văn bản ấy trước.")
            % {"numbers": ", ".join(str(number) for number in waiting[:20])},
            code="numbers_open",
        )
    unit = unit_info(unit_id, ended - timedelta(days=1) if ended else day)
    shut = BookYear.objects.create(
        province_id=unit.province_id or unit.id,
        unit_id=unit_id,
        book=book,
        year=year,
        last=entries.order_by("-number").values_list("number", flat=True).first() or 0,
        closed_at=at,
        closed_by_id=principal.user_id,
        reason=reason or _why_shut(ended if year >= day.year else None),
    )
    shut.file = files.store(
        printed(unit_id, book, year, at), f"so-{book}-{year}.pdf", owner_id=principal.user_id, at=at
    )
    shut.save(update_fields=["file"])
    journal.note(
        [
            journal.Entry(
                shut.province_id,
                SUBJECT,
                shut.pk,
                "book_closed",
                at,
                principal.user_id,
                unit_id,
                {"book": book, "year": year, "last": shut.last, "sha256": shut.file.sha256},
            )
        ]
    )
    return shut
