"""Thủ tục, quyết định sau một con số."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import needs
from thongsuot.common import sheets
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.emulation import catalogue
from thongsuot.emulation.periods import Period
from thongsuot.emulation.permissions import READERS, require_unit
from thongsuot.emulation.views import opening
from thongsuot.emulation.views.asked import asked_number, asked_period, common, spreadsheet, wants_sheet
from thongsuot.emulation.views.behind import units_behind
from thongsuot.org.selectors import UnitInfo, unit_info
from thongsuot.payments.selectors.accounts import units_paid_online
from thongsuot.procedures.selectors import Version, all_in_force, version_by_id
from thongsuot.warehouse import selectors as warehouse

MINUTES_A_DAY = 24 * 60
STATES = {
    "on_time": gettext_lazy("đúng hạn"),
    "late": gettext_lazy("trễ"),
    "overdue": gettext_lazy("quá hạn, chưa làm"),
    "waiting": gettext_lazy("chưa tới hạn"),
    "unknown": gettext_lazy("thiếu ngày"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Bảng của trang: headings with whether they are numbers, rows of cells, each row with an address or none."""

    columns: tuple[tuple[Any, bool], ...]
    rows: list[tuple[tuple[Any, ...], str]]


@needs(*READERS)
@require_GET
def behind(request: HttpRequest) -> HttpResponse:
    """Thủ tục hoặc quyết định sau một con số của một đơn vị; procedures with dossiers open to these."""
    unit_id = asked_number(request.GET.get("don-vi", ""))
    require_unit(request.principal, unit_id)
    key = request.GET.get("so", "")
    period, kind = asked_period(request.GET)
    unit, shared = unit_info(unit_id, period.end), common(request, period, kind)
    if key in opening.USED:
        table = _used(request, key, unit, period, shared["same_period"])
    elif key in opening.GIVEN:
        table = _given(key, unit, period)
    elif key in opening.DECIDED:
        table = _decided(key, unit, period)
    else:
        raise NotFound()
    label = opening.label(key)
    if wants_sheet(request):
        columns = [
            sheets.Column(name, sheets.NUMBER if number else sheets.TEXT, 0 if number else 40)
            for name, number in table.columns
        ]
        return spreadsheet(
            "thu-tuc-sau-con-so", [sheets.Table(str(label), columns, [list(cells) for cells, _to in table.rows])]
        )
    return render(request, "emulation/procedures.html", {**shared, "unit": unit, "label": label, "table": table})


def _used(request: HttpRequest, key: str, unit: UnitInfo, period: Period, same: str) -> Table:
    """With what it took and what was promised on average, in days on the wall."""
    lines = warehouse.procedures_behind(units_behind(request, unit, period), period.first, period.last)
    wanted = {
        "procedures_used": lambda one: one.received,
        "procedures_used_online": lambda one: one.received_online,
        "procedures_done": lambda one: one.done_timed,
        "procedures_in_mean": lambda one: one.in_mean,
    }[key]
    opened = {"procedures_used": "received", "procedures_used_online": "received_online"}.get(key, "done_timed")
    versions = {version.procedure_id: version for version in all_in_force(period.end)}
    rows = []
    for one in filter(wanted, lines):
        version = versions.get(one.procedure_id)
        cells = (
            version.code if version else "",
            version.short_name if version else _("Thủ tục không còn hiệu lực cuối kỳ"),
            one.received,
            one.received_online,
            one.done_timed,
            _days(one.minutes_taken, one.done_timed),
            _days(one.minutes_allowed, one.done_timed),
        )
        address = opening.address(opened, unit.id, same) + f"&thu-tuc={one.procedure_id}"
        rows.append((cells, address))
    columns = (
        (_("Mã"), False),
        (_("Thủ tục"), False),
        (_("Tiếp nhận"), True),
        (_("Trực tuyến"), True),
        (_("Có kết quả, có hẹn"), True),
        (_("Ngày làm, bình quân"), True),
        (_("Ngày hẹn, bình quân"), True),
    )
    return Table(columns, sorted(rows, key=lambda row: row[0][0]))


def _days(minutes: int, dossiers: int) -> float | None:
    return round(minutes / dossiers / MINUTES_A_DAY, 2) if dossiers else None


def _given(key: str, unit: UnitInfo, period: Period) -> Table:
    """With what is missing of the seven parts."""
    given = catalogue.given(unit.province_id or unit.id, period.first, period.end).get(unit.id)
    versions = [version_by_id(pk) for pk in given.versions] if given else []
    payable = key == "services_payable" and unit.id in units_paid_online([unit.id], period.end)
    wanted = {
        "services": lambda version: True,
        "services_online": lambda version: not version.offline_only,
        "services_complete": lambda version: not catalogue.missing_parts(version),
        "services_fee": catalogue.has_fee,
        "services_payable": lambda version: payable and catalogue.has_fee(version),
    }[key]
    rows: list[tuple[tuple[Any, ...], str]] = [(_facts(version), "") for version in versions if wanted(version)]
    columns = ((_("Mã"), False), (_("Thủ tục"), False), (_("Lĩnh vực"), False), (_("Bộ phận còn thiếu"), False))
    return Table(columns, sorted(rows))


def _facts(version: Version) -> tuple[Any, ...]:
    return version.code, version.short_name, version.field, ", ".join(catalogue.missing_parts(version)) or _("đủ")


def _decided(key: str, unit: UnitInfo, period: Period) -> Table:
    """All decisions of the period that touch the unit's procedures, those that are not judged too, with the reason."""
    province = unit.province_id or unit.id
    given = catalogue.given(province, period.first, period.end).get(unit.id)
    on = min(period.end, timezone.localdate(now()))
    judged = catalogue.decisions(province, period.first, period.end, on)
    which = "published" if key.startswith("decisions") else "entered"
    rows: list[tuple[tuple[Any, ...], str]] = []
    for one in judged:
        state = getattr(one, which)
        if given and one.procedures & given.procedures and (key.endswith("judged") or state == "on_time"):
            law, entered = one.decision.law_effective_on, one.decision.entered_on
            named = (one.decision.number, one.decision.issuer)
            rows.append(((*named, _day(one.decision.signed_on), _day(law), _day(entered), str(STATES[state])), ""))
    columns = (
        (_("Số"), False),
        (_("Cơ quan"), False),
        (_("Ngày ký"), False),
        (_("Văn bản có hiệu lực"), False),
        (_("Nhập cơ sở dữ liệu quốc gia"), False),
        (_("Kết luận"), False),
    )
    return Table(columns, rows)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
