"""Sổ bàn giao: board of the plan, one book line by line, Excel in and out, two signatures, printed minutes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs, official
from thongsuot.accounts.views.proving import right_password
from thongsuot.common.errors import MoveNotAllowed, NotFound, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.common.now import now
from thongsuot.common.sheets import NUMBER, Column, write_table
from thongsuot.cutover import handover_rights
from thongsuot.cutover.collecting import checking, reading, shapes
from thongsuot.cutover.collecting.checking import Known
from thongsuot.cutover.collecting.rows import Row
from thongsuot.cutover.forms.collect import UploadForm, number_of
from thongsuot.cutover.forms.handover import SignForm
from thongsuot.cutover.handover_rights import NEW, OLD, Standing
from thongsuot.cutover.models import HandoverBook
from thongsuot.cutover.papers.minutes import minutes_pdf
from thongsuot.cutover.permissions import PLANNERS, READERS, plan_in_sight, plans_for, require_planner
from thongsuot.cutover.selectors import handover
from thongsuot.cutover.services import handover as services
from thongsuot.cutover.views.collect import LEAST_READ, file_response
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import errors_of

planners, readers = needs(*PLANNERS), needs(*READERS)
SHAPE = shapes.HANDOVER


@readers
@never_cache
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Bàn giao của cả kế hoạch: which books are signed, which have exceptions."""
    plan = plan_in_sight(request.principal, code)
    handover_rights.require_reader(request.principal, plan)
    context = {"plan": plan, "books": handover.board(plan), "may_plan": plans_for(request.principal, plan)}
    return render(request, "cutover/handover_board.html", context)


@readers
@require_GET
def board_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Bảng bàn giao, Excel."""
    plan = plan_in_sight(request.principal, code)
    handover_rights.require_reader(request.principal, plan)
    columns = [
        Column(_("Xã mới"), width=28),
        Column(_("Xã cũ"), width=28),
        Column(_("Tình trạng"), width=26),
        Column(_("Số dòng"), NUMBER),
        Column(_("Chưa đếm"), NUMBER),
        Column(_("Thiếu, thừa, hỏng"), NUMBER),
    ]
    rows = [(b.new, b.old, str(b.state.words), b.lines, b.uncounted, b.exceptions) for b in handover.board(plan)]
    return file_response(write_table(columns, rows, _("Bàn giao"), made_at=now()), f"ban-giao-{code}.xlsx")


@planners
@require_POST
def open_books(request: HttpRequest, code: str) -> HttpResponse:
    """Lập sổ cho mọi đường đi của kế hoạch."""
    plan = require_planner(request.principal, code)
    made = services.open_books(by=request.principal, plan=plan, at=now())
    messages.success(request, _("Đã lập %(count)d sổ mới.") % {"count": made})
    return HttpResponseRedirect(reverse("cutover:handover_board", args=[plan.code]))


@official
@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Sổ bàn giao của đơn vị mình, cũ và mới."""
    books = handover.lines_of(handover_rights.books_in_sight(request.principal, now()))
    return render(request, "cutover/handover_own.html", {"books": books})


@official
@never_cache
@require_GET
def book(request: HttpRequest, book_id: int) -> HttpResponse:
    """Một sổ: its lines, what is missing, who has signed."""
    found, standing = handover_rights.book_for(request.principal, book_id, now())
    return _page(request, found, standing)


def _page(
    request: HttpRequest,
    found: HandoverBook,
    standing: Standing,
    form: UploadForm | None = None,
    wrong: list[Row] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = list(found.lines.order_by("position", "id"))
    totals = handover.totals(lines)
    signed = found.old_signed_at is not None or found.new_signed_at is not None
    context: dict[str, Any] = {
        "book": found,
        "lines": [(line, handover.words_of(line)) for line in lines],
        "totals": totals,
        "state": handover.state_of(found, totals.lines, totals.exceptions),
        "writes": standing.writes and not signed,
        "signed": signed,
        "may_sign": [side for side in _sides(found) if side in standing.titles],
        "may_reopen": signed and (standing.writes or standing.plans),
        "form": form or UploadForm(),
        "errors": errors_of(form) if form else [],
        "wrong": wrong or [],
        "columns": SHAPE.columns,
    }
    return render(request, "cutover/handover_book.html", context, status=status)


def _sides(book: HandoverBook) -> list[str]:
    """Sides that have not signed yet."""
    return [side for side, at in ((OLD, book.old_signed_at), (NEW, book.new_signed_at)) if at is None]


def _known() -> Known:
    return Known(today=timezone.localdate(now()))


@official
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, book_id: int, line_id: int) -> HttpResponse:
    """Một dòng của sổ; 0 is a new one."""
    found, standing = handover_rights.book_for(request.principal, book_id, now())
    handover_rights.require_writer(standing)
    old = found.lines.filter(pk=line_id).first()
    if line_id and old is None:
        raise NotFound()
    if request.method != "POST":
        row = handover.as_rows([old])[0] if old else Row(0, {c.key: "" for c in SHAPE.columns})
        return _line_page(request, found, line_id, row, theirs=bool(old and old.source))
    seen, home = number_of(request.POST.get("ban")), reverse("cutover:handover", args=[found.pk])
    if request.POST.get("viec") == "bo" and old is not None:
        services.drop_line(by=request.principal, book_id=book_id, line_id=line_id, seen=seen, at=now())
        messages.success(request, _("Đã bỏ dòng này."))
        return HttpResponseRedirect(home)
    typed = {column.key: request.POST.get(column.key, "") for column in SHAPE.columns}
    if old is not None and old.source:  # another room's: what it said stands
        typed |= {key: str(getattr(old, key)) for key in ("what", "name", "unit_of_count", "handed")}
    with in_vietnamese():
        [row] = checking.check(SHAPE, [(1, typed)], _known())
    if row.is_wrong:
        return _line_page(request, found, line_id, Row(1, typed, row.problems), bool(old and old.source), status=422)
    services.keep_line(by=request.principal, book_id=book_id, line_id=line_id or None, row=row, seen=seen, at=now())
    messages.success(request, _("Đã lưu dòng này."))
    again = reverse("cutover:handover_line", args=[found.pk, 0])
    return HttpResponseRedirect(again if request.POST.get("viec") == "them" else home)


