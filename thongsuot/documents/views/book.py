"""Sổ đăng ký văn bản: /can-bo/van-ban/so/ (màn hình, bản in, Excel, khoá sổ, ký sổ)."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common import files, sheets
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.now import now
from thongsuot.documents.models import Book
from thongsuot.documents.permissions import CLERKS, WORKERS, ended_on, keeping_unit, units_worked_in
from thongsuot.documents.selectors import books
from thongsuot.documents.selectors.outgoing import readable_units
from thongsuot.documents.services import closing_books, signing_books
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_info

works = needs(*WORKERS)
keeps = needs(*CLERKS)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Sổ được hỏi."""

    unit_id: int
    book: str
    year: int

    @property
    def query(self) -> str:
        """The same book in an address."""
        return f"don-vi={self.unit_id}&so={self.book}&nam={self.year}"


def _asked(request: HttpRequest) -> Asked:
    """The book of the address; without one, outgoing documents of one's first unit this year. NotFound outside one's units."""
    given = request.POST if request.method == "POST" else request.GET
    own = sorted(units_worked_in(request.principal))
    unit = _number(given.get("don-vi", ""), own[0] if own else 0)
    book = given.get("so", Book.OUT)
    year = _number(given.get("nam", ""), local_day(now()).year)
    if unit not in readable_units(request.principal) or book not in Book.values or not 1945 <= year <= 2200:
        raise NotFound()
    return Asked(unit, book, year)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else default


@works
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Sổ trên màn hình, a hundred numbers a page."""
    return _page(request, _asked(request), [])


def _page(request: HttpRequest, asked: Asked, errors: list[dict[str, str]]) -> HttpResponse:
    day = local_day(now())
    after = _number(request.GET.get("sau", ""), 0)
    rows = books.lines(asked.unit_id, asked.book, asked.year, after=after, limit=PAGE + 1)
    shown, more = rows[:PAGE], len(rows) > PAGE
    here = f"{reverse('documents:book')}?{asked.query}"
    ended, shut = ended_on(asked.unit_id, day), books.closed(asked.unit_id, asked.book, asked.year)
    keeper = _keeper(request, asked)
    context = {
        "asked": asked,
        "unit": unit_info(asked.unit_id, ended - timedelta(days=1) if ended else day),
        "ended": ended,
        "units": [(u, unit_info(u, day).full_name) for u in sorted(readable_units(request.principal))],
        "books": books.BOOKS,
        "book_name": Book(asked.book).label,
        "years": sorted({day.year, asked.year, *books.years_of(asked.unit_id, asked.book)}, reverse=True),
        "rows": shown,
        "closed": shut,
        "signing": signing_books.standing(shut, keeper_id=keeper or asked.unit_id, at=now()) if shut else None,
        "may_sign": bool(shut and keeper),
        "keeper": unit_info(keeper, day) if keeper else None,
        "may_close": bool(keeper) and (asked.year < day.year or bool(ended)),
        "older": f"{here}&sau={shown[-1].number}" if more else None,
        "first": here if after else None,
        "errors": errors,
    }
    return render(request, "documents/out/book.html", context, status=422 if errors else 200)


def _keeper(request: HttpRequest, asked: Asked) -> int | None:
    """The unit in which this person keeps the book; None for who only reads it."""
    try:
        return keeping_unit(request.principal, asked.unit_id, now())
    except (Forbidden, NotFound):
        return None


@works
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """Sổ dạng Excel."""
    asked = _asked(request)
    columns = [
        sheets.Column(_("Số"), sheets.NUMBER),
        sheets.Column(_("Ngày"), sheets.DAY),
        sheets.Column(_("Số, ký hiệu"), width=20),
        sheets.Column(_("Loại văn bản"), width=20),
        sheets.Column(_("Trích yếu nội dung"), width=60),
        sheets.Column(_("Người ký"), width=24),
        sheets.Column(_("Số trang"), sheets.NUMBER),
        sheets.Column(_("Ghi chú"), width=30),
    ]
    rows = [
        [row.number, row.day, row.sign, row.type, row.summary, row.signer, row.pages, row.note]
        for row in books.lines(asked.unit_id, asked.book, asked.year)
    ]
    title = f"{Book(asked.book).label} {asked.year}"
    return _file(sheets.write_table(columns, rows, title=title), sheets.XLSX, f"so-{asked.book}-{asked.year}.xlsx")


@works
@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """Sổ in ra; of a closed year the file that was kept."""
    asked = _asked(request)
    shut = books.closed(asked.unit_id, asked.book, asked.year)
    if shut and shut.file:
        return files.download(shut.file)
    pdf = closing_books.printed(asked.unit_id, asked.book, asked.year, now())
    return _file(pdf, "application/pdf", f"so-{asked.book}-{asked.year}.pdf")


@keeps
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Khoá sổ của năm đã qua."""
    asked = _asked(request)
    try:
        closing_books.close(
            unit_id=asked.unit_id, book=asked.book, year=asked.year, principal=request.principal, at=now()
        )
    except Invalid as refused:
        return _page(request, asked, [{"field": "", "message": str(refused.detail)}])
    messages.success(request, _("Đã khoá sổ; bản in của sổ được giữ lại."))
    return HttpResponseRedirect(f"{reverse('documents:book')}?{asked.query}")


@keeps
@require_POST
def ask_to_sign(request: HttpRequest) -> HttpResponse:
    """Trình ký sổ đã khoá."""
    asked = _asked(request)
    shut = books.closed(asked.unit_id, asked.book, asked.year)
    if shut is None:
        raise NotFound()
    signer = _number(request.POST.get("nguoi-ky", ""), 0)
    try:
        signing_books.ask(shut=shut, signer_id=signer, principal=request.principal, at=now())
    except (Invalid, MoveNotAllowed) as refused:
        return _page(request, asked, refused.errors or [{"field": "", "message": str(refused.detail)}])
    messages.success(request, _("Đã trình ký; sổ chờ ở hàng ký số của người ký."))
    return HttpResponseRedirect(f"{reverse('documents:book')}?{asked.query}")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
