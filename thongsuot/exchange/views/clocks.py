"""Hai đồng hồ (/can-bo/hai-dong-ho/): what share of "overdue" on the portal is real, per unit; down to each dossier."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.accounts.principal import Principal
from thongsuot.common import sheets
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers.models import NATIONAL_STATUS, Status
from thongsuot.exchange import jobs_inbound, systems
from thongsuot.exchange.clocks import report, runs
from thongsuot.exchange.models import Cause, ClockDifference, ClockRun
from thongsuot.exchange.permissions import MAY_COME_IN, Scope, scope_of
from thongsuot.exchange.views.stuck import unit_name

PAGE, MOST_EXPORTED = 50, 100_000
BY_NUMBER = {number: status.label for status, number in NATIONAL_STATUS.items()}
# Headings of narrow columns: what is overdue only on the portal, because …
SHORT = {
    Cause.WAITING: gettext_lazy("Giả: chờ người dân"),
    Cause.LATE_SYNC: gettext_lazy("Giả: đồng bộ chậm"),
    Cause.CALENDAR: gettext_lazy("Giả: khác lịch"),
    Cause.HOUR: gettext_lazy("Giả: khác giờ"),
    Cause.UNKNOWN: gettext_lazy("Giả: chưa rõ"),
    Cause.NOT_HERE: gettext_lazy("Ta chưa có"),
}
comes_in = needs(*MAY_COME_IN)


def province_of(principal: Principal) -> int | None:
    """Tỉnh của người này, by the posts held."""
    found = sorted(post.province_id for post in principal.posts if post.province_id)
    return found[0] if found else None


def _lines(run: ClockRun | None, scope: Scope) -> list[report.Line]:
    if run is None:
        return []
    whole = run.province_id in scope.provinces
    return report.lines(run, None if whole else scope.units)


@comes_in
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Báo cáo của lần so mới nhất."""
    province, scope, at = province_of(request.principal), scope_of(request.principal), now()
    run = report.newest(province) if province else None
    found = _lines(run, scope)
    last = report.newest(province, compared=False) if province else None
    context = {
        "run": run,
        "last": last if last and (run is None or last.pk != run.pk) else None,
        "lines": [_shown(line, scope, at) for line in found],
        "total": report.total(found),
        "share": _share(report.total(found)),
        "causes": [(cause.value, SHORT[cause]) for cause in Cause],
        "connected": bool(systems.address(systems.NATIONAL_PORTAL)),
    }
    return render(request, "exchange/clocks.html", context)


def _shown(line: report.Line, scope: Scope, at: datetime) -> dict[str, Any]:
    return {
        "line": line,
        "unit": unit_name(line.unit_id, at),
        "share": _share(line),
        "opens": line.unit_id in scope.units and line.differing > 0,
    }


def _share(line: report.Line) -> str:
    return _("không có") if line.real_share is None else f"{round(line.real_share * 100)} %"


@comes_in
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """So ngay, in the background; who asks while one runs gets that one."""
    province = province_of(request.principal)
    if province is None or not systems.address(systems.NATIONAL_PORTAL):
        messages.warning(
            request, _("Chưa nối với Cổng quốc gia nên chưa so được. Quản trị tỉnh khai địa chỉ của cổng.")
        )
        return HttpResponseRedirect(reverse("exchange:clocks"))
    with transaction.atomic():
        run, fresh = runs.begin(
            province_id=province, system=systems.NATIONAL_PORTAL, asked_by=request.principal.user_id, at=now()
        )
        if fresh:
            jobs_inbound.compare_clocks.defer(run_id=run.pk)
    messages.success(request, _("Đang lấy số liệu của cổng và so; trang này có kết quả mới sau ít phút."))
    return HttpResponseRedirect(reverse("exchange:clocks"))


def _unit_run(request: HttpRequest, run_id: int, unit_id: int) -> ClockRun:
    """Lần so, for who works in the unit: dossiers one by one are for its people alone."""
    run = ClockRun.objects.filter(pk=run_id, compared_at__isnull=False).select_related("system").first()
    if run is None or unit_id not in scope_of(request.principal).units:
        raise NotFound()
    return run


