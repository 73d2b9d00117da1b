"""Trang diễn tập: every rehearsal of a plan, the report of one, the signature of a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.cutover.models import Rehearsal
from thongsuot.cutover.permissions import PLANNERS, READERS, plan_in_sight, plans_for, require_planner
from thongsuot.cutover.selectors import going
from thongsuot.cutover.services.rehearsals import sign_off

reader, planner = needs(*READERS), needs(*PLANNERS)
MOST = 50


@reader
@require_safe
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """Các lần diễn tập, the newest first; the command that starts one in the name of who looks, and how far it is."""
    plan = plan_in_sight(request.principal, code)
    rows = list(Rehearsal.objects.filter(plan=plan).select_related("started_by", "signed_by").order_by("-pk")[:MOST])
    running = next((one for one in rows if one.state == Rehearsal.State.RUNNING), None)
    line = f"thongsuot cutover rehearse {plan.code} --by {request.principal.username}"
    page = "cutover/_rehearsals.html" if request.headers.get("HX-Request") else "cutover/rehearsals.html"
    return render(request, page, {"plan": plan, "rows": rows, "running": running, "line": line})


@reader
@require_safe
def one(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Báo cáo của một lần."""
    plan = plan_in_sight(request.principal, code)
    found = Rehearsal.objects.filter(plan=plan, pk=number).select_related("started_by", "signed_by", "plan").first()
    if found is None:
        raise NotFound()
    report = found.report
    labels = going.kind_labels()
    before, after = (report.get("books", {}).get(side, {}) for side in ("before", "after"))
    mine = found.started_by_id == request.principal.user_id
    context = {
        "plan": plan,
        "rehearsal": found,
        "report": report,
        "units": going.rehearsed_units(found),
        "kinds": [(labels.get(kind, kind), number) for kind, number in report.get("kinds", {}).items()],
        "books": [
            (labels.get(kind, kind), before.get(kind, 0), after.get(kind, 0)) for kind in sorted({*before, *after})
        ],
        "seconds": [(words, report["seconds"][key]) for key, words in _parts() if key in report.get("seconds", {})],
        "stale": found.plan_version != plan.version,
        "may_sign": plans_for(request.principal, plan) and not mine,
        "mine": mine,
    }
    return render(request, "cutover/rehearsal.html", context)


@planner
@require_POST
def sign(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ký xác nhận."""
    plan = require_planner(request.principal, code)
    sign_off(plan=plan, rehearsal_id=number, by=request.principal, at=now(), note=request.POST.get("note", ""))
    messages.success(request, _("Đã ký báo cáo diễn tập."))
    return HttpResponseRedirect(reverse("cutover:rehearsal", args=[plan.code, number]))


def _parts() -> tuple[tuple[str, str], ...]:
    return (
        ("copy", _("Chép dữ liệu")),
        ("gather", _("Gom việc phải chia")),
        ("decide", _("Quyết")),
        ("execute", _("Chuyển")),
        ("verify", _("Kiểm tra")),
        ("all", _("Cả buổi")),
    )
