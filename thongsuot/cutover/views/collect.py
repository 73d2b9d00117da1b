"""Đơn vị điền số liệu: on the page row by row, or by the Excel template; see what is wrong; hand in."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import official
from thongsuot.common.errors import MoveNotAllowed, NotFound, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.common.now import now
from thongsuot.common.sheets import XLSX
from thongsuot.cutover import collect_rights
from thongsuot.cutover.collecting import checking, reading
from thongsuot.cutover.collecting.rows import Row
from thongsuot.cutover.forms.collect import UploadForm, number_of
from thongsuot.cutover.models import DataRequest, DataState, DataVersion
from thongsuot.cutover.selectors import collect, prefill
from thongsuot.cutover.services import collect as services
from thongsuot.ui.forms import errors_of

LEAST_READ = 5 * 1024 * 1024 + 1


@official
@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Số liệu phải nộp: what the units of this person still owe."""
    return render(request, "cutover/collect_own.html", {"cells": collect.own_requests(request.principal, now())})


@official
@never_cache
@require_GET
def data(request: HttpRequest, request_id: int) -> HttpResponse:
    """Một bảng số liệu: where it stands, its rows with what is wrong, how to go on."""
    asked = collect_rights.request_for(request.principal, request_id)
    return _page(request, asked)


def _page(request: HttpRequest, asked: DataRequest, form: UploadForm | None = None, status: int = 200) -> HttpResponse:
    at = now()
    shape, known = collect.shape_of(asked), collect.known_for(asked, at)
    rows = collect.rows_of(asked)
    fills = collect_rights.fills(request.principal, asked)
    wrong = [row for row in rows if row.is_wrong]
    context = {
        "asked": asked,
        "shape": shape,
        "columns": shape.columns,
        "lines": [(row, collect.shown(shape, row, known)) for row in [*wrong, *(r for r in rows if not r.is_wrong)]],
        "wrong": len(wrong),
        "advice": sum(bool(row.problems) and not row.is_wrong for row in rows),
        "may_write": fills and asked.state != DataState.HANDED_IN,
        "may_hand_in": collect_rights.heads(request.principal, asked) and asked.state != DataState.HANDED_IN,
        "versions": list(DataVersion.objects.filter(request=asked).select_related("made_by").order_by("-number")[:20]),
        "late": asked.state != DataState.HANDED_IN and asked.due_at < at,
        "form": form or UploadForm(),
        "errors": errors_of(form) if form else [],
        "at": at,
    }
    return render(request, "cutover/collect_data.html", context, status=status)


@official
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, request_id: int, number: int) -> HttpResponse:
    """Một dòng: write, correct or drop it; row 0 is a new one. What was typed stays whatever happens."""
    asked = _to_fill(request, request_id)
    shape, known = collect.shape_of(asked), collect.known_for(asked, now())
    rows = collect.rows_of(asked)
    old = next((r for r in rows if r.number == number), None)
    if number and old is None:
        raise NotFound()
    if request.method != "POST":
        return _row_page(request, asked, old or Row(0, {c.key: "" for c in shape.columns}))
    others = [(r.number, r.cells) for r in rows if r.number != number]
    if request.POST.get("viec") == "bo":
        checked = checking.check(shape, others, known)
        return _kept(request, asked, checked, _("Đã bỏ dòng này."), reverse("cutover:data", args=[asked.pk]))
    place = number or max((r.number for r in rows), default=1) + 1
    typed = {column.key: request.POST.get(column.key, "") for column in shape.columns}
    with in_vietnamese():
        checked = checking.check(shape, sorted([*others, (place, typed)], key=lambda item: item[0]), known)
    mine = next(r for r in checked if r.number == place)
    if mine.is_wrong and request.POST.get("viec") != "de-sau":
        return _row_page(request, asked, Row(number, typed, mine.problems), status=422)
    again = reverse("cutover:data_row", args=[asked.pk, 0])
    home = reverse("cutover:data", args=[asked.pk])
    return _kept(request, asked, checked, _("Đã lưu dòng này."), again if request.POST.get("viec") == "them" else home)


def _kept(request: HttpRequest, asked: DataRequest, rows: list[Row], done: str, then: str) -> HttpResponse:
    seen = number_of(request.POST.get("ban"))
    services.keep(
        by=request.principal, request_id=asked.pk, rows=rows, seen=seen, source=DataVersion.Source.PAGE, at=now()
    )
    messages.success(request, done)
    return HttpResponseRedirect(then)


def _row_page(request: HttpRequest, asked: DataRequest, row: Row, status: int = 200) -> HttpResponse:
    shape, known = collect.shape_of(asked), collect.known_for(asked, now())
    fields = [
        {
            "column": column,
            "value": row.cells.get(column.key, ""),
            "error": row.problem_of(column.key) if row.is_wrong else "",
            "options": checking.choices_of(column, known),
        }
        for column in shape.columns
    ]
    errors = [{"field": p.column, "message": p.words} for p in row.problems if p.blocks]
    context = {"asked": asked, "shape": shape, "row": row, "fields": fields, "errors": errors}
    return render(request, "cutover/collect_row.html", context, status=status)


