"""Báo cáo số liệu và đánh giá chín chỉ số."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import sheets
from thongsuot.common.now import now
from thongsuot.emulation import evaluation, lineage, scorecards, selectors
from thongsuot.emulation.permissions import READERS, opens_to, reads_persons, require_unit, scope
from thongsuot.emulation.views import opening
from thongsuot.emulation.views.asked import asked_number, asked_period, common, spreadsheet, wants_sheet, with_before
from thongsuot.emulation.views.words import lineage_words
from thongsuot.org.selectors import unit_info
from thongsuot.procedures.selectors import version_by_id
from thongsuot.warehouse import selectors as warehouse

PAGE = 200


@needs(*READERS)
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Số liệu theo đơn vị và kỳ; how states are grouped is the report's setting."""
    where = scope(request.principal)
    period, kind = asked_period(request.GET)
    reports = scorecards.reports_on(period.end)
    chosen = next((one for one in reports if one.code == request.GET.get("bao-cao")), reports[0])
    before = with_before(request.GET)
    rows, totals = selectors.report_of(where, period, chosen, with_before=before)
    lines = {row.unit.id: lineage.before(row.unit.id, period.end) if before else () for row in rows}
    if wants_sheet(request):
        columns = [
            sheets.Column(_("Đơn vị"), width=36),
            *(sheets.Column(c.label, sheets.NUMBER) for c in chosen.columns),
            *([sheets.Column(_("Gồm các đơn vị trước"), width=60)] if before else []),
        ]
        body: list[list[Any]] = [
            [row.unit.full_name, *row.values, *([lineage_words(lines[row.unit.id])] if before else [])] for row in rows
        ]
        body.append([_("Cộng"), *totals])
        return spreadsheet(f"so-lieu-{chosen.code}", [sheets.Table(chosen.name, columns, body)])
    shared = common(request, period, kind)
    context = {
        **shared,
        "lines": lines,
        "opened": {
            row.unit.id: [opening.address(c.opens, row.unit.id, shared["same_period"]) for c in chosen.columns]
            for row in rows
        },
        "reports": reports,
        "report": chosen,
        "rows": rows,
        "totals": totals,
        "whole": where.units is None,
    }
    return render(request, "emulation/statistics.html", context)


@needs(*READERS)
@require_GET
def nine(request: HttpRequest) -> HttpResponse:
    """Chín chỉ số của một đơn vị, and for its leaders of each official; by quarter or year."""
    where = scope(request.principal)
    period, kind = asked_period(request.GET, usual="quy")
    units = selectors.units_shown(where, period, [])
    unit_id = asked_number(request.GET.get("don-vi", ""), _own(request.principal, [u.id for u in units]))
    require_unit(request.principal, unit_id)
    system = scorecards.evaluation_on(period.end)
    asked = {"province_id": where.province_id, "unit_id": unit_id, "first": period.first, "last": period.last}
    persons = reads_persons(request.principal, unit_id)
    agency = evaluation.agency(system, **asked, at=now())
    people = evaluation.officials(system, **asked) if persons else []
    if wants_sheet(request):
        return _nine_sheet(system, unit_info(unit_id, period.end).full_name, agency, people)
    context = {
        **common(request, period, kind),
        "system": system,
        "unit": unit_info(unit_id, period.end),
        "units": units,
        "agency": agency,
        "people": people,
        "persons": persons,
        "per_dossier": [(key, name) for key, name, _note in system.indices if key in system.per_dossier],
    }
    return render(request, "emulation/nine.html", context)


def _own(principal: Principal, shown: list[int]) -> int:
    """The unit whose page opens first: one that I lead, else the first of the list."""
    led = [u for u in shown if u in principal.units_with(Role.UNIT_LEADER, Role.CHAIR)]
    return (led or shown or sorted(principal.units_with()))[0]


def _nine_sheet(system: scorecards.Evaluation, unit: str, agency: evaluation.Result, people: list) -> HttpResponse:
    named = [sheets.Column(f"{key}. {name}", sheets.NUMBER, 16) for key, name, _note in system.indices]
    tail = [
        sheets.Column(_("Tổng"), sheets.NUMBER),
        sheets.Column(_("Tối đa có dữ liệu"), sheets.NUMBER),
        sheets.Column(_("Xếp loại"), width=40),
    ]
    head = [sheets.Column(_("Tên"), width=36), sheets.Column(_("Hồ sơ"), sheets.NUMBER)]

    def row(name: str, one: evaluation.Result) -> list[Any]:
        values = [one.values.get(key) for key, _name, _note in system.indices]
        shown = [None if v is None else float(v) for v in values]
        return [name, one.dossiers, *shown, float(one.points), float(one.out_of), one.grade]

    tables = [sheets.Table(_("Cơ quan"), [*head, *named, *tail], [row(unit, agency)])]
    if people:
        tables.append(sheets.Table(_("Cán bộ"), [*head, *named, *tail], [row(one.name, one) for one in people]))
    return spreadsheet("chin-chi-so", tables)


@needs(Role.UNIT_LEADER, Role.CHAIR)
@require_GET
def official_dossiers(request: HttpRequest, unit_id: int, official_id: int) -> HttpResponse:
    """Hồ sơ sau điểm của một cán bộ: with the values of indices 1–4; 7 is never told per dossier."""
    where = require_unit(request.principal, unit_id)
    period, kind = asked_period(request.GET, usual="quy")
    wanted = warehouse.Behind(((where.province_id, unit_id),), "done", period.first, period.last, official_id)
    lines = warehouse.dossiers_behind(wanted, visible_units=opens_to(request.principal, where.province_id), limit=PAGE)
    system = scorecards.evaluation_on(period.end)
    names = [(key, name) for key, name, _note in system.indices if key in system.per_dossier and key != "7"]
    context = {
        **common(request, period, kind),
        "unit": unit_info(unit_id, period.end),
        "rows": [(line, getattr(version_by_id(line.version_id), "short_name", "")) for line in lines],
        "names": names,
        "most": PAGE,
    }
    return render(request, "emulation/official.html", context)
