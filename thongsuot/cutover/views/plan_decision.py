"""Trang kiểm tra, quyết, huỷ và lịch sử sửa của kế hoạch."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import official
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.now import now
from thongsuot.cutover import checks
from thongsuot.cutover.checks import Severity
from thongsuot.cutover.models import Plan, PlanState
from thongsuot.cutover.permissions import plan_in_sight, plans_for, require_planner
from thongsuot.cutover.selectors.plans import size
from thongsuot.cutover.services import deciding, editing
from thongsuot.cutover.views.plan_units import may_edit, number, said
from thongsuot.cutover.views.plans import TONES, planner
from thongsuot.org.selectors import unit_info

SHOWN = 30  # things of one finding on the page; the rest by their number and on the command line
HISTORY = 100


@official
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Điều không khớp, by severity; each leads to where it is mended."""
    plan = plan_in_sight(request.principal, code)
    found = checks.check(plan, today=timezone.localdate(now()))
    groups = [(severity, [one for one in found if one.severity is severity]) for severity in Severity]
    context = {"plan": plan, "groups": groups, "shown": SHOWN, "may_decide": plans_for(request.principal, plan)}
    return render(request, "cutover/plan_check.html", context)


@planner
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Xem lại và quyết; says who may and what stands in the way."""
    plan = require_planner(request.principal, code)
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            if request.POST.get("confirmed") != "1":
                words = _("Hãy đánh dấu là đã đọc nghị quyết và kết quả kiểm tra.")
                raise Invalid(errors=[{"field": "confirmed", "message": words}])
            seen = number(request.POST.get("version", ""))
            deciding.decide(code=code, by=request.principal, at=now(), seen_version=seen)
        except (Invalid, MoveNotAllowed) as refused:
            errors = said(refused)
            plan.refresh_from_db()
        else:
            messages.success(request, _("Đã quyết. Các đơn vị mới tự có hiệu lực từ 00:00 ngày hiệu lực."))
            return HttpResponseRedirect(reverse("cutover:plan", args=[plan.code]))
    today = timezone.localdate(now())
    found = checks.check(plan, today=today) if plan.state == PlanState.DRAFT else []
    context = {
        "plan": plan,
        "state": PlanState(plan.state).label,
        "tone": TONES[PlanState(plan.state)],
        "province": unit_info(plan.province_id, plan.effective_on),
        "size": size(plan),
        "red": [one for one in found if one.severity is Severity.RED],
        "warn": [one for one in found if one.severity is Severity.WARN],
        "may_decide": deciding.may_decide(plan, request.principal),
        "cancels": plan.state == PlanState.DECIDED and today < plan.effective_on,
        "drawn_up_by": plan.created_by.full_name if plan.created_by else _("dòng lệnh"),
        "errors": errors,
    }
    return render(request, "cutover/plan_decide.html", context, status=422 if errors else 200)


@planner
@require_POST
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Huỷ quyết định, or give up a plan that was never decided."""
    plan = require_planner(request.principal, code)
    if plan.state == PlanState.DRAFT:
        deciding.abandon(code=code, by=request.principal, at=now())
        messages.success(request, _("Đã bỏ kế hoạch; kế hoạch vẫn xem được."))
    else:
        deciding.cancel(code=code, by=request.principal, at=now(), reason=request.POST.get("reason", ""))
        messages.success(request, _("Đã huỷ quyết định; mọi thứ đã ghi được trả lại như trước."))
    return HttpResponseRedirect(reverse("cutover:plan", args=[plan.code]))


@official
@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Lịch sử sửa: who changed what, the last one can be taken back."""
    plan = plan_in_sight(request.principal, code)
    edits = list(plan.edits.select_related("by").defer("steps").order_by("-version")[:HISTORY])
    last = next((edit for edit in edits if edit.undone_at is None), None)
    context = {"plan": plan, "edits": edits, "last": last, "may_edit": may_edit(request, plan)}
    return render(request, "cutover/plan_history.html", context)


@planner
@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Hoàn tác lần sửa cuối."""
    plan: Plan = require_planner(request.principal, code)
    undone = editing.undo(code=code, by=request.principal, at=now())
    messages.success(request, _("Đã hoàn tác: %(what)s.") % {"what": undone.words or undone.verb})
    return HttpResponseRedirect(reverse("cutover:plan_history", args=[plan.code]))
