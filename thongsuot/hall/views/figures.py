"""Số liệu chờ và phục vụ, on the page and as Excel."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongsuot.common import sheets
from thongsuot.common.now import now
from thongsuot.hall import words
from thongsuot.hall.selectors.figures import KINDS, Figures, figures, seated
from thongsuot.hall.views.centre import seen_by, wanted_unit
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import parse_date

LONGEST = timedelta(days=366)


def titles() -> dict[str, str]:
    """Headings of the tables."""
    return {
        "all": _("Cả sảnh"),
        "hour": _("Theo giờ vào hàng"),
        "service": _("Theo nhóm việc"),
        "counter": _("Theo quầy"),
        "staff": _("Theo cán bộ"),
    }


@require_GET
@seen_by
def page(request: HttpRequest) -> HttpResponse:
    """Số liệu của một khoảng ngày, today without more being said."""
    unit_id, at = wanted_unit(request), now()
    first, last = period(request, at)
    found = figures(unit_id, first, last)
    context = {
        "unit": unit_info(unit_id, last),
        "first": first,
        "last": last,
        "tables": [(titles()[kind], found[kind]) for kind in KINDS if kind != "all"],
        "whole": found["all"][0],
        "seated": seated(unit_id, first, last, at),
        "minutes": words.minutes,
        "query": request.GET.urlencode(),
    }
    return render(request, "hall/figures.html", context)


@require_GET
@seen_by
def sheet(request: HttpRequest) -> HttpResponse:
    """Tệp Excel của cùng khoảng ngày; minutes as numbers."""
    unit_id, at = wanted_unit(request), now()
    first, last = period(request, at)
    found = figures(unit_id, first, last)
    tables = [sheets.Table(titles()[kind], columns(kind), [row(one) for one in found[kind]]) for kind in KINDS]
    hours = [[one.name, round(one.open / 60), round(one.resting / 60)] for one in seated(unit_id, first, last, at)]
    tables.append(sheets.Table(_("Giờ ngồi quầy"), hours_columns(), hours))
    response = HttpResponse(sheets.write_tables(tables), content_type=sheets.XLSX)
    name = f"hang-cho-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def columns(kind: str) -> list[sheets.Column]:
    """Columns of one table."""
    number = sheets.NUMBER
    return [
        sheets.Column(titles()[kind]),
        sheets.Column(_("Số lượt"), number),
        sheets.Column(_("Đã xong"), number),
        sheets.Column(_("Vắng mặt"), number),
        sheets.Column(_("Ưu tiên"), number),
        sheets.Column(_("Chờ trung bình (phút)"), number),
        sheets.Column(_("Chờ, 9 trong 10 người (phút)"), number),
        sheets.Column(_("Chờ lâu nhất (phút)"), number),
        sheets.Column(_("Phục vụ trung bình (phút)"), number),
        sheets.Column(_("Phục vụ, 9 trong 10 người (phút)"), number),
    ]


def hours_columns() -> list[sheets.Column]:
    """Columns of the hours at the counters."""
    number = sheets.NUMBER
    return [
        sheets.Column(_("Cán bộ")),
        sheets.Column(_("Phục vụ (phút)"), number),
        sheets.Column(_("Tạm nghỉ (phút)"), number),
    ]


def row(one: Figures) -> list[object]:
    """One line of the sheet."""
    spans = (one.waited, one.waited_most, one.waited_max, one.served, one.served_most)
    return [
        one.name, one.turns, one.finished, one.absent, one.priority,
        *(None if span is None else round(span / 60, 1) for span in spans),
    ]  # fmt: skip


def period(request: HttpRequest, at: datetime) -> tuple[date, date]:
    """First and last day as asked, in order, a year at most."""
    day = timezone.localdate(at)
    first = parse_date(request.GET.get("tu", "")) or day
    last = parse_date(request.GET.get("den", "")) or max(first, day)
    first, last = sorted((first, last))
    return max(first, last - LONGEST), last
