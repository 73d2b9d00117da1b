"""Hồ sơ sau một con số."""

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
from thongsuot.emulation import lineage
from thongsuot.emulation.periods import Period
from thongsuot.emulation.permissions import READERS, opens_to, require_unit
from thongsuot.emulation.views.asked import asked_number, asked_period, common, spreadsheet, wants_sheet, with_before
from thongsuot.emulation.views.opening import DOSSIERS
from thongsuot.org.selectors import UnitInfo, unit_info
from thongsuot.procedures.selectors import version_by_id
from thongsuot.warehouse import measures
from thongsuot.warehouse import selectors as warehouse

PAGE = 50
SCOPE = "emulation.behind"


@needs(*READERS)
@require_GET
def behind(request: HttpRequest) -> HttpResponse:
    """Hồ sơ sau một con số, only those the reader may see anyway."""
    unit_id = asked_number(request.GET.get("don-vi", ""))
    where = require_unit(request.principal, unit_id)
    key = request.GET.get("so", "")
    if key not in DOSSIERS:
        raise NotFound()
    period, kind = asked_period(request.GET)
    unit, procedure_id = unit_info(unit_id, period.end), asked_number(request.GET.get("thu-tuc", ""), 0)
    wanted = warehouse.Behind(units_behind(request, unit, period), key, period.first, period.last, None, procedure_id)
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
        "unit": unit,
        "label": measures.label_of(key),
        "rows": [(line, *_words(line)) for line in rows],
        "older": f"?{query.urlencode()}" if more else None,
        "first": first,
        "sees_none": visible is not None and not visible,
    }
    return render(request, "emulation/behind.html", context)


def units_behind(request: HttpRequest, unit: UnitInfo, period: Period) -> lineage.Group:
    """The unit, with those before it when they are asked for."""
    if with_before(request.GET):
        return lineage.group_of(unit, period.end)
    return ((unit.province_id or unit.id, unit.id),)


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
