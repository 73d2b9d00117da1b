"""Khoá sổ cuối năm: no number any more, the printed book is kept; what was never used is named, not hidden."""

from datetime import datetime
from pathlib import Path

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
from thongsuot.documents.permissions import CLERKS, need
from thongsuot.documents.selectors import books
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_info

_TEMPLATE = Path(__file__).parent.parent / "papers" / "typst" / "register.typ"


@in_vietnamese()
def printed(unit_id: int, book: str, year: int, at: datetime) -> bytes:
    """Sổ in ra (A4 ngang)."""
    rows = books.lines(unit_id, book, year)
    issuer = issuer_of(unit_id, local_day(at))
    shut = books.closed(unit_id, book, year)
    shown = {
        "title": _("Sổ đăng ký %(book)s năm %(year)d") % {"book": str(Book(book).label), "year": year},
        "agency": {"lines": list(issuer.lines)},
        "whose": _("Nơi gửi") if book == Book.IN else _("Người ký"),
        "closed": _("Sổ khoá ngày %(day)s, số cuối cùng %(last)d.")
        % {"day": f"{local_day(shut.closed_at):%d/%m/%Y}", "last": shut.last}
        if shut
        else "",
        "rows": [
            [f"{row.number:02d}", f"{row.day:%d/%m/%Y}", row.sign, row.type, row.summary, row.signer, row.note]
            for row in rows
        ],
    }
    return render(_TEMPLATE, shown, made_at=at, tagged=False)


@transaction.atomic
def close(*, unit_id: int, book: str, year: int, principal: Principal, at: datetime, reason: str = "") -> BookYear:
    """Khoá sổ của một năm đã qua. Idempotent. Raises Invalid `year_not_over`, `numbers_open` (documents still being signed)."""
    need(principal, unit_id, *CLERKS)
    if book not in Book.values:
        raise Invalid(_("Không có sổ này."), code="book_unknown")
    have = books.closed(unit_id, book, year)
    if have:
        return have
    day = local_day(at)
    if year >= day.year:
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
    unit = unit_info(unit_id, day)
    shut = BookYear.objects.create(
        province_id=unit.province_id or unit.id,
        unit_id=unit_id,
        book=book,
        year=year,
        last=entries.order_by("-number").values_list("number", flat=True).first() or 0,
        closed_at=at,
        closed_by_id=principal.user_id,
        reason=reason or _("Hết năm"),
    )
    shut.file = files.store(
        printed(unit_id, book, year, at), f"so-{book}-{year}.pdf", owner_id=principal.user_id, at=at
    )
    shut.save(update_fields=["file"])
    journal.note(
        [
            journal.Entry(
                shut.province_id,
                "documents.book",
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
