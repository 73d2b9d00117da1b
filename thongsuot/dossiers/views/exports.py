"""Xuất Excel: small tables come at once, large ones are made in the background and wait for their owner."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.common import files, sheets
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers import exports, registers
from thongsuot.dossiers.models import Export, Status
from thongsuot.dossiers.selectors import register
from thongsuot.dossiers.views.lists import ANY_ORDER, WIDE
from thongsuot.dossiers.views.register import PRINT_TITLE, asked_period, print_now


def made_or_asked(request: HttpRequest, kind: str, title: str, params: dict[str, Any]) -> HttpResponse:
    """The file itself when it is small, else the page that shows how far it is."""
    at = now()
    asked = {"kind": kind, "title": title, "params": params, "principal": request.principal, "at": at}
    content = exports.small(**asked)
    if content is None:
        export = exports.ask(**asked)
        return HttpResponseRedirect(reverse("dossiers:export", args=[export.uid]))
    response = HttpResponse(content, content_type=sheets.XLSX)
    name = f"{exports.NAMES[Export.Kind(kind)]}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@official
def export_list(request: HttpRequest) -> HttpResponse:
    """Xuất danh sách hồ sơ như đang lọc."""
    statuses = tuple(s for s in request.POST.getlist("tt") if s in Status.values and s != Status.DRAFT)
    params = {
        "statuses": list(statuses),
        "text": clean_line(request.POST.get("q", "")[:200]),
        "wide": request.POST.get("pham-vi") == WIDE,
        "any_order": request.POST.get("tim") == ANY_ORDER,
    }
    return made_or_asked(request, Export.Kind.LIST, _("Danh sách hồ sơ"), params)


@require_POST
@official
def export_register(request: HttpRequest) -> HttpResponse:
    """Xuất sổ theo dõi của một đơn vị, một kỳ: Excel, or the print version when it is long."""
    period = asked_period(request.POST, request.principal, now())
    if period is None:
        raise NotFound()
    if (period.last - period.first) > timedelta(days=5 * 366):
        raise Invalid(_("Mỗi lần xuất nhiều nhất 5 năm."), code="period_too_long")
    params = exports.params_of(period)
    if request.POST.get("dang") == "pdf":
        if register.count_up_to(period, registers.PAPER_AT_ONCE + 1) <= registers.PAPER_AT_ONCE:
            return print_now(request, period)
        export = exports.ask(
            kind=Export.Kind.REGISTER_PDF,
            title=str(PRINT_TITLE),
            params=params,
            principal=request.principal,
            at=now(),
        )
        return HttpResponseRedirect(reverse("dossiers:export", args=[export.uid]))
    return made_or_asked(request, Export.Kind.REGISTER, _("Sổ theo dõi hồ sơ"), params)


@require_GET
@official
def export_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tệp đang làm đến đâu; asks again by itself, with or without script."""
    export = exports.own(uid, request.principal)
    template = "dossiers/_export.html" if request.headers.get("HX-Request") == "true" else "dossiers/export.html"
    context = {
        "export": export,
        "kept_until": export.asked_at + exports.KEPT,
        "cut": exports.too_many() if export.rows >= exports.MOST else "",
        "recent": exports.recent(request.principal, limit=10),
    }
    return render(request, template, context)


@require_GET
@official
def export_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tải tệp của tôi."""
    export = exports.own(uid, request.principal)
    if export.file is None:
        raise NotFound(_("Tệp này chưa xong hoặc đã quá hạn giữ."))
    exports.require_still(export, request.principal)
    return files.download(export.file)
