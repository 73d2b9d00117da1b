"""Bộ chỉ số 766: units side by side, one unit item by item."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import needs
from thongsuot.common import sheets
from thongsuot.emulation import lineage, scorecards, selectors
from thongsuot.emulation.permissions import READERS, require_unit, scope
from thongsuot.emulation.scoring import ItemScore, score
from thongsuot.emulation.views import opening
from thongsuot.emulation.views.asked import asked_period, common, spreadsheet, wants_sheet, with_before
from thongsuot.emulation.views.words import lineage_words
from thongsuot.org.selectors import unit_info
from thongsuot.warehouse import selectors as warehouse


@needs(*READERS)
@require_GET
def ranking(request: HttpRequest) -> HttpResponse:
    """Chỉ số của các đơn vị trong phạm vi, theo kỳ."""
    where = scope(request.principal)
    period, kind = asked_period(request.GET)
    card = scorecards.scorecard_on(period.end)
    before = with_before(request.GET)
    rows = selectors.index_of_units(where, period, card, with_before=before)
    lines = {unit.id: lineage.before(unit.id, period.end) if before else () for unit, _found in rows}
    if wants_sheet(request):
        return _ranking_sheet(card, rows, lines, before=before)
    context = {
        **common(request, period, kind),
        "lines": lines,
        "scorecard": card,
        "rows": rows,
        "alone": len(rows) == 1,
        "whole": where.units is None,
        "missing": _missing(card, rows),
        "unweighed": [item for item in card.items if item.most is None and not item.no_data],
    }
    return render(request, "emulation/ranking.html", context)


def _missing(card: scorecards.Scorecard, rows: list) -> list[tuple[scorecards.Item, str]]:
    """Items without data for anybody, each with the reason."""
    shown = [found for _unit, found in rows[:1]]
    told = [(item, item.no_data or (shown[0].item(item.key).no_data if shown else "")) for item in card.items]
    return [(item, reason) for item, reason in told if reason]


def _ranking_sheet(
    card: scorecards.Scorecard, rows: list, lines: dict[int, tuple[lineage.Before, ...]], *, before: bool
) -> HttpResponse:
    columns = [
        sheets.Column(_("Hạng"), sheets.NUMBER),
        sheets.Column(_("Đơn vị"), width=36),
        sheets.Column(_("Điểm đã biết trọng số"), sheets.NUMBER),
        sheets.Column(_("trên tối đa đã biết"), sheets.NUMBER),
        sheets.Column(_("Mức đạt bình quân (%)"), sheets.NUMBER),
        *(sheets.Column(f"{item.key} {item.name} (%)", sheets.NUMBER, 18) for item in card.items),
        sheets.Column(_("Ghi chú"), width=60),
        *([sheets.Column(_("Gồm các đơn vị trước"), width=60)] if before else []),
    ]
    body = [
        [
            found.rank,
            unit.full_name,
            _number(found.points),
            _number(found.out_of),
            _percent(found.reached),
            *(_percent(found.item(item.key).ratio) for item in card.items),
            "; ".join(f"{one.item.key}: {one.mark}" for one in found.items if one.mark),
            *([lineage_words(lines[unit.id])] if before else []),
        ]
        for unit, found in rows
    ]
    return spreadsheet("chi-so-766", [sheets.Table(_("Chỉ số"), columns, body)])


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)


def _percent(value: Any) -> float | None:
    return None if value is None else round(float(value) * 100, 1)


@needs(*READERS)
@require_GET
def unit_card(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Phiếu của một đơn vị: each item with what it is made of."""
    where = require_unit(request.principal, unit_id)
    period, kind = asked_period(request.GET)
    card, unit = scorecards.scorecard_on(period.end), unit_info(unit_id, period.end)
    before = with_before(request.GET)
    together = selectors.numbers_with_before(where.province_id, period, [unit]) if before else None
    told = together.numbers if together else selectors.numbers_of(where.province_id, period)
    numbers = told.get(unit_id, selectors.NOTHING)
    found, shared = score(card, unit_id, numbers), common(request, period, kind)
    same = shared["same_period"]
    context = {
        **shared,
        "scorecard": card,
        "unit": unit,
        "card": found,
        "lines": lineage.before(unit_id, period.end),
        "estimate": bool(together and unit_id in together.estimated),
        "groups": [
            (group, [(item, _parts(item, numbers, unit_id, same)) for item in group.items]) for group in found.groups
        ],
    }
    if wants_sheet(request):
        return _card_sheet(context)
    return render(request, "emulation/card.html", context)


def _parts(found: ItemScore, numbers: warehouse.Numbers, unit_id: int, same: str) -> list[tuple[Any, int, str]]:
    """Numbers an item is made of: words, number, where it opens to."""
    terms = (found.item.numerator, found.item.denominator)
    keys = dict.fromkeys(key for term in terms for key in (*term.plus, *term.minus))
    return [(opening.label(key), numbers[key], opening.address(key, unit_id, same)) for key in keys]


def _card_sheet(context: dict[str, Any]) -> HttpResponse:
    columns = [
        sheets.Column(_("Chỉ tiêu"), width=50),
        sheets.Column(_("Tử số"), sheets.NUMBER),
        sheets.Column(_("Mẫu số"), sheets.NUMBER),
        sheets.Column(_("Tỉ lệ (%)"), sheets.NUMBER),
        sheets.Column(_("Mức đạt (%)"), sheets.NUMBER),
        sheets.Column(_("Điểm"), sheets.NUMBER),
        sheets.Column(_("Tối đa"), sheets.NUMBER),
        sheets.Column(_("Ghi chú"), width=60),
    ]
    body: list[list[Any]] = []
    for group, items in context["groups"]:
        body.append(
            [
                group.group.name,
                None,
                None,
                None,
                _percent(group.reached),
                _number(group.points),
                float(group.group.most),
                "",
            ]
        )
        for found, _parts_of in items:
            unknown = _("chưa biết trọng số") if found.item.most is None else ""
            told = (found.no_data, found.item.awaits, found.mark, "" if found.no_data else found.item.note, unknown)
            note = "; ".join(part for part in told if part)
            most = _number(found.item.most)
            body.append(
                [
                    f"{found.item.key} {found.item.name}",
                    found.numerator,
                    found.denominator,
                    _percent(found.ratio),
                    _percent(found.reached),
                    _number(found.points),
                    most,
                    note,
                ]
            )
    if context["with_before"] and context["lines"]:
        body.append([_("Gồm các đơn vị trước"), *[None] * 6, lineage_words(context["lines"])])
    return spreadsheet("phieu-766", [sheets.Table(context["unit"].full_name, columns, body)])
