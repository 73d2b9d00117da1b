"""Danh sách hồ sơ của đơn vị và trang tổng thể của đơn vị."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.api import decode_cursor, encode_cursor
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers.models import CLOSED, Status
from thongsuot.dossiers.permissions import working_units
from thongsuot.dossiers.selectors import lists, overview, search
from thongsuot.dossiers.services import bulk
from thongsuot.dossiers.states import PAUSED
from thongsuot.dossiers.views.between import between
from thongsuot.org.selectors import unit_info
from thongsuot.tasks import saved
from thongsuot.tasks.models import SavedFilter
from thongsuot.tasks.selectors import led_units
from thongsuot.ui import due

GROUPS = {
    "": (_("Tất cả, mới nhất trước"), ()),
    "mo": (_("Đang mở, hạn gần nhất trước"), tuple(s.value for s in Status if s not in CLOSED and s != Status.DRAFT)),
    "xong": (_("Đã khép lại"), tuple(sorted(CLOSED))),
}


WIDE = "tinh"
ANY_ORDER = "chu"
SIZES = (20, 50, 100, 200)


def _page(request: HttpRequest, wanted: lists.Wanted, *, wide: bool, size: int) -> tuple[lists.Lines, str | None]:
    """The lines asked for and the cursor of the next page: found by name or code, or simply listed."""
    given = request.GET.get("sau", "")
    if wanted.text and search.searches(request.principal):
        after = _cursor("dossiers.search", given, 4)
        page = search.search_dossiers(request.principal, wanted, wide=wide, after=after, limit=size)
        return page, encode_cursor("dossiers.search", *page.next) if page.next else None
    return _listed(request, wanted, size=size)


def _listed(request: HttpRequest, wanted: lists.Wanted, *, size: int) -> tuple[lists.Lines, str | None]:
    """The lines as `GET /dossiers` lists them: an auditor gets the province, found by code."""
    by_due = lists.by_due(request.principal, wanted)
    after = _cursor("dossiers.page", request.GET.get("sau", ""), 2 if by_due else 1)
    page = lists.visible_dossiers(request.principal, wanted, after=after, limit=size)
    return page, encode_cursor("dossiers.page", *page.next) if page.next else None


def _cursor(scope: str, given: str, parts: int) -> tuple[str, ...] | None:
    try:
        return decode_cursor(scope, given, *[str] * parts)
    except Invalid:
        return None


@require_GET
@official
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Hồ sơ của các đơn vị tôi làm việc; filters stand in the address, so that they can be kept and sent."""
    principal, at = request.principal, now()
    kept = saved.filters_of(principal.user_id, SavedFilter.Place.DOSSIERS)
    if not request.GET and (opens := next((one for one in kept if one.opens and one.query), None)):
        return HttpResponseRedirect(f"{reverse('dossiers:list')}?{opens.query}")
    group, wide = request.GET.get("nhom", ""), request.GET.get("pham-vi") == WIDE
    statuses = [s for s in request.GET.getlist("tt") if s in Status.values and s != Status.DRAFT]
    wanted = lists.Wanted(
        statuses=tuple(statuses) or GROUPS.get(group, GROUPS[""])[1],
        text=clean_line(request.GET.get("q", "")[:200]),
        any_order=request.GET.get("tim") == ANY_ORDER,
    )
    short = bool(wanted.text) and search.needs_more_words(principal, wanted.text, wide=wide)
    names = not lists.only_metadata(principal)
    size = next((n for n in SIZES if str(n) == request.GET.get("so")), SIZES[0])
    page, following = (lists.Lines((), None), None) if short else _page(request, wanted, wide=wide, size=size)
    query = request.GET.copy()
    query.pop("sau", None)
    here = query.urlencode()
    if following:
        query["sau"] = following
    context = {
        "rows": _rows(page, at, names=names),
        "names": names,
        "groups": [(key, words) for key, (words, _statuses) in GROUPS.items()],
        "group": group,
        "statuses": [(s.value, s.label) for s in Status if s != Status.DRAFT],
        "chosen": statuses,
        "wanted_statuses": wanted.statuses,
        "text": wanted.text,
        "wide": wide,
        "wider": _wider(principal, request) if wanted.text and not wide else None,
        "any_order": wanted.any_order,
        "looser": _with(request, "tim", ANY_ORDER) if page.as_typed else None,
        "short": short,
        "size": size,
        "next": f"?{query.urlencode()}" if following else None,
        "first": f"?{here}" if request.GET.get("sau") else None,
        "many_units": len(working_units(principal)) > 1,
        "bulk_verbs": bulk.offered(principal),
        "saved": kept,
        "saved_place": SavedFilter.Place.DOSSIERS,
        "saved_query": saved.query_of(SavedFilter.Place.DOSSIERS, here),
        "saved_all": reverse("dossiers:list"),
    }
    return render(request, "dossiers/list.html", context)


def _rows(page: lists.Lines, at: datetime, *, names: bool) -> list[dict[str, Any]]:
    today = timezone.localdate(at)
    return [
        {
            "line": line,
            "title": line.applicant_name if names else line.code,
            "status": Status(line.status).label,
            "due": due.words(line.due_at, at, paused=line.status in PAUSED, done_at=line.finished_at),
            "unit": unit_info(line.competent_unit_id, today).full_name,
        }
        for line in page.rows
    ]


def _wider(principal: Principal, request: HttpRequest) -> str | None:
    """Address of the same search in everything this person may see; None when that is no more than their units."""
    if search.wide_scope(principal) == search.own_scope(principal):
        return None
    return _with(request, "pham-vi", WIDE)


def _with(request: HttpRequest, name: str, value: str) -> str:
    """Address of the first page of the same search with one thing changed."""
    query = request.GET.copy()
    query.pop("sau", None)
    query[name] = value
    return f"?{query.urlencode()}"


@require_GET
@official
def unit_overview(request: HttpRequest) -> HttpResponse:
    """Đơn vị hôm nay: how many lie where, what is late, who has how much in hand; every figure opens to its list."""
    principal, at = request.principal, now()
    mine = sorted(principal.units_with(Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR))
    if not mine:
        return render(request, "dossiers/unit.html", {"units": []})
    asked = request.GET.get("don-vi", "")
    if asked and asked not in {str(one) for one in mine}:
        raise NotFound()
    unit_id = int(asked) if asked else mine[0]
    counts = overview.counts_of_unit(unit_id, at=at, soon=at + timedelta(days=1))
    running = [c for c in counts if c.status not in PAUSED]
    context: dict[str, Any] = {
        "units": [(u, unit_info(u, timezone.localdate(at)).full_name) for u in mine],
        "unit": unit_info(unit_id, timezone.localdate(at)),
        "between": between(unit_id, at),
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
