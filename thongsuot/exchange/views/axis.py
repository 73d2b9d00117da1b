"""Trục văn bản (/can-bo/lien-thong/truc/): what waits, what is stuck, what came and went; answers to senders; the directory."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.files import download
from thongsuot.common.files.download import SANDBOX
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.documents.models import Direction, Document
from thongsuot.documents.permissions import units_worked_in
from thongsuot.exchange.axis import answering, causes, connection, directory, edxml, keeping, stuck
from thongsuot.exchange.axis.edxml import shown
from thongsuot.exchange.axis.edxml.words import STATUSES, StatusCode
from thongsuot.exchange.axis.permissions import MAY_COME_IN, Scope, scope_of
from thongsuot.exchange.models import AxisIn, AxisOut
from thongsuot.exchange.selectors import axis as selectors
from thongsuot.exchange.views.stuck import age_words, unit_name

FOUND = 50
comes_in = needs(*MAY_COME_IN)


@comes_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Cả trục trong phạm vi của người xem; a fixed number of statements."""
    scope, at = scope_of(request.principal), now()
    out = selectors.recent_out(scope)
    names = selectors.receivers(out)
    context = {
        "connected": connection.connected(),
        "system": selectors.system(),
        "at": at,
        "figures": selectors.figures(scope, at),
        "asked": [_in_line(row, at) for row in selectors.asked(scope)],
        "out": [_out_line(row, at, names) for row in out],
        "came": [_in_line(row, at) for row in selectors.recent_in(scope)],
        "many_units": len(scope.units) > 1 or bool(scope.provinces),
    }
    return render(request, "exchange/axis.html", context)


def _out_line(row: AxisOut, at: datetime, names: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "to": [names.get(code, code) for code in row.to],
        "kind": _out_kind(row),
        "unit": unit_name(row.unit_id, at),
        "cause": causes.words(row.cause) if row.cause else "",
        "age": age_words(row.made_at, at),
    }


def _out_kind(row: AxisOut) -> str:
    return str(STATUSES[StatusCode(row.status)]) if row.status else str(AxisOut.Kind(row.kind).label)


def _in_line(row: AxisIn, at: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "kind": stuck.part_of_in(row.kind),
        "unit": unit_name(row.unit_id, at),
        "cause": causes.words(row.cause) if row.cause else "",
        "age": age_words(row.received_at, at),
    }