@comes_in
@require_safe
def unit(request: HttpRequest, run_id: int, unit_id: int) -> HttpResponse:
    """Hồ sơ mà hai đồng hồ nói khác nhau, of one unit."""
    run = _unit_run(request, run_id, unit_id)
    cause = request.GET.get("vi-sao", "") if request.GET.get("vi-sao") in Cause.values else ""
    overdue = request.GET.get("qua-han") == "1"
    after = clean_line(request.GET.get("sau", "")[:80])
    found = report.differences(run, unit_id, cause=cause, overdue=overdue, after=after, limit=PAGE)
    query = request.GET.copy()
    query.pop("sau", None)
    here = query.urlencode()
    lines = report.lines(run, [unit_id])
    context = {
        "run": run,
        "unit_id": unit_id,
        "unit": unit_name(unit_id, now()),
        "rows": [_difference(one) for one in found[:PAGE]],
        "line": lines[0] if lines else report.Line(unit_id),
        "causes": [(c.value, c.label) for c in Cause],
        "cause": cause,
        "overdue": overdue,
        "next": f"?{here}&sau={found[PAGE - 1].code}" if len(found) > PAGE else None,
        "first": f"?{here}" if after else None,
        "query": here,
    }
    return render(request, "exchange/clocks_unit.html", context)


def _difference(one: ClockDifference) -> dict[str, Any]:
    return {
        "one": one,
        "there": BY_NUMBER.get(one.status_there, one.status_there),
        "here": Status(one.status_here).label if one.status_here else "",
        "cause": Cause(one.cause).label,
    }


@comes_in
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Báo cáo ra Excel."""
    province, scope, at = province_of(request.principal), scope_of(request.principal), now()
    run = report.newest(province) if province else None
    if run is None:
        raise NotFound(_("Chưa có lần so nào."))
    names = [(cause.value, str(cause.label)) for cause in Cause]
    columns = [
        sheets.Column(_("Đơn vị")),
        *(
            sheets.Column(title, sheets.NUMBER)
            for title in (
                _("Đã so"),
                _("Khác nhau"),
                _("Cổng ghi quá hạn"),
                _("Quá hạn thật"),
                _("Ta ghi quá hạn"),
                *(_("Quá hạn giả: %(cause)s") % {"cause": label} for _value, label in names),
            )
        ),
    ]
    rows = [
        (
            unit_name(line.unit_id, at),
            line.compared,
            line.differing,
            line.overdue_there,
            line.overdue_both,
            line.overdue_here,
            *(line.false.get(value, 0) for value, _label in names),
        )
        for line in _lines(run, scope)
    ]
    content = sheets.write_table(columns, rows, _("Hai đồng hồ"), made_at=run.compared_at)
    return _file(content, f"hai-dong-ho-{timezone.localdate(run.began_at):%Y%m%d}.xlsx")


@comes_in
@require_safe
def export_unit(request: HttpRequest, run_id: int, unit_id: int) -> HttpResponse:
    """Hồ sơ khác nhau của một đơn vị ra Excel."""
    run = _unit_run(request, run_id, unit_id)
    columns = [
        sheets.Column(_("Mã hồ sơ")),
        sheets.Column(_("Nguyên nhân")),
        sheets.Column(_("Trạng thái ở cổng")),
        sheets.Column(_("Trạng thái của ta")),
        sheets.Column(_("Hạn ở cổng"), sheets.MOMENT),
        sheets.Column(_("Hạn của ta"), sheets.MOMENT),
        sheets.Column(_("Cổng ghi quá hạn")),
        sheets.Column(_("Quá hạn thật")),
    ]
    rows = [
        (
            one.code,
            str(Cause(one.cause).label),
            str(BY_NUMBER.get(one.status_there, one.status_there)),
            str(Status(one.status_here).label) if one.status_here else "",
            one.due_there,
            one.due_here,
            one.overdue_there,
            one.overdue_here,
        )
        for one in report.differences(run, unit_id, limit=MOST_EXPORTED)[:MOST_EXPORTED]
    ]
    content = sheets.write_table(columns, rows, _("Hồ sơ khác nhau"), made_at=run.compared_at)
    return _file(content, f"hai-dong-ho-ho-so-{run.pk}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=sheets.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
