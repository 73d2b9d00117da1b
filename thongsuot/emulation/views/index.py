"""Bộ chỉ số 766: units side by side, one unit item by item, the dossiers behind a number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import needs
from thongsuot.common import sheets
from thongsuot.common.errors import NotFound
from thongsuot.common.pages import decode_cursor, encode_cursor
from thongsuot.dossiers.models import Channel, Status
from thongsuot.emulation import scorecards, selectors
from thongsuot.emulation.permissions import READERS, opens_to, require_unit, scope
from thongsuot.emulation.scoring import ItemScore, score
from thongsuot.emulation.views.asked import asked_number, asked_period, common, spreadsheet, wants_sheet
from thongsuot.org.selectors import unit_info
from thongsuot.procedures.selectors import version_by_id
from thongsuot.warehouse import measures
from thongsuot.warehouse import selectors as warehouse

PAGE = 50
SCOPE = "emulation.behind"
# A dossier behind these would tell whose rating it was: they are counted, never opened.
NEVER_OPENED = frozenset({"ended_unhappy"})


@needs(*READERS)
@require_GET
def ranking(request: HttpRequest) -> HttpResponse:
    """Chỉ số của các đơn vị trong phạm vi, theo kỳ."""
    where = scope(request.principal)
    period, kind = asked_period(request.GET)
    card = scorecards.scorecard_on(period.end)
    rows = selectors.index_of_units(where, period, card)
    if wants_sheet(request):
        return _ranking_sheet(card, rows)
    context = {
        **common(request, period, kind),
        "scorecard": card,
        "rows": rows,
        "alone": len(rows) == 1,
        "whole": where.units is None,
        "missing": [item for item in card.items if item.no_data],
        "unweighed": [item for item in card.items if item.most is None and not item.no_data],
    }
    return render(request, "emulation/ranking.html", context)


def _ranking_sheet(card: scorecards.Scorecard, rows: list) -> HttpResponse:
    columns = [
        sheets.Column(_("Hạng"), sheets.NUMBER),
        sheets.Column(_("Đơn vị"), width=36),
        sheets.Column(_("Điểm đã biết trọng số"), sheets.NUMBER),
        sheets.Column(_("trên tối đa đã biết"), sheets.NUMBER),
        sheets.Column(_("Mức đạt bình quân (%)"), sheets.NUMBER),
        *(sheets.Column(f"{item.key} {item.name} (%)", sheets.NUMBER, 18) for item in card.items),
    ]
    body = [
        [
            found.rank,
            unit.full_name,
            _number(found.points),
            _number(found.out_of),
            _percent(found.reached),
            *(_percent(found.item(item.key).ratio) for item in card.items),
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
    card = scorecards.scorecard_on(period.end)
    numbers = selectors.numbers_of(where.province_id, period).get(unit_id, selectors.NOTHING)
    found = score(card, unit_id, numbers)
    context = {
        **common(request, period, kind),
        "scorecard": card,
        "unit": unit_info(unit_id, period.end),
        "card": found,
        "groups": [(group, [(item, _parts(item, numbers)) for item in group.items]) for group in found.groups],
    }
    if wants_sheet(request):
        return _card_sheet(context)
    return render(request, "emulation/card.html", context)


def _parts(found: ItemScore, numbers: warehouse.Numbers) -> list[tuple[str, Any, int, bool]]:
    """Measures an item is made of: key, words, number, whether it opens to dossiers."""
    terms = (found.item.numerator, found.item.denominator)
    keys = dict.fromkeys(key for term in terms for key in (*term.plus, *term.minus))
    known = {*measures.COUNT_OF, *measures.STOCK_OF}
    return [(key, measures.label_of(key), numbers[key], key not in NEVER_OPENED) for key in keys if key in known] + [
        (key, OTHER[key], numbers[key], False) for key in keys if key not in known
    ]


OTHER = {
    "services": gettext_lazy("Thủ tục giao cho đơn vị"),
    "services_online": gettext_lazy("Thủ tục có dịch vụ trực tuyến"),
    "procedures_used": gettext_lazy("Thủ tục có hồ sơ"),
    "procedures_used_online": gettext_lazy("Thủ tục có hồ sơ trực tuyến"),
}


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
            note = found.item.no_data or found.item.note
            if found.item.most is None:
                note = "; ".join(part for part in (note, _("chưa biết trọng số")) if part)
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
    return spreadsheet("phieu-766", [sheets.Table(context["unit"].full_name, columns, body)])


@needs(*READERS)
@require_GET
def behind(request: HttpRequest) -> HttpResponse:
    """Hồ sơ sau một con số, only those the reader may see anyway."""
    unit_id = asked_number(request.GET.get("don-vi", ""))
    where = require_unit(request.principal, unit_id)
    key = request.GET.get("so", "")
    if key not in {*measures.COUNT_OF, *measures.STOCK_OF} or key in NEVER_OPENED:
        raise NotFound()
    period, kind = asked_period(request.GET)
    wanted = warehouse.Behind(where.province_id, unit_id, key, period.first, period.last)
    after = decode_cursor(SCOPE, request.GET.get("sau"), int)
    visible = opens_to(request.principal, where.province_id)
    limit = warehouse.MOST_LINES if wants_sheet(request) else PAGE
    lines = warehouse.dossiers_behind(
        wanted, visible_units=visible, before=after[0] if after else 2**62, limit=limit + 1
    )
    rows, more = lines[:limit], len(lines) > limit
    if wants_sheet(request):
        return _behind_sheet(rows)
    query = request.GET.copy()
    query.pop("sau", None)
    first = f"?{query.urlencode()}" if after else None
    if more:
        query["sau"] = encode_cursor(SCOPE, rows[-1].dossier_id)
    context = {
        **common(request, period, kind),
        "unit": unit_info(unit_id, period.end),
        "label": measures.label_of(key),
        "rows": [(line, *_words(line)) for line in rows],
        "older": f"?{query.urlencode()}" if more else None,
        "first": first,
        "sees_none": visible is not None and not visible,
    }
    return render(request, "emulation/behind.html", context)


TIMELINESS = {
    "early": gettext_lazy("trước hạn"),
    "on_time": gettext_lazy("đúng hạn"),
    "late": gettext_lazy("quá hạn"),
    "": "",
}


def _words(line: warehouse.FactLine) -> tuple[str, str, str]:
    version = version_by_id(line.version_id)
    return version.short_name if version else "", str(Status(line.status).label), str(TIMELINESS[line.timeliness])


def _behind_sheet(rows: list[warehouse.FactLine]) -> HttpResponse:
    columns = [
        sheets.Column(_("Mã hồ sơ"), width=26),
        sheets.Column(_("Thủ tục"), width=50),
        sheets.Column(_("Cách nộp")),
        sheets.Column(_("Trạng thái"), width=24),
        sheets.Column(_("Tiếp nhận"), sheets.MOMENT),
        sheets.Column(_("Hẹn trả"), sheets.MOMENT),
        sheets.Column(_("Xong"), sheets.MOMENT),
        sheets.Column(_("Tiến độ")),
    ]
    body = []
    for line in rows:
        name, status, timely = _words(line)
        channel = str(Channel(line.channel).label)
        body.append([line.code, name, channel, status, line.received_at, line.due_at, line.done_at, timely])
    return spreadsheet("ho-so-sau-con-so", [sheets.Table(_("Hồ sơ"), columns, body)])
