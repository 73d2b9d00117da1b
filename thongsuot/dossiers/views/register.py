"""Sổ theo dõi hồ sơ trên màn hình và bản in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.accounts.principal import Principal
from thongsuot.common.api import decode_cursor, encode_cursor
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.pages import when
from thongsuot.dossiers import exports, receipts, registers
from thongsuot.dossiers.models import Channel
from thongsuot.dossiers.papers import form_sets
from thongsuot.dossiers.permissions import WORKING_ROLES, former_units, working_units
from thongsuot.dossiers.selectors import register
from thongsuot.dossiers.typed import day_of
from thongsuot.org.selectors import UnitInfo, unit_info

PAGE = 50
PRINT_TITLE = gettext_lazy("Sổ theo dõi hồ sơ (bản in)")


def asked_period(query: Mapping[str, str], principal: Principal, at: datetime) -> register.Period | None:
    """Unit and days from an address: by default the first of my units, from the first of this month until today.

    None for somebody without a unit; Invalid for a day that does not exist, NotFound for a unit not mine.
    """
    mine = working_units(principal)
    if not mine:
        return None
    own = principal.units_with(*WORKING_ROLES) or mine
    unit = query.get("don-vi", "")
    if unit and not (unit.isascii() and unit.isdigit() and len(unit) < 19):
        raise NotFound()
    unit_id = int(unit) if unit else min(own)
    today = timezone.localdate(at)
    register.period_for(principal, unit_id, today, today)  # who may not open it learns nothing from wrong days
    first = day_of(query.get("tu", ""), "tu") or today.replace(day=1)
    last = day_of(query.get("den", ""), "den") or max(today, first)
    if last < first:
        message = _("Ngày cuối phải từ ngày đầu trở đi.")
        raise Invalid(message, errors=[{"field": "den", "message": message}])
    return register.period_for(principal, unit_id, first, last)


@require_GET
@official
def register_page(request: HttpRequest) -> HttpResponse:
    """Sổ theo dõi theo đơn vị và kỳ, in the order of reception."""
    at = now()
    errors: list[dict[str, str]] = []
    try:
        period = asked_period(request.GET, request.principal, at)
    except Invalid as refused:
        errors = refused.errors
        period = asked_period({"don-vi": request.GET.get("don-vi", "")}, request.principal, at)
    if period is None:
        return render(request, "dossiers/register.html", {"period": None})
    after = _after(request.GET.get("sau", ""))
    rows, following = register.entries(period, after=after, limit=PAGE)
    unit = unit_info(period.unit_id, period.last)
    ways = registers.ways_of_return(unit.province_id or unit.id, list(rows))
    query = request.GET.copy()
    query.pop("sau", None)
    first = f"?{query.urlencode()}" if after else None
    if following:
        query["sau"] = encode_cursor("dossiers.register", following[0].isoformat(), following[1])
    context = {
        "period": period,
        "typed": {"tu": request.GET.get("tu") or period.first, "den": request.GET.get("den") or period.last},
        "errors": errors,
        "wrong": {e["field"]: e["message"] for e in errors},
        "unit": unit,
        "units": _units(request.principal, period.last),
        "rows": [
            (row, Channel(row.channel).label, ways.get(row.id, ""), registers.note_of(row), _lead(row)) for row in rows
        ],
        "next": f"?{query.urlencode()}" if following else None,
        "first": first,
        "form": form_sets.form_note(form_sets.REGISTER, period.last),
    }
    return render(request, "dossiers/register.html", context, status=422 if errors else 200)


def _lead(row: register.Entry) -> str:
    return unit_info(row.competent_unit_id, timezone.localdate(row.received_at)).full_name


def _units(principal: Principal, day: date) -> list[tuple[int, str]]:
    """Units whose register this person may open, former ones after the present ones; chosen by name."""
    present = [unit_info(unit, day) for unit in working_units(principal)]
    former = [unit_info(unit, day) for unit in former_units(principal) - working_units(principal)]
    found = [(False, unit.full_name, unit.id) for unit in present if not unit.organ_kind]
    found += [(True, _former_name(unit), unit.id) for unit in former if not unit.organ_kind]
    return [(unit_id, name) for _is_former, name, unit_id in sorted(found)]


def _former_name(unit: UnitInfo) -> str:
    if unit.valid_to is None:
        return unit.full_name
    return _("%(unit)s (đến %(day)s)") % {
        "unit": unit.full_name,
        "day": f"{unit.valid_to - timedelta(days=1):%d/%m/%Y}",
    }


def _after(cursor: str) -> tuple[datetime, int] | None:
    try:
        found = decode_cursor("dossiers.register", cursor, when, int)
    except Invalid:
        return None
    return (found[0], found[1]) if found else None


@require_GET
@official
def register_pdf(request: HttpRequest) -> HttpResponse:
    """Bản in của sổ: at once while it is short; longer ones are asked for by the button of the page."""
    period = asked_period(request.GET, request.principal, now())
    if period is None:
        raise NotFound()
    if register.count_up_to(period, registers.PAPER_AT_ONCE + 1) > registers.PAPER_AT_ONCE:
        raise Invalid(
            _("Sổ dài hơn %(most)d dòng: hãy bấm “Bản in PDF” ở trang sổ, tệp được làm ở nền.")
            % {"most": registers.PAPER_AT_ONCE},
            code="register_long",
        )
    return print_now(request, period)


def print_now(request: HttpRequest, period: register.Period) -> HttpResponse:
    """The register as a PDF to open at once."""
    params = exports.params_of(period)
    pdf = exports.printed(title=str(PRINT_TITLE), params=params, principal=request.principal, at=now())
    return receipts.pdf_response(pdf, f"so-theo-doi-{period.first:%Y%m%d}-{period.last:%Y%m%d}.pdf")