@comes_in
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Danh bạ cơ quan."""
    try:
        query = clean_line(request.GET.get("q", ""), field="q", limit=100)
    except Invalid:
        query = ""
    found = list(directory.search(query)[: FOUND + 1])
    context = {"query": query, "found": found[:FOUND], "more": len(found) > FOUND, "connected": connection.connected()}
    return render(request, "exchange/axis_agencies.html", context)


def _out(request: HttpRequest, row_id: int) -> tuple[AxisOut, Scope]:
    row, scope = get_object_or_404(AxisOut, pk=row_id), scope_of(request.principal)
    scope.see(row.unit_id, row.province_id)
    return row, scope


def _in(request: HttpRequest, row_id: int) -> tuple[AxisIn, Scope]:
    row = get_object_or_404(AxisIn.objects.select_related("file"), pk=row_id)
    scope = scope_of(request.principal)
    scope.see(row.unit_id, row.province_id)
    return row, scope


@comes_in
@require_safe
def sent(request: HttpRequest, row_id: int) -> HttpResponse:
    """Một tin đi."""
    row, scope = _out(request, row_id)
    names = {code: f"{name} ({code})" for code, name in selectors.receivers([row]).items()}
    return _one(request, _out_line(row, now(), names), scope, "axis_out", page="exchange/axis_out.html")


@comes_in
@require_safe
def received(request: HttpRequest, row_id: int) -> HttpResponse:
    """Một tin đến: what it says, what was remarked on, and the acts of who may act."""
    row, scope = _in(request, row_id)
    return _received(request, row, scope)


def _received(
    request: HttpRequest, row: AxisIn, scope: Scope, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    acts = scope.acts(row.unit_id, row.province_id)
    try:
        said = shown.shown(edxml.read(keeping.raw_of(row), anchors=connection.anchors())) if acts else {}
    except FileNotFoundError:
        said = {}
    said |= {name: date.fromisoformat(said[name]) for name in ("promulgated_on", "due_on") if said.get(name)}
    more = {"said": said, "errors": errors or [], "typed": request.POST}
    return _one(request, _in_line(row, now()), scope, "axis_in", page="exchange/axis_in.html", **more)


def _one(
    request: HttpRequest, line: dict[str, Any], scope: Scope, kind_key: str, *, page: str, **more: Any
) -> HttpResponse:
    row = line["row"]
    document = Document.objects.filter(pk=row.document_id).first() if row.document_id else None
    context = {
        **line,
        **more,
        "do": causes.what_to_do(row.cause) if row.cause else "",
        "acts": scope.acts(row.unit_id, row.province_id),
        "document": document,
        "document_page": _page_of(document, request) if document else "",
        "kind_key": kind_key,
        "errors": more.get("errors", []),
        "wrong": {error["field"]: error["message"] for error in more.get("errors", [])},
        "at": now(),
    }
    return render(request, page, context, status=422 if context["errors"] else 200)


def _page_of(document: Document, request: HttpRequest) -> str:
    """Where the letter itself is read, for who works in its unit."""
    if document.unit_id not in units_worked_in(request.principal):
        return ""
    outgoing = document.direction == Direction.OUTGOING
    return reverse("documents:outgoing_document" if outgoing else "documents:incoming_document", args=[document.uid])


@comes_in
@require_safe
def raw(request: HttpRequest, row_id: int) -> HttpResponse:
    """Nội dung như đã đến, for who may act on it."""
    row, scope = _in(request, row_id)
    if not scope.acts(row.unit_id, row.province_id):
        raise NotFound()
    if row.file is not None:
        return download(row.file)
    headers = {
        "Content-Disposition": f'attachment; filename="thong-diep-{row.pk}.edxml"',
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(keeping.raw_of(row), content_type="application/xml", headers=headers)


@comes_in
@require_POST
def answer(request: HttpRequest, row_id: int) -> HttpResponse:
    """Đồng ý hoặc từ chối lấy lại, cập nhật."""
    row, scope = _in(request, row_id)
    if not scope.acts(row.unit_id, row.province_id):
        raise NotFound()
    agreed = request.POST.get("tra-loi") == "dong-y"
    try:
        answering.answer(
            row.pk, agreed=agreed, reason=request.POST.get("reason", ""), principal=request.principal, at=now()
        )
    except Invalid as refused:
        return _received(request, row, scope, refused.errors)
    messages.success(request, _("Đã trả lời nơi gửi.") if agreed else _("Đã từ chối; nơi gửi được báo lý do."))
    return HttpResponseRedirect(reverse("exchange:axis"))


@comes_in
@require_POST
def again(request: HttpRequest, kind_key: str, row_id: int) -> HttpResponse:
    """Gửi lại, đọc lại ngay."""
    row, scope = _out(request, row_id) if kind_key == "di" else _in(request, row_id)
    if not scope.acts(row.unit_id, row.province_id):
        raise NotFound()
    act = stuck.send_again if kind_key == "di" else stuck.read_again
    if act(row.pk, request.principal, now()):
        messages.success(request, _("Đã xếp lại; kết quả hiện ở đây sau ít giây."))
    else:
        messages.info(request, _("Việc này vừa được xử lý hoặc đang được gửi, nên không làm gì thêm."))
    return HttpResponseRedirect(_page(kind_key, row.pk))


@comes_in
@require_POST
def solve(request: HttpRequest, kind_key: str, row_id: int) -> HttpResponse:
    """Ghi đã xử lý bên ngoài."""
    row, scope = _out(request, row_id) if kind_key == "di" else _in(request, row_id)
    if not scope.acts(row.unit_id, row.province_id):
        raise NotFound()
    try:
        note = clean_line(request.POST.get("note", ""), field="note", limit=300)
    except Invalid:
        note = ""
    if not note:
        messages.error(request, _("Ghi đã xử lý thế nào, ở đâu."))
        return HttpResponseRedirect(_page(kind_key, row.pk))
    act = stuck.solve_out if kind_key == "di" else stuck.solve_in
    act(row.pk, note, request.principal, now())
    messages.success(request, _("Đã ghi: xử lý bên ngoài."))
    return HttpResponseRedirect(reverse("exchange:axis"))


def _page(kind_key: str, row_id: int) -> str:
    return reverse("exchange:axis_out" if kind_key == "di" else "exchange:axis_in", args=[row_id])
