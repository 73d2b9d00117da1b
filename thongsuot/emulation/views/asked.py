"""Kỳ và đơn vị đọc từ địa chỉ trang, common to all pages of figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from thongsuot.common import sheets
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.emulation.periods import Period
from thongsuot.ui.periods import month_of, months_back

QUARTER = 3
KINDS = ("thang", "quy", "nam")
LONGEST_ID = 18


def asked_period(query: Mapping[str, str], *, usual: str = "thang") -> tuple[Period, str]:
    """Kỳ: a month, a quarter or a year around the month typed; by default the present month."""
    month = month_of(query.get("thang", ""), timezone.localdate(now()))
    kind = query.get("ky", usual)
    kind = kind if kind in KINDS else usual
    if kind == "quy":
        start = (month.month - 1) // QUARTER * QUARTER + 1
        return Period(date(month.year, start, 1), date(month.year, start + QUARTER - 1, 1)), kind
    if kind == "nam":
        return Period(date(month.year, 1, 1), date(month.year, 12, 1)), kind
    return Period(month, month), kind


def words(period: Period, kind: str) -> str:
    """Kỳ bằng lời."""
    if kind == "quy":
        return _("Quý %(quarter)d/%(year)d") % {
            "quarter": (period.first.month + QUARTER - 1) // QUARTER,
            "year": period.first.year,
        }
    if kind == "nam":
        return _("Năm %(year)d") % {"year": period.first.year}
    return _("Tháng %(month)s") % {"month": f"{period.first:%m/%Y}"}


def asked_number(text: str, default: int | None = None) -> int:
    """A number of an address; NotFound for anything else."""
    if not text and default is not None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise NotFound()
    return int(text)


def with_before(query: Mapping[str, str]) -> bool:
    """Whether figures of the units before are asked for as well."""
    return query.get("truoc") == "1"


def common(request: HttpRequest, period: Period, kind: str) -> dict[str, Any]:
    """What the bar of periods shows, and the address of the same page, for the period really shown, as a spreadsheet."""
    month = month_of(request.GET.get("thang", ""), timezone.localdate(now()))
    query = request.GET.copy()
    query["ky"], query["thang"], query["dang"] = kind, f"{month:%Y-%m}", "xlsx"
    before = with_before(request.GET)
    return {
        "period": period,
        "kind": kind,
        "period_words": words(period, kind),
        "months": months_back(timezone.localdate(now())),
        "chosen_month": month,
        "with_before": before,
        "as_sheet": f"?{query.urlencode()}",
        "same_period": f"ky={kind}&thang={period.last:%Y-%m}" + ("&truoc=1" if before else ""),
    }


def wants_sheet(request: HttpRequest) -> bool:
    """Whether the page is asked for as Excel."""
    return request.GET.get("dang") == "xlsx"


def spreadsheet(name: str, tables: list[sheets.Table]) -> HttpResponse:
    """Excel of some tables."""
    response = HttpResponse(sheets.write_tables(tables), content_type=sheets.XLSX)
    stamp = f"{timezone.localtime(now()):%Y%m%d-%H%M}"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}-{stamp}.xlsx")
    response["Cache-Control"] = "private, no-store"
    return response
