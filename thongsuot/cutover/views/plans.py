"""Trang kế hoạch: the list, a new one, and the plan's home with a card for every step (/quan-tri/chuyen-doi/)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.accounts.guards import needs, official
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.cutover import steps
from thongsuot.cutover.models import PlanKind, PlanState
from thongsuot.cutover.permissions import PLANNERS, plan_in_sight, plans_for, provinces_ahead
from thongsuot.cutover.plan_forms import PlanForm
from thongsuot.cutover.selectors import plans as plan_selectors
from thongsuot.cutover.services import plans as plan_services
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import add_refused, errors_of

planner = needs(*PLANNERS)
LONGEST_LIST = 100
TONES = {
    PlanState.DRAFT: "neutral",
    PlanState.DECIDED: "info",
    PlanState.EXECUTING: "warning",
    PlanState.EXECUTED: "warning",
    PlanState.VERIFIED: "success",
    PlanState.ROLLED_BACK: "danger",
    PlanState.CANCELLED: "neutral",
}


@official
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Các kế hoạch người này thấy."""
    plans = list(plan_selectors.plans_of(request.principal)[:LONGEST_LIST])
    sizes = plan_selectors.sizes(plans)
    context = {
        "rows": [(plan, sizes[plan.pk], PlanState(plan.state).label, TONES[PlanState(plan.state)]) for plan in plans],
        "may_plan": request.principal.has(*PLANNERS),
    }
    return render(request, "cutover/plans.html", context)


@planner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Lập kế hoạch mới."""
    day = timezone.localdate(now())
    own = sorted(provinces_ahead(request.principal, *PLANNERS))
    provinces = [(province, unit_info(province, day).full_name) for province in own]
    form = PlanForm(request.POST if request.method == "POST" else None, provinces=provinces)
    if request.method == "POST" and form.is_valid():
        try:
            plan = plan_services.draw_up(new=form.new_plan(), by=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            return HttpResponseRedirect(reverse("cutover:plan", args=[plan.code]))
    context = {"form": form, "errors": errors_of(form)}
    return render(request, "cutover/plan_new.html", context, status=422 if form.errors else 200)


@official
@require_safe
def home(request: HttpRequest, code: str) -> HttpResponse:
    """Trang của một kế hoạch: what it is about, and every step with how far it is."""
    plan = plan_in_sight(request.principal, code)
    cards = steps.cards(plan, request.principal)
    context = {
        "plan": plan,
        "kind": PlanKind(plan.kind).label,
        "following": steps.following(cards, plan.state),
        "state": PlanState(plan.state).label,
        "tone": TONES[PlanState(plan.state)],
        "province": unit_info(plan.province_id, plan.effective_on),
        "size": plan_selectors.size(plan),
        "cards": cards,
        "may_plan": plans_for(request.principal, plan),
    }
    return render(request, "cutover/plan_home.html", context)
