"""Trang nạp kế hoạch: a file (Excel or conversion table) or what the system knows; differences first, then the filling."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.common import sheets
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.cutover.content import Content, from_org
from thongsuot.cutover.models import Plan, PlanKind, PlanUpload
from thongsuot.cutover.permissions import require_planner
from thongsuot.cutover.services import from_org as org_services
from thongsuot.cutover.services import uploads
from thongsuot.cutover.services.filling import compare
from thongsuot.cutover.views.plan_units import may_edit, said, undo_tag
from thongsuot.cutover.views.plans import planner

SHOWN = 400
SIGNS = {"add": "+", "change": "~", "remove": "−"}


@planner
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Gửi tệp lên và xem khác biệt; nothing changes before "Nạp"."""
    from thongsuot.cutover import workbook

    plan = require_planner(request.principal, code)
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Invalid(errors=[{"field": "file", "message": _("Hãy chọn tệp.")}])
            if file.size and file.size > workbook.LARGEST:
                raise Invalid(errors=[{"field": "file", "message": _("Tệp lớn hơn 5 MB.")}])
            whole = request.POST.get("whole") == "1"
            uploads.keep(
                code=code, name=file.name or "", content=file.read(), whole=whole, by=request.principal, at=now()
            )
        except Refused as refused:
            errors = said(refused)
        else:
            return HttpResponseRedirect(reverse("cutover:plan_fill", args=[plan.code]))
    return _page(request, plan, errors)


@planner
@require_POST
def use(request: HttpRequest, code: str) -> HttpResponse:
    """Nạp tệp đang chờ, nạp từ hệ thống, hay bỏ tệp."""
    plan = require_planner(request.principal, code)
    source = request.POST.get("nguon", "")
    try:
        if source == "tep":
            sha256 = request.POST.get("sha256", "")
            diff = uploads.use(code=code, sha256=sha256, by=request.principal, at=now())
        elif source == "he-thong":
            diff = org_services.fill_from_org(plan=plan, by=request.principal, at=now())
        elif source == "bo":
            uploads.drop(code=code, by=request.principal)
            return HttpResponseRedirect(reverse("cutover:plan_fill", args=[plan.code]))
        else:
            raise NotFound()
    except Invalid as refused:
        return _page(request, plan, said(refused))
    counts = diff.counts
    text = _("Đã nạp: thêm %(add)s, đổi %(change)s, bỏ %(remove)s.")
    messages.success(request, text % counts, extra_tags=undo_tag(plan) if diff.lines else "")
    return HttpResponseRedirect(reverse("cutover:plan_units", args=[plan.code]))


@planner
@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """Mẫu Excel, filled with what the plan says now."""
    from thongsuot.cutover import workbook

    plan = require_planner(request.principal, code)
    headers = {"Content-Disposition": f'attachment; filename="ke-hoach-{plan.code}.xlsx"'}
    return HttpResponse(workbook.write(plan), content_type=sheets.XLSX, headers=headers)


def _page(request: HttpRequest, plan: Plan, errors: list[dict[str, Any]]) -> HttpResponse:
    upload = PlanUpload.objects.filter(plan=plan).first()
    content: Content | None = None
    diff, known = None, None
    if upload is not None:
        content = uploads.read(bytes(upload.content), plan)
        diff = compare(plan, content, whole=upload.whole)
    else:
        found = from_org(plan.province_id, plan.effective_on)
        known = compare(plan, found, whole=True) if found.ways else None
    context = {
        "plan": plan,
        "errors": errors,
        "upload": upload,
        "content": content,
        "diff": diff,
        "signs": SIGNS,
        "shown": SHOWN,
        "known": known,
        "may_edit": may_edit(request, plan),
        "whole_usual": plan.kind == PlanKind.PROVINCE,
    }
    return render(request, "cutover/plan_fill.html", context, status=422 if errors else 200)
