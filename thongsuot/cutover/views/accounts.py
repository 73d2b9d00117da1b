"""Tài khoản của kế hoạch: preview per unit, the run and its progress, letters, lines for mailboxes and certificates."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.cutover.jobs import account_run
from thongsuot.cutover.models import AccountRun, AccountWish, Plan, PlanUnit, Side
from thongsuot.cutover.permissions import PLANNERS, require_planner
from thongsuot.cutover.selectors import accounts
from thongsuot.cutover.services import accounts as services
from thongsuot.cutover.services import letters, wishes
from thongsuot.cutover.views.collect import file_response

planners = needs(*PLANNERS)
PDF = "application/pdf"


@planners
@never_cache
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Tài khoản n/69, and what the next run will do."""
    plan = require_planner(request.principal, code)
    found = accounts.intended(plan, request.principal)
    leavers = [one for one in found if one.post.new_id is None]
    at = now()
    context = {
        "plan": plan,
        "units": accounts.progress(plan),
        "counts": accounts.counts(found),
        "leavers": leavers,
        "problems": [one for one in found if one.problems and not one.done],
        "uid": uuid4(),
        "may_undo": at < accounts.instant_of(plan) and any(one.done for one in found),
        "instant": accounts.instant_of(plan),
        "last": AccountRun.objects.filter(plan=plan).order_by("-id").first(),
    }
    return render(request, "cutover/accounts_board.html", context)


@planners
@never_cache
@require_GET
def unit(request: HttpRequest, code: str, unit_id: int) -> HttpResponse:
    """Một xã: person by person, what will be done or was done, and what stands against it."""
    plan = require_planner(request.principal, code)
    found = _unit(plan, unit_id)
    only = list(found.posts.values_list("pk", flat=True))
    context = {
        "plan": plan,
        "unit": found,
        "lines": accounts.intended(plan, request.principal, only=only),
        "vacant": list(found.posts.filter(full_name="", user=None)),
    }
    return render(request, "cutover/accounts_unit.html", context)


def _unit(plan: Plan, unit_id: int) -> PlanUnit:
    found = PlanUnit.objects.select_related("plan").filter(plan=plan, side=Side.NEW, pk=unit_id).first()
    if found is None:
        raise NotFound()
    return found


@planners
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Bắt đầu làm (or take back); the same page pressed twice is one run."""
    plan = require_planner(request.principal, code)
    try:
        uid = UUID(request.POST.get("lan", ""))
    except ValueError:
        raise NotFound() from None
    verb = AccountRun.Verb.UNDO if request.POST.get("viec") == "hoan-tac" else AccountRun.Verb.APPLY
    with transaction.atomic():
        run, new = services.ask(by=request.principal, plan=plan, uid=uid, verb=verb, at=now())
        if new:
            account_run.defer(run_id=run.pk)
    return HttpResponseRedirect(reverse("cutover:account_run", args=[plan.code, run.uid]))


@planners
@never_cache
@require_GET
def run(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Đã làm 38/40, hai người chưa được vì…; refreshes itself while it runs, with or without script."""
    plan = require_planner(request.principal, code)
    found = AccountRun.objects.filter(plan=plan, uid=uid).first()
    if found is None:
        raise NotFound()
    part = request.headers.get("HX-Request") == "true"
    template = "cutover/_accounts_run.html" if part else "cutover/accounts_run.html"
    return render(request, template, {"plan": plan, "run": found, "progress": accounts.run_progress(found)})


@planners
@require_POST
def print_letters(request: HttpRequest, code: str, unit_id: int) -> HttpResponse:
    """In thư của một xã, or of one person; links before stop working."""
    found = _unit(require_planner(request.principal, code), unit_id)
    one = request.POST.get("nguoi", "")
    only = int(one) if one.isascii() and one.isdigit() and len(one) < 19 else None
    printed = letters.print_letters(by=request.principal, unit=found, at=now(), only=only)
    for words in printed.left[:10]:
        messages.warning(request, words)
    return file_response(printed.pdf, f"thu-tai-khoan-{found.code}.pdf", PDF)


@planners
@require_POST
def export_wishes(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Xuất yêu cầu hộp thư, chứng thư số."""
    plan = require_planner(request.principal, code)
    if kind not in AccountWish.Kind.values:
        raise NotFound()
    content = wishes.export(by=request.principal, plan=plan, kind=kind, at=now())
    return file_response(content, f"yeu-cau-{kind}-{plan.code}.xlsx")
