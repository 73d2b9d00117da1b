"""Đêm chuyển: go/no-go with its red lines, the run with live progress, the check afterwards, the way back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.cutover import go_lines, jobs_run
from thongsuot.cutover.models import Plan, PlanState, Run
from thongsuot.cutover.permissions import PLANNERS, READERS, plan_in_sight, plans_for, require_planner
from thongsuot.cutover.selectors import going as selectors
from thongsuot.cutover.selectors.routes import instant
from thongsuot.cutover.services import going, pausing
from thongsuot.cutover.services.rehearsals import waive, withdraw_waiver
from thongsuot.cutover.split_permissions import AFTER
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.dossiers.models import Status
from thongsuot.org.moving import mover

reader, planner = needs(*READERS), needs(*PLANNERS)
CAN_GO_BACK = frozenset({PlanState.EXECUTING, *AFTER})


@reader
@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """Đủ điều kiện chuyển chưa: every red line with its waiver; the button only when all are clear."""
    return render(request, "cutover/go.html", _go_context(request, plan_in_sight(request.principal, code)))


@planner
@require_POST
def waive_line(request: HttpRequest, code: str, line: str) -> HttpResponse:
    """Miễn một vạch, hay bỏ miễn (`bo`)."""
    plan = require_planner(request.principal, code)
    if not go_lines.may_be_waived(line):
        raise NotFound()
    try:
        if "bo" in request.POST:
            withdraw_waiver(plan=plan, line=line, by=request.principal, at=now())
        else:
            waive(plan=plan, line=line, reason=request.POST.get("reason", ""), by=request.principal, at=now())
    except Invalid as refused:
        context = _go_context(request, plan) | {"errors": refused.errors, "wrong_line": line}
        return render(request, "cutover/go.html", context, status=422)
    return HttpResponseRedirect(reverse("cutover:go", args=[plan.code]))


@planner
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Cho chuyển: the word is written down, the job process carries it out."""
    plan = require_planner(request.principal, code)
    with transaction.atomic():
        going.give_the_word(plan, by=request.principal, at=now())
        jobs_run.run_execution.defer(plan_id=plan.pk, user_id=request.principal.user_id)
    messages.success(request, _("Đã cho chuyển. Trang này tự cập nhật; mọi người vẫn làm việc bình thường."))
    return _to(plan, "run")


@reader
@require_safe
def run(request: HttpRequest, code: str) -> HttpResponse:
    """Lần chuyển: progress by unit; htmx asks for the moving part once a second, without script one reloads."""
    plan = plan_in_sight(request.principal, code)
    found = selectors.newest(plan, Run.Kind.EXECUTE)
    context = {
        "plan": plan,
        "live": selectors.live(found, now()) if found else None,
        "state": PlanState(plan.state).label,
        "refusal": selectors.last_refusal(plan),
        "may_plan": plans_for(request.principal, plan),
        "after": plan.state in AFTER,
        "waiting": found is None and plan.state == PlanState.DECIDED,
    }
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "cutover/_run.html" if part else "cutover/run.html", context)


@planner
@require_POST
def pause(request: HttpRequest, code: str) -> HttpResponse:
    """Tạm dừng."""
    plan = require_planner(request.principal, code)
    pausing.pause(plan, by=request.principal, at=now())
    messages.success(request, _("Sẽ dừng sau đợt đang làm. Việc đã chuyển vẫn ở đơn vị mới."))
    return _to(plan, "run")


@planner
@require_POST
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Chuyển tiếp sau khi tạm dừng hay bị ngắt."""
    plan = require_planner(request.principal, code)
    with transaction.atomic():
        going.may_go_on(plan, by=request.principal)
        pausing.lift(plan, by=request.principal, at=now())
        jobs_run.run_execution.defer(plan_id=plan.pk, user_id=request.principal.user_id)
    return _to(plan, "run")


@reader
@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Kiểm tra sau khi chuyển: what must be true, and whether it is."""
    plan = plan_in_sight(request.principal, code)
    found = selectors.newest(plan, Run.Kind.VERIFY)
    context = {
        "plan": plan,
        "run": found,
        "report": found.report if found else {},
        "books": [(str(mover(line["kind"]).label), _state(line), line) for line in found.report["books"]]
        if found
        else [],
        "may_plan": plans_for(request.principal, plan),
        "after": plan.state in AFTER,
        "refusal": selectors.last_refusal(plan),
    }
    return render(request, "cutover/verified.html", context)