def _to_fill(request: HttpRequest, request_id: int) -> DataRequest:
    asked = collect_rights.request_for(request.principal, request_id)
    collect_rights.require_filler(request.principal, asked)
    if asked.state == DataState.HANDED_IN:
        raise MoveNotAllowed(_("Số liệu này đã nộp. Muốn sửa, hãy nhờ tổ sắp xếp của tỉnh mở lại."))
    return asked


@official
@require_POST
def upload(request: HttpRequest, request_id: int) -> HttpResponse:
    """Nhận tệp Excel: good rows and wrong ones become a version; a file that cannot be read changes nothing."""
    asked = _to_fill(request, request_id)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    file, at = form.cleaned_data["file"], now()
    shape = collect.shape_of(asked)
    try:
        raw = reading.read(file.read(LEAST_READ), file.name, shape)
        with in_vietnamese():
            rows = checking.check(shape, raw, collect.known_for(asked, at))
        seen = number_of(request.POST.get("ban"))
        excel = DataVersion.Source.EXCEL
        version = services.keep(
            by=request.principal, request_id=asked.pk, rows=rows, seen=seen, source=excel, at=at, file_name=file.name
        )
    except MoveNotAllowed:
        raise
    except Refused as refused:
        form.add_error("file", str(refused.detail))
        return _page(request, asked, form, status=refused.status)
    if version.wrong_count:
        words = _("Đã nhận %(rows)d dòng, %(wrong)d dòng chưa đúng (xem bên dưới). Không dòng nào bị mất.")
        messages.warning(request, words % {"rows": version.row_count, "wrong": version.wrong_count})
    else:
        messages.success(request, _("Đã nhận %(rows)d dòng, tất cả đều đúng.") % {"rows": version.row_count})
    return HttpResponseRedirect(reverse("cutover:data", args=[asked.pk]))


@official
@require_GET
def template(request: HttpRequest, request_id: int) -> HttpResponse:
    """Mẫu Excel, filled with the latest version, or with what the platform knows."""
    asked = collect_rights.request_for(request.principal, request_id)
    at = now()
    known = collect.known_for(asked, at)
    rows = collect.rows_of(asked) or prefill.known_rows(asked, known, at)
    return _sheet(request, asked, rows, at, f"mau-{asked.kind}-{asked.unit.code}.xlsx")


@official
@require_GET
def wrong_file(request: HttpRequest, request_id: int) -> HttpResponse:
    """Tệp lỗi: all rows of the latest version with the messages beside them; corrected, it can be sent back."""
    asked = collect_rights.request_for(request.principal, request_id)
    rows = collect.rows_of(asked)
    if not any(r.problems for r in rows):
        raise NotFound(_("Bảng này không có dòng nào sai."))
    return _sheet(request, asked, rows, now(), f"loi-{asked.kind}-{asked.unit.code}.xlsx", messages=True)


def _sheet(
    request: HttpRequest, asked: DataRequest, rows: list[Row], at: datetime, name: str, *, messages: bool = False
) -> HttpResponse:
    from thongsuot.cutover.collecting import workbook

    title = f"{asked.plan.title} — {asked.unit.full_name}"
    due = f"{timezone.localtime(asked.due_at):%H:%M %d/%m/%Y}"
    shape = collect.shape_of(asked)
    content = workbook.write(shape, rows, collect.known_for(asked, at), title=title, due=due, messages=messages)
    if asked.latest and shape.is_people:
        services.note_taken(by=request.principal, request=asked, at=at)
    return file_response(content, name)


def file_response(content: bytes, name: str, media_type: str = XLSX) -> HttpResponse:
    """A file of ours to be saved."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@official
@require_POST
def hand_in(request: HttpRequest, request_id: int) -> HttpResponse:
    """Nộp bản mới nhất."""
    fed = services.hand_in(
        by=request.principal, request_id=request_id, seen=number_of(request.POST.get("ban")), at=now()
    )
    messages.success(request, _("Đã nộp. Việc này đã khép trong danh sách việc của đơn vị."))
    for words in fed.left[:20]:
        messages.warning(request, words)
    if fed.disputed:
        words = _("%(count)d người được xã khác cùng khai; tổ sắp xếp của tỉnh sẽ chọn.")
        messages.warning(request, words % {"count": fed.disputed})
    return HttpResponseRedirect(reverse("cutover:data", args=[request_id]))


@official
@never_cache
@require_GET
def version(request: HttpRequest, request_id: int, number: int) -> HttpResponse:
    """Một phiên bản: who wrote it, when, and what it changed."""
    asked = collect_rights.request_for(request.principal, request_id)
    found = DataVersion.objects.filter(request=asked, number=number).select_related("made_by").first()
    if found is None:
        raise NotFound()
    shape, known = collect.shape_of(asked), collect.known_for(asked, now())
    rows = collect.rows_of(asked, number)
    context: dict[str, Any] = {
        "asked": asked,
        "shape": shape,
        "columns": shape.columns,
        "version": found,
        "changes": collect.diff(shape, collect.rows_of(asked, number - 1) if number > 1 else [], rows, known),
        "lines": [(r, collect.shown(shape, r, known)) for r in rows],
    }
    return render(request, "cutover/collect_version.html", context)
