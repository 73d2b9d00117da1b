"""Trang đơn vị của kế hoạch: lists by side, and one unit with where it goes, its seats and organs."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import official
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.cutover.content import COMMUNE_KINDS
from thongsuot.cutover.models import Plan, PlanState, PlanUnit, Side
from thongsuot.cutover.permissions import plan_in_sight, plans_for, require_planner
from thongsuot.cutover.selectors import units as unit_selectors
from thongsuot.cutover.services import units as unit_services
from thongsuot.cutover.services.units import SeatFacts, UnitFacts
from thongsuot.cutover.views.plans import planner
from thongsuot.org.models import Kind, Relation
from thongsuot.org.organs import OF_A_COMMUNE

VIEWS = (unit_selectors.NEW, unit_selectors.OLD, unit_selectors.SPLIT)
KINDS = [(kind, Kind(kind).label) for kind in (Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE)]


@official
@require_safe
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """Đơn vị mới, đơn vị cũ, hay chỉ đơn vị bị chia; fifty to a page."""
    plan = plan_in_sight(request.principal, code)
    view = request.GET.get("xem", "")
    view = view if view in VIEWS else unit_selectors.NEW
    q = asked(request, "q")
    start = start_of_page(request, unit_selectors.PAGE)
    page = unit_selectors.units_page(plan, view=view, q=q, start=start)
    here = reverse("cutover:plan_units", args=[plan.code])
    kept = {"xem": view} | ({"q": q} if q else {})
    end = start + unit_selectors.PAGE
    counted = unit_selectors.counts(plan)
    labels = {"moi": _("Đơn vị mới"), "cu": _("Đơn vị cũ"), "chia": _("Bị chia")}
    context = {
        "plan": plan,
        "view": view,
        "q": q,
        "page": page,
        "tabs": [(f"{here}?xem={name}", labels[name], counted[name]) for name in VIEWS],
        "current": f"{here}?xem={view}",
        "newer": f"{here}?{urlencode(kept | {'tu': start - unit_selectors.PAGE})}" if start else None,
        "older": f"{here}?{urlencode(kept | {'tu': end})}" if end < page.total else None,
        "may_edit": may_edit(request, plan),
        "empty": not any(counted.values()),
    }
    return render(request, "cutover/plan_units.html", context)


@planner
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Thêm đơn vị cũ (theo mã) hoặc đơn vị mới."""
    plan = require_planner(request.principal, code)
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            unit = _add(request, plan)
        except Invalid as refused:
            errors = said(refused)
        else:
            messages.success(request, _("Đã thêm %(unit)s.") % {"unit": unit.full_name}, extra_tags=undo_tag(plan))
            return HttpResponseRedirect(reverse("cutover:plan_unit", args=[plan.code, unit.pk]))
    context = {"plan": plan, "errors": errors, "typed": request.POST, "kinds": KINDS}
    return render(request, "cutover/plan_unit_new.html", context, status=422 if errors else 200)


def _add(request: HttpRequest, plan: Plan) -> PlanUnit:
    if request.POST.get("side") == Side.OLD:
        return unit_services.add_old(
            code=plan.code, unit_code=request.POST.get("unit_code", ""), by=request.principal, at=now()
        )
    return unit_services.add_new(code=plan.code, facts=_facts(request), by=request.principal, at=now())


