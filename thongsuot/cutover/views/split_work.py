"""Trang chia việc: figures of all split units, the worklist of one with its evidence, and case by case by keyboard."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.api import decode_cursor, encode_cursor
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.cutover import jobs_run
from thongsuot.cutover.matching.cells import nearest
from thongsuot.cutover.models import Going, PlanUnit, SplitCase
from thongsuot.cutover.permissions import PLANNERS, plan_in_sight, plans_for
from thongsuot.cutover.selectors import split_work
from thongsuot.cutover.selectors.split_work import Wanted, last_reason
from thongsuot.cutover.services.split_decide import decide, undo
from thongsuot.cutover.services.split_gather import gather
from thongsuot.cutover.split_permissions import RULERS, Place, decides_for, place_of, require_deciding
from thongsuot.dossiers.permissions import WORKING_ROLES

somebody = needs(*PLANNERS, *WORKING_ROLES, Role.AUDITOR, Role.PROCEDURE_CONTROLLER, Role.UNIT_ADMIN)
worker = needs(*PLANNERS, *WORKING_ROLES)
PAGE = 50
CURSOR = "cutover.split"
STATES = ("open", "rule", "people", "all")


@somebody
@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Mọi đơn vị bị chia của kế hoạch: figures, and the way in for those who may go there."""
    plan = plan_in_sight(request.principal, code)
    planner = plans_for(request.principal, plan)
    rows = []
    for row in split_work.figures(plan):
        roles = request.principal.roles_in(row.old.unit_id or 0)
        decides = decides_for(request.principal, plan, row.old)
        rows.append((row, decides, planner or decides or bool(roles & set(RULERS))))
    context = {
        "plan": plan,
        "rows": rows,
        "total": sum(row.total for row, *_may in rows),
        "decided": sum(row.decided for row, *_may in rows),
    }
    return render(request, "cutover/split_overview.html", context)


@worker
@require_safe
def worklist(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Danh sách việc của một đơn vị cũ."""
    place = place_of(request.principal, code, unit)
    require_deciding(request.principal, place)
    return render(request, "cutover/split_work.html", _list_context(place, request.GET))


@worker
@require_POST
def decide_many(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Quyết các việc đã đánh dấu; the list comes back with its filter, and the act can be taken back."""
    place = place_of(request.principal, code, unit)
    query = QueryDict(request.POST.get("loc", "")[:2_000])
    try:
        number = _decide(request, place)
    except Invalid as refused:
        if not refused.errors:
            raise
        context = _list_context(place, query) | {"errors": refused.errors, "typed": request.POST}
        context["ticked"] = set(_ids(request.POST.getlist("case")))
        return render(request, "cutover/split_work.html", context, status=422)
    _say(request, place, *number)
    address = reverse("cutover:split_work", args=[place.plan.code, place.old.code])
    return HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)


