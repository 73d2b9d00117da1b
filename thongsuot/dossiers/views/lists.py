"""Danh sách hồ sơ của đơn vị và trang tổng thể của đơn vị."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.accounts.models import Role
from thongsuot.common.api import decode_cursor, encode_cursor
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers.models import CLOSED, Status
from thongsuot.dossiers.permissions import working_units
from thongsuot.dossiers.selectors import lists, overview
from thongsuot.dossiers.states import PAUSED
from thongsuot.org.selectors import unit_info
from thongsuot.tasks.selectors import led_units
from thongsuot.ui import due

GROUPS = {
    "": (_("Tất cả, mới nhất trước"), ()),
    "mo": (_("Đang mở, hạn gần nhất trước"), tuple(s.value for s in Status if s not in CLOSED and s != Status.DRAFT)),
    "xong": (_("Đã khép lại"), tuple(sorted(CLOSED))),
}


def _after(cursor: str, wanted: lists.Wanted) -> tuple[str, ...] | None:
    try:
        types = (str, str) if wanted.open_only else (str,)
        return decode_cursor("dossiers.page", cursor, *types)
    except Invalid:
        return None


@require_GET
@official
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Hồ sơ của các đơn vị tôi làm việc; filters stand in the address, so that they can be kept and sent."""
    group = request.GET.get("nhom", "")
    statuses = [s for s in request.GET.getlist("tt") if s in Status.values and s != Status.DRAFT]
    wanted = lists.Wanted(
        statuses=tuple(statuses) or GROUPS.get(group, GROUPS[""])[1],
        text=clean_line(request.GET.get("q", "")[:200]),
    )
    page = lists.dossiers_of_units(request.principal, wanted, after=_after(request.GET.get("sau", ""), wanted))
    query = request.GET.copy()
    query.pop("sau", None)
    first = f"?{query.urlencode()}" if request.GET.get("sau") else None
    if page.next:
        query["sau"] = encode_cursor("dossiers.page", *page.next)
    at = now()
    rows = [
        {
            "line": line,
            "status": Status(line.status).label,
            "due": due.words(line.due_at, at, paused=line.status in PAUSED, done_at=line.finished_at),
            "unit": unit_info(line.competent_unit_id, timezone.localdate(at)).full_name,
        }
        for line in page.rows
    ]
    context = {
        "rows": rows,
        "groups": [(key, words) for key, (words, _statuses) in GROUPS.items()],
        "group": group,
        "statuses": [(s.value, s.label) for s in Status if s != Status.DRAFT],
        "chosen": statuses,
        "text": wanted.text,
        "next": f"?{query.urlencode()}" if page.next else None,
        "first": first,
        "many_units": len(working_units(request.principal)) > 1,
    }
    return render(request, "dossiers/list.html", context)


@require_GET
@official
def unit_overview(request: HttpRequest) -> HttpResponse:
    """Đơn vị hôm nay: how many lie where, what is late, who has how much in hand; every figure opens to its list."""
    principal, at = request.principal, now()
    mine = sorted(principal.units_with(Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR))
    if not mine:
        return render(request, "dossiers/unit.html", {"units": []})
    asked = request.GET.get("don-vi", "")
    if asked and (not asked.isdigit() or int(asked) not in mine):
        raise NotFound()
    unit_id = int(asked) if asked else mine[0]
    counts = overview.counts_of_unit(unit_id, at=at, soon=at + timedelta(days=1))
    running = [c for c in counts if c.status not in PAUSED]
    context: dict[str, Any] = {
        "units": [(u, unit_info(u, timezone.localdate(at)).full_name) for u in mine],
        "unit": unit_info(unit_id, timezone.localdate(at)),
        "counts": sorted(
            ((c, Status(c.status).label) for c in counts), key=lambda pair: list(Status.values).index(pair[0].status)
        ),
        "open": sum(c.total for c in counts),
        "late": sum(c.late for c in running if c.status != Status.FINISHED),
        "soon": sum(c.soon for c in running if c.status != Status.FINISHED),
        "paused": sum(c.total for c in counts if c.status in PAUSED),
        "waiting_return": sum(c.total for c in counts if c.status == Status.FINISHED),
        "loads": [(load, Role(load.role).label) for load in overview.loads_of_unit(unit_id, at=at)]
        if unit_id in led_units(principal)
        else [],
    }
    return render(request, "dossiers/unit.html", context)
