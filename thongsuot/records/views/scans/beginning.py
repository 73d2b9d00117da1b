"""Mẻ số hoá: the list, a new one, separator sheets to print."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.org.heirs import came_before
from thongsuot.org.selectors import unit_info, versions_of
from thongsuot.records.digitising import marks, programs, separators
from thongsuot.records.digitising.permissions import SCANNERS
from thongsuot.records.digitising.selectors import batches as asked
from thongsuot.records.digitising.selectors.finding import find
from thongsuot.records.digitising.services import intake
from thongsuot.records.views.scans.doors import keyers, number, scanners


@keyers
@never_cache
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Các mẻ số hoá của đơn vị, và tìm trong chữ đã đọc."""
    words = request.GET.get("q", "")
    context = {
        "batches": asked.batches(request.principal, now()),
        "words": words,
        "hits": find(request.principal, words) if words else [],
        "missing": programs.missing(),
        "may_scan": request.principal.has(*SCANNERS),
    }
    return render(request, "records/scans/batches.html", context)


@scanners
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: HttpRequest) -> HttpResponse:
    """Mở mẻ số hoá."""
    errors: list[dict[str, Any]] = []
    status = 200
    if request.method == "POST":
        unit_id, _sep, origin_id = request.POST.get("origin", "").partition("-")
        percent = request.POST.get("sample_percent", "").strip()
        try:
            batch = intake.open_batch(
                unit_id=number(unit_id),
                origin_id=number(origin_id),
                title=request.POST.get("title", ""),
                box=request.POST.get("box", ""),
                sample_percent=number(percent, -1) if percent else None,
                by=request.principal,
                at=now(),
            )
            return HttpResponseRedirect(reverse("records:scan_batch", args=[batch.uid]))
        except Invalid as wrong:
            errors, status = wrong.errors, wrong.status
    context = {"origins": _origins(request), "typed": request.POST, "errors": errors}
    return render(request, "records/scans/new.html", context, status=status)


def _origins(request: HttpRequest) -> list[tuple[str, str]]:
    """Units in which this person scans, each with those that came before it."""
    today = timezone.localdate(now())
    made = []
    for unit_id in sorted(request.principal.units_with(*SCANNERS)):
        made.append((f"{unit_id}-{unit_id}", unit_info(unit_id, today).full_name))
        before = sorted((versions_of(one)[-1].full_name, one) for one in came_before(unit_id, today))
        made += [(f"{unit_id}-{one}", _("%(name)s (trước sắp xếp)") % {"name": name}) for name, one in before]
    return made


@scanners
@require_GET
def separator_sheets(request: HttpRequest) -> HttpResponse:
    """Tờ phân cách để in."""
    given = {key: number(request.GET.get(key, "")) or None for key in ("box", "first")}
    count = number(request.GET.get("count", ""), 10)
    sheets = separators.series(request.GET.get("kind", marks.Kind.DOCUMENT), count=count, **given)
    unit_id = min(request.principal.units_with(*SCANNERS))
    unit = unit_info(unit_id, timezone.localdate(now())).full_name
    pdf = separators.separators_pdf(sheets, unit=unit, made_at=now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="to-phan-cach.pdf"'
    return response
