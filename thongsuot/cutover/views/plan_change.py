"""Trang thay đổi nhỏ: one commune becomes a ward, gets its right name or code, or comes to another province."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.cutover.permissions import PLANNERS, provinces_ahead
from thongsuot.cutover.services.small_change import Change, draw_up_change
from thongsuot.cutover.views.plan_units import KINDS, number, said
from thongsuot.cutover.views.plans import planner
from thongsuot.org.models import Level
from thongsuot.org.selectors import units_in_force
from thongsuot.ui.forms import parse_date


@planner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Một biểu mẫu; the plan it makes is checked and decided like any other."""
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            plan = draw_up_change(change=_change(request), by=request.principal, at=now())
        except Invalid as refused:
            errors = said(refused)
        else:
            return HttpResponseRedirect(reverse("cutover:plan", args=[plan.code]))
    units = units_in_force(timezone.localdate(now()))
    own = provinces_ahead(request.principal, *PLANNERS)
    communes = [unit for unit in units if unit.level == Level.COMMUNE and unit.province_id in own]
    provinces = [unit for unit in units if unit.level == Level.PROVINCE]
    context = {
        "errors": errors,
        "typed": request.POST,
        "units": [(u.code, f"{u.full_name} ({u.code})") for u in sorted(communes, key=lambda u: (u.name, u.code))],
        "provinces": [(u.id, u.full_name) for u in sorted(provinces, key=lambda u: u.name)],
        "kinds": KINDS,
    }
    return render(request, "cutover/plan_change.html", context, status=422 if errors else 200)


def _change(request: HttpRequest) -> Change:
    sent = request.POST
    on = parse_date(sent.get("effective_on", ""))
    if on is None:
        message = _("Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 01/04/2026.")
        raise Invalid(errors=[{"field": "effective_on", "message": message}])
    return Change(
        unit_code=sent.get("unit_code", ""),
        kind=sent.get("kind", ""),
        name=sent.get("name", ""),
        effective_on=on,
        legal_basis=sent.get("legal_basis", ""),
        code=sent.get("new_code", ""),
        province_id=number(sent.get("province", "")),
        is_exercise=sent.get("is_exercise") == "1",
    )
