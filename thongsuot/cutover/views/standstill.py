"""Bảng những tuần đầu (/quan-tri/chuyen-doi/…/tuan-dau/): what stands still since the effective day, unit by unit."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.common.now import now
from thongsuot.cutover.models import Plan, StandstillDay
from thongsuot.cutover.permissions import READERS, plan_in_sight, plans_for, provinces_ahead
from thongsuot.cutover.selectors.standstill import MOST_LINES, WHICH, lines
from thongsuot.cutover.services.standstill import WATCHED_STATES, count_day, scope_of
from thongsuot.org.selectors import unit_info

LEADERS = (Role.CHAIR, Role.UNIT_LEADER)
SHOWN_DAYS = 14
AGAIN_AFTER = timedelta(minutes=1)
TITLES = {
    "dung": gettext_lazy("Việc chuyển sang chưa ai động tới"),
    "den": gettext_lazy("Việc chuyển sang còn mở"),
    "qua-han": gettext_lazy("Việc quá hạn"),
    "dung-qua-han": gettext_lazy("Việc chuyển sang chưa ai động tới, đã quá hạn"),
}
readers = needs(*READERS, *LEADERS)


@readers
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Mọi đơn vị mới, what stands still most on top; yesterday's numbers beside today's."""
    plan = plan_in_sight(request.principal, code)
    seen = _seen(request.principal, plan)
    history = _history(plan, seen)
    days = sorted(history, reverse=True)
    rows = _rows(history[days[0]], history[days[1]] if len(days) > 1 else {}) if days else []
    page = {
        "plan": plan,
        "rows": rows,
        "totals": [(day, _totals(history[day].values())) for day in days],
        "counted_at": max((row["now"].counted_at for row in rows), default=None),
        "may_count": plan.state in WATCHED_STATES,
        "plans": plans_for(request.principal, plan),
        "stuck_list": request.principal.has(Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER, *LEADERS),
    }
    return render(request, "cutover/standstill.html", page)


@readers
@require_POST
def count(request: HttpRequest, code: str) -> HttpResponse:
    """Đếm lại bây giờ; at most once a minute for everybody together."""
    plan = plan_in_sight(request.principal, code)
    at = now()
    if plan.state not in WATCHED_STATES:
        raise MoveNotAllowed(_("Kế hoạch này chưa thực hiện nên chưa có gì để đếm."), reason="plan_not_executed")
    if StandstillDay.objects.filter(plan=plan, counted_at__gt=at - AGAIN_AFTER).exists():
        messages.info(request, _("Vừa đếm chưa đầy một phút trước."))
    else:
        messages.success(request, _("Đã đếm lại %(count)d đơn vị.") % {"count": count_day(plan, at)})
    return HttpResponseRedirect(reverse("cutover:standstill", args=[plan.code]))


@readers
@require_safe
def unit_lines(request: HttpRequest, code: str, unit_id: int) -> HttpResponse:
    """Việc sau một con số; without names of citizens, which the project's team may not read."""
    plan = plan_in_sight(request.principal, code)
    seen, which = _seen(request.principal, plan), request.GET.get("xem", "dung")
    scope = scope_of(plan)
    if unit_id not in scope.news or (seen is not None and unit_id not in seen) or which not in WHICH:
        raise NotFound()
    at = now()
    found = lines(scope, unit_id, which, at)
    page = {
        "plan": plan,
        "info": unit_info(unit_id, timezone.localdate(at)),
        "which": which,
        "titles": TITLES,
        "lines": found[:MOST_LINES],
        "more": len(found) > MOST_LINES,
        "at": at,
        "days": list(StandstillDay.objects.filter(plan=plan, unit_id=unit_id).order_by("-day")[:SHOWN_DAYS]),
        "may_open": unit_id in request.principal.units_with(*LEADERS),
    }
    return render(request, "cutover/standstill_unit.html", page)


def _seen(principal: Principal, plan: Plan) -> frozenset[int] | None:
    """Units whose rows this person sees; None = all of the plan. NotFound for who leads nothing in it."""
    if plan.province_id in provinces_ahead(principal, *READERS):
        return None
    own = principal.units_with(*LEADERS)
    if not own:
        raise NotFound()
    return own


def _history(plan: Plan, seen: frozenset[int] | None) -> dict[date, dict[int, StandstillDay]]:
    """Rows of the last days by day and unit. One statement."""
    rows = StandstillDay.objects.filter(plan=plan)
    if seen is not None:
        rows = rows.filter(unit_id__in=seen)
    days = rows.order_by("-day").values("day").distinct()[:SHOWN_DAYS]
    found: dict[date, dict[int, StandstillDay]] = {}
    for row in rows.filter(day__in=days):
        found.setdefault(row.day, {})[row.unit_id] = row
    return found


def _rows(today: dict[int, StandstillDay], before: dict[int, StandstillDay]) -> list[dict[str, Any]]:
    rows = [
        {
            "now": row,
            "info": unit_info(unit_id, row.day),
            "change": row.untouched - before[unit_id].untouched if unit_id in before else None,
        }
        for unit_id, row in today.items()
    ]
    return sorted(
        rows,
        key=lambda row: (-row["now"].untouched, -row["now"].overdue, -row["now"].not_signed_in, row["info"].code),
    )


def _totals(rows: Any) -> dict[str, int]:
    names = ("open_now", "overdue", "came_over", "untouched", "intake", "not_signed_in", "counters_closed", "stuck")
    own = list(rows)
    return {name: sum(getattr(row, name) for row in own) for name in names}