@official
@require_safe
def show(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Một đơn vị của kế hoạch."""
    return _shown(request, plan_in_sight(request.principal, code), pk, [])


@planner
@require_POST
def act(request: HttpRequest, code: str, pk: int, verb: str) -> HttpResponse:
    """Một việc sửa trên đơn vị; comes back to the unit with what can be undone."""
    plan = require_planner(request.principal, code)
    doing = ACTS.get(verb)
    if doing is None:
        raise NotFound()
    try:
        doing(request, plan, pk)
    except Invalid as refused:
        return _shown(request, plan, pk, said(refused))
    messages.success(request, _("Đã lưu."), extra_tags=undo_tag(plan))
    if verb == "bo":
        return HttpResponseRedirect(reverse("cutover:plan_units", args=[plan.code]))
    return HttpResponseRedirect(reverse("cutover:plan_unit", args=[plan.code, pk]))


def _shown(request: HttpRequest, plan: Plan, pk: int, errors: list[dict[str, Any]]) -> HttpResponse:
    unit = unit_selectors.unit_of(plan, pk)
    if unit is None:
        raise NotFound()
    is_new, editable = unit.side == Side.NEW, may_edit(request, plan)
    ways = unit.made_of if is_new else unit.goes_to
    goings = list(ways.select_related("old", "new").order_by("old__name", "new__name"))
    context: dict[str, Any] = {
        "plan": plan,
        "unit": unit,
        "is_new": is_new,
        "is_commune": unit.kind in COMMUNE_KINDS,
        "goings": goings,
        "relations": Relation.choices,
        "errors": errors,
        "typed": request.POST,
        "may_edit": editable,
        "kinds": KINDS,
    }
    if is_new:
        chosen = {organ.organ_kind for organ in unit.organs.all()}
        usual = [(organ.organ_kind, organ.name_for(unit.kind)) for organ in OF_A_COMMUNE]
        context |= {
            "seats": list(unit.seats.select_related("old").order_by("-is_main", "pk")),
            "posts": list(unit.posts.order_by("organ_kind", "role", "full_name")[:200]),
            "organs": usual,
            "organs_chosen": list(chosen) or [kind for kind, _name in usual],
            "organs_usual": not chosen,
            "old_offices": [(going.old_id, going.old.full_name) for going in goings],
        }
    elif len(goings) > 1 or unit.kind not in COMMUNE_KINDS:
        receivers = [(going.new_id, going.new.full_name) for going in goings]
        context["caretakers"] = receivers or unit_selectors.choices(plan, Side.NEW)
    if editable:
        context["others"] = unit_selectors.choices(plan, Side.OLD if is_new else Side.NEW)
    return render(request, "cutover/plan_unit.html", context, status=422 if errors else 200)


def _change(request: HttpRequest, plan: Plan, pk: int) -> None:
    unit_services.change_new(code=plan.code, pk=pk, facts=_facts(request), by=request.principal, at=now())


def _remove(request: HttpRequest, plan: Plan, pk: int) -> None:
    unit_services.remove(code=plan.code, pk=pk, by=request.principal, at=now())


def _going(request: HttpRequest, plan: Plan, pk: int) -> None:
    unit, other = unit_services.unit_in(plan, pk), number(request.POST.get("other", ""))
    old, new = (other, pk) if unit.side == Side.NEW else (pk, other)
    unit_services.set_going(
        code=plan.code,
        old_id=old or 0,
        new_id=new or 0,
        relation=request.POST.get("relation", ""),
        note=request.POST.get("note", ""),
        by=request.principal,
        at=now(),
    )


def _remove_going(request: HttpRequest, plan: Plan, pk: int) -> None:
    going = number(request.POST.get("going", "")) or 0
    unit_services.remove_going(code=plan.code, going_id=going, by=request.principal, at=now())


def _caretaker(request: HttpRequest, plan: Plan, pk: int) -> None:
    chosen = number(request.POST.get("caretaker", ""))
    unit_services.set_caretaker(code=plan.code, pk=pk, caretaker_id=chosen, by=request.principal, at=now())


def _seat(request: HttpRequest, plan: Plan, pk: int) -> None:
    sent = request.POST
    facts = SeatFacts(
        sent.get("organs", ""), number(sent.get("old", "")), sent.get("address", ""), sent.get("is_main") == "1"
    )
    unit_services.set_seat(code=plan.code, new_id=pk, facts=facts, by=request.principal, at=now())


def _remove_seat(request: HttpRequest, plan: Plan, pk: int) -> None:
    seat = number(request.POST.get("seat", "")) or 0
    unit_services.remove_seat(code=plan.code, seat_id=seat, by=request.principal, at=now())


def _organs(request: HttpRequest, plan: Plan, pk: int) -> None:
    kinds = request.POST.getlist("organ_kinds")[:20]
    unit_services.set_organs(code=plan.code, new_id=pk, kinds=kinds, by=request.principal, at=now())


ACTS = {
    "sua": _change,
    "bo": _remove,
    "di": _going,
    "bo-di": _remove_going,
    "tam-nhan": _caretaker,
    "tru-so": _seat,
    "bo-tru-so": _remove_seat,
    "co-quan": _organs,
}


def _facts(request: HttpRequest) -> UnitFacts:
    sent = request.POST
    return UnitFacts(
        sent.get("code", ""),
        sent.get("kind", ""),
        sent.get("name", ""),
        sent.get("identifier", ""),
        sent.get("identifier_is_demo") == "1",
    )


def may_edit(request: HttpRequest, plan: Plan) -> bool:
    """Whether this person may change this plan now."""
    return plan.state == PlanState.DRAFT and plans_for(request.principal, plan)


def undo_tag(plan: Plan) -> str:
    """What makes a message offer to take the last edit back."""
    return f"undo:{reverse('cutover:plan_undo', args=[plan.code])}"


def said(refused: Refused) -> list[dict[str, Any]]:
    """Errors of a refusal for the summary on top."""
    return refused.errors or [{"field": "", "message": str(refused.detail)}]


def number(text: str) -> int | None:
    """A key as sent; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def asked(request: HttpRequest, name: str, limit: int = 120) -> str:
    """What was asked; what cannot be read asks for nothing."""
    try:
        return clean_line(request.GET.get(name, ""), field=name, limit=limit)
    except Invalid:
        return ""


def start_of_page(request: HttpRequest, size: int) -> int:
    """Where in a list the page begins (`?tu=`); anything else than a number is the beginning."""
    written = request.GET.get("tu", "0")
    start = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    return start - start % size