def _line_page(
    request: HttpRequest, found: HandoverBook, line_id: int, row: Row, theirs: bool, status: int = 200
) -> HttpResponse:
    shown = [c for c in SHAPE.columns if not theirs or c.key in {"received", "damaged", "note"}]
    fields = [
        {"column": c, "value": row.cells.get(c.key, ""), "error": row.problem_of(c.key), "options": c.choices}
        for c in shown
    ]
    errors = [{"field": p.column, "message": p.words} for p in row.problems]
    context = {"book": found, "line_id": line_id, "fields": fields, "errors": errors, "theirs": theirs, "row": row}
    return render(request, "cutover/handover_line.html", context, status=status)


@official
@require_GET
def sheet(request: HttpRequest, book_id: int) -> HttpResponse:
    """Sổ thành Excel: to be counted on paper, and sent back."""
    from thongsuot.cutover.collecting import workbook

    found, _standing = handover_rights.book_for(request.principal, book_id, now())
    rows = handover.as_rows(list(found.lines.order_by("position", "id")))
    title = f"{found.plan.title} — {found.old.full_name} → {found.new.full_name}"
    content = workbook.write(SHAPE, rows, _known(), title=title, due="")
    return file_response(content, f"ban-giao-{found.old.code}-{found.new.code}.xlsx")


@official
@require_POST
def upload(request: HttpRequest, book_id: int) -> HttpResponse:
    """Nhận tệp Excel: all lines right, or none is taken and every wrong one is told."""
    found, standing = handover_rights.book_for(request.principal, book_id, now())
    handover_rights.require_writer(standing)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, standing, form, status=422)
    file = form.cleaned_data["file"]
    try:
        raw = reading.read(file.read(LEAST_READ), file.name, SHAPE)
        with in_vietnamese():
            rows = checking.check(SHAPE, raw, _known())
        wrong = [row for row in rows if row.is_wrong]
        if wrong:
            form.add_error("file", _("Tệp còn %(count)d dòng sai nên chưa ghi dòng nào.") % {"count": len(wrong)})
            return _page(request, found, standing, form, wrong, status=422)
        seen = number_of(request.POST.get("ban"))
        count = services.load_lines(by=request.principal, book_id=book_id, rows=rows, seen=seen, at=now())
    except MoveNotAllowed:
        raise
    except Refused as refused:
        form.add_error("file", str(refused.detail))
        return _page(request, found, standing, form, status=refused.status)
    messages.success(request, _("Đã ghi %(count)d dòng từ tệp.") % {"count": count})
    return HttpResponseRedirect(reverse("cutover:handover", args=[book_id]))


@official
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, book_id: int, side: str) -> HttpResponse:
    """Ký cho một bên, with one's password."""
    found, standing = handover_rights.book_for(request.principal, book_id, now())
    if side not in services.SIDES:
        raise NotFound()
    handover_rights.require_writer(standing)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and right_password(request, form):
        seen = number_of(request.POST.get("ban"))
        services.sign(by=request.principal, book_id=book_id, side=side, seen=seen, at=now())
        messages.success(request, _("Đã ký. Biên bản in được hai bản."))
        return HttpResponseRedirect(reverse("cutover:handover", args=[book_id]))
    lines = list(found.lines.order_by("position", "id"))
    context = {
        "book": found,
        "side": side,
        "totals": handover.totals(lines),
        "lines": [(line, handover.words_of(line)) for line in lines if handover.words_of(line)],
        "form": form,
        "errors": errors_of(form),
        "title": standing.titles.get(side, ""),
    }
    return render(request, "cutover/handover_sign.html", context, status=422 if form.errors else 200)


@official
@require_POST
def reopen(request: HttpRequest, book_id: int) -> HttpResponse:
    """Mở lại sổ đã ký."""
    services.reopen(by=request.principal, book_id=book_id, reason=request.POST.get("reason", ""), at=now())
    messages.success(request, _("Đã mở lại; hai bên ký lại sau khi sửa."))
    return HttpResponseRedirect(reverse("cutover:handover", args=[book_id]))


@official
@require_GET
def minutes(request: HttpRequest, book_id: int) -> HttpResponse:
    """Biên bản hai bản, PDF."""
    found, _standing = handover_rights.book_for(request.principal, book_id, now())
    lines = list(found.lines.order_by("position", "id"))
    province = unit_info(found.plan.province_id, found.plan.effective_on).full_name
    pdf = minutes_pdf(found, lines, province=province, made_at=now())
    return file_response(pdf, f"bien-ban-ban-giao-{found.old.code}-{found.new.code}.pdf", "application/pdf")