@worker
@require_http_methods(["GET", "HEAD", "POST"])
def one_by_one(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Từng việc: one case, its evidence, one key per place; deciding or leaving it leads to the next."""
    place = place_of(request.principal, code, unit)
    require_deciding(request.principal, place)
    address = reverse("cutover:split_one", args=[place.plan.code, place.old.code])
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            _say(request, place, *_decide(request, place))
        except Invalid as refused:
            errors = refused.errors
        else:
            return HttpResponseRedirect(f"{address}?sau={request.POST.get('sau', '')}")
    rows = split_work.cases(place.old, Wanted())
    case = _wanted_case(request, place) or _after(rows, request.GET.get("sau", "")).first() or rows.first()
    row = next(row for row in split_work.figures(place.plan) if row.old.pk == place.old.pk)
    context = {
        "place": place,
        "plan": place.plan,
        "old": place.old,
        "row": row,
        "case": _shown([case], place)[0] if case else None,
        "cursor": _cursor(case) if case else "",
        "ways": split_work.goings(place.old),
        "reason": request.POST.get("reason")
        or ("sau" in request.GET and last_reason(place.old, request.principal))
        or "",
        "errors": errors,
    }
    return render(request, "cutover/split_one.html", context, status=422 if errors else 200)


@worker
@require_POST
def take_back(request: HttpRequest, code: str, unit: str, act: int) -> HttpResponse:
    """Hoàn tác một lần quyết."""
    place = place_of(request.principal, code, unit)
    number = undo(place=place, act_id=act, by=request.principal, at=now())
    messages.success(request, _("Đã đưa %(n)d việc về như trước.") % {"n": number})
    return HttpResponseRedirect(reverse("cutover:split_work", args=[place.plan.code, place.old.code]))


@worker
@require_POST
def gather_now(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Gom lại: what came and what was closed since the last time."""
    place = place_of(request.principal, code, unit)
    if place.moved:
        messages.warning(request, _("Việc đã chuyển; danh sách này không gom thêm."))
    else:
        found = gather(place.plan, place.old, now(), by=request.principal.user_id)
        words = _("Đã gom: %(new)d việc mới, %(gone)d việc đã khép.") % {"new": found.new, "gone": found.gone}
        messages.success(request, words)
    return HttpResponseRedirect(reverse("cutover:split", args=[place.plan.code]))


def _decide(request: HttpRequest, place: Place) -> tuple[int, int]:
    """Number of cases and the act."""
    [goes_to] = _ids([request.POST.get("goes_to", "")]) or [0]
    found = decide(
        place=place,
        case_ids=_ids(request.POST.getlist("case")),
        goes_to=goes_to,
        reason=request.POST.get("reason", ""),
        by=request.principal,
        at=now(),
    )
    if place.moved:
        jobs_run.move_on(place.plan, request.principal.user_id)
    return found.number, found.act.pk


def _say(request: HttpRequest, place: Place, number: int, act: int) -> None:
    words = ngettext("Đã quyết nơi đến của %(n)d việc.", "Đã quyết nơi đến của %(n)d việc.", number) % {"n": number}
    tag = "" if place.moved else f"undo:{reverse('cutover:split_undo', args=[place.plan.code, place.old.code, act])}"
    messages.success(request, words, extra_tags=tag)


def _list_context(place: Place, given: QueryDict) -> dict[str, Any]:
    wanted = _wanted(given)
    rows = _after(split_work.cases(place.old, wanted), given.get("sau", ""))
    found = list(rows[: PAGE + 1])
    query = given.copy()
    query.pop("sau", None)
    here = query.urlencode()
    row = next(row for row in split_work.figures(place.plan) if row.old.pk == place.old.pk)
    return {
        "place": place,
        "plan": place.plan,
        "old": place.old,
        "row": row,
        "cases": _shown(found[:PAGE], place),
        "ways": split_work.goings(place.old),
        "wanted": wanted,
        "filtered": wanted != Wanted(state=wanted.state),
        "tabs": [(state, _tab_words()[state], number) for state, number in _numbers(row)],
        "fields": split_work.told(place.old, "field"),
        "villages": split_work.told(place.old, "village"),
        "query": here,
        "next": f"?{here}&sau={_cursor(found[PAGE - 1])}" if len(found) > PAGE else None,
        "first": f"?{here}" if given.get("sau") else None,
        "typed": {},
        "ticked": set(),
        "errors": [],
    }


def _numbers(row: split_work.Figures) -> list[tuple[str, int]]:
    return [("open", row.undecided), ("rule", row.by_rule), ("people", row.by_people), ("all", row.total)]


def _tab_words() -> dict[str, str]:
    return {
        "open": _("Chưa quyết"),
        "rule": _("Quy tắc đã quyết"),
        "people": _("Người đã quyết"),
        "all": _("Tất cả"),
    }


def _wanted(given: QueryDict) -> Wanted:
    """Bộ lọc của địa chỉ; what cannot be read asks for nothing."""

    def line(name: str) -> str:
        try:
            return clean_line(given.get(name, ""), field=name, limit=300)
        except Invalid:
            return ""

    state = line("xem") or "open"
    [goes_to] = _ids([line("den")]) or [None]
    return Wanted(
        state=state if state in STATES else "open",
        kind=line("loai"),
        field=line("linh-vuc"),
        village=line("thon"),
        code=line("ma"),
        goes_to=goes_to,
    )


def _shown(cases: Sequence[SplitCase], place: Place) -> list[dict[str, Any]]:
    """Việc với chứng cứ: what is known, and the cell of the map when a point is known."""
    on_the_map = any("lat" in case.facts for case in cases)
    ways = split_work.goings(place.old) if on_the_map else []
    centres = split_work.centres(ways, place.plan.effective_on) if on_the_map else []
    return [
        {
            "case": case,
            "facts": case.facts,
            "page": reverse("dossiers:dossier", args=[case.code]) if case.kind == "dossier" and case.code else "",
            "cell": _cell(case.facts, ways, centres),
        }
        for case in cases
    ]


def _cell(facts: dict[str, Any], ways: Sequence[Going], centres: split_work.Centres) -> PlanUnit | None:
    try:
        lat, lon = float(facts["lat"]), float(facts["lon"])
    except (KeyError, TypeError, ValueError):
        return None
    found = nearest(lat, lon, centres)
    return next((way.new for way in ways if way.new.unit_id == found), None)


def _wanted_case(request: HttpRequest, place: Place) -> SplitCase | None:
    """The case the address or the form names, if it is one of this unit."""
    [pk] = _ids([request.GET.get("viec", "") or request.POST.get("case", "")]) or [0]
    return SplitCase.objects.filter(old=place.old, pk=pk).select_related("goes_to").first() if pk else None


def _cursor(case: SplitCase) -> str:
    return encode_cursor(CURSOR, case.due_at.isoformat() if case.due_at else "", case.pk)


def _after(rows: Any, given: str) -> Any:
    try:
        found = decode_cursor(CURSOR, given, str, int)
        due_at = datetime.fromisoformat(found[0]) if found and found[0] else None
    except (Invalid, ValueError):
        return rows
    return split_work.after(rows, due_at, found[1]) if found else rows


def _ids(given: Sequence[str]) -> list[int]:
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 18]