@planner
@require_POST
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Kiểm tra lại."""
    plan = require_planner(request.principal, code)
    going.require_after(plan, by=request.principal)
    jobs_run.run_verification.defer(plan_id=plan.pk, user_id=request.principal.user_id)
    messages.success(request, _("Đang kiểm tra; tải lại trang sau ít phút."))
    return _to(plan, "verified")


@reader
@require_safe
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Quay lại: how long one still may, what happens then, what came of it."""
    return render(request, "cutover/rollback.html", _back_context(request, plan_in_sight(request.principal, code)))


@planner
@require_POST
def go_back(request: HttpRequest, code: str) -> HttpResponse:
    """Cho quay lại."""
    plan = require_planner(request.principal, code)
    given = request.POST
    try:
        with transaction.atomic():
            going.ask_back(
                plan,
                confirmation=given.get("confirmation", ""),
                reason=given.get("reason", ""),
                by=request.principal,
                at=now(),
            )
            chosen = _homes(plan, given)
            jobs_run.run_rollback.defer(plan_id=plan.pk, user_id=request.principal.user_id, chosen=chosen)
    except Invalid as refused:
        context = _back_context(request, plan) | {"errors": refused.errors, "typed": given}
        return render(request, "cutover/rollback.html", context, status=422)
    messages.success(request, _("Đang quay lại. Việc đơn vị mới đã nhận được giữ và liệt kê ở đây."))
    return _to(plan, "rollback")


def _state(line: dict[str, Any]) -> str:
    """Trạng thái trong sổ bằng lời where it is that of a dossier; other books name their own."""
    known = line["kind"] == SUBJECT and line["state"] in Status.values
    return str(Status(line["state"]).label) if known else line["state"]


def _to(plan: Plan, name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"cutover:{name}", args=[plan.code]))


def _go_context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    at = now()
    lines = go_lines.standing(plan, at)
    return {
        "plan": plan,
        "lines": lines,
        "red": sum(not one.clear for one in lines),
        "is_go": go_lines.is_go(lines),
        "instant": instant(plan),
        "come": at >= instant(plan),
        "at": at,
        "may_plan": plans_for(request.principal, plan),
        "going": plan.state in going.GOING,
        "begun": plan.state in CAN_GO_BACK or plan.state == PlanState.ROLLED_BACK,
        "errors": [],
        "wrong_line": "",
    }


def _back_context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    at, until = now(), selectors.window(plan)
    execution, found = selectors.newest(plan, Run.Kind.EXECUTE), selectors.newest(plan, Run.Kind.ROLLBACK)
    labels = selectors.kind_labels()
    report = found.report if found else {}
    return {
        "plan": plan,
        "until": until,
        "hours_left": max(0, int((until - at).total_seconds() // 3600)),
        "open": plan.state in CAN_GO_BACK and at <= until,
        "moved": selectors.live(execution, at).figures.by_kind() if execution else [],
        "run": found,
        "back": [(labels.get(kind, kind), number) for kind, number in report.get("back", {}).items()],
        "new_work": [
            (unit, [(labels.get(kind, kind), number) for kind, number in kinds.items()])
            for unit, kinds in report.get("new_work", {}).items()
        ],
        "homes": selectors.without_home(plan),
        "may_plan": plans_for(request.principal, plan),
        "refusal": selectors.last_refusal(plan),
        "errors": [],
        "typed": {},
    }


def _homes(plan: Plan, given: Any) -> dict[str, int]:
    """The chosen old unit of each new one that needs one; Invalid while one is missing."""
    chosen: dict[str, int] = {}
    for new, olds in selectors.without_home(plan):
        name = f"home-{new.pk}"
        found = next((old for old in olds if str(old.pk) == given.get(name)), None)
        if found is None:
            raise Invalid(
                errors=[
                    {
                        "field": name,
                        "message": _("Chọn đơn vị cũ nhận việc mới của %(unit)s.") % {"unit": new.full_name},
                    }
                ]
            )
        chosen[str(new.unit_id)] = found.unit_id or 0
    return chosen
