"""Trang báo tạm dừng có kế hoạch, for the province's administrator."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.clock import CalendarUnknown
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.now import now
from thongsuot.dossiers.typed import Typed
from thongsuot.portal import downtime
from thongsuot.portal.models import Downtime

BOXES = ("starts_date", "starts_time", "ends_date", "ends_time", "what", "fallback", "late_reason")


@needs(Role.PROVINCE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Danh sách và biểu mẫu báo tạm dừng."""
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        post = Typed(request.POST, "")
        try:
            planned = downtime.Planned(
                starts_at=post.moment("starts"),
                ends_at=post.moment("ends"),
                what=post.get("what"),
                fallback=post.get("fallback"),
                late_reason=post.get("late_reason"),
            )
            made = downtime.announce(planned=planned, principal=request.principal, at=now())
        except Invalid as refused:
            errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        else:
            words = _("Đã báo trên mọi trang, ghi là báo trễ.") if made.late else _("Đã báo trên mọi trang.")
            messages.success(request, words)
            return HttpResponseRedirect(reverse("portal:downtime"))
    return _page(request, errors)


@needs(Role.PROVINCE_ADMIN)
@require_POST
def end(request: HttpRequest, downtime_id: int) -> HttpResponse:
    """Bỏ kế hoạch hoặc đã trở lại sớm."""
    note = request.POST.get("note", "")
    try:
        downtime.end(downtime_id=downtime_id, note=note, principal=request.principal, at=now())
    except MoveNotAllowed as late:
        messages.warning(request, str(late.detail))
    else:
        messages.success(request, _("Đã gỡ thông báo khỏi mọi trang."))
    return HttpResponseRedirect(reverse("portal:downtime"))


def _page(request: HttpRequest, errors: list[dict[str, Any]]) -> HttpResponse:
    at = now()
    province_id = min(request.principal.units_with(Role.PROVINCE_ADMIN))
    try:
        earliest = downtime.earliest_start(province_id, at)
    except CalendarUnknown:
        earliest = None
    context = {
        "rows": list(Downtime.objects.filter(province_id=province_id).order_by("-starts_at")[:50]),
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in BOXES},
        "earliest": earliest,
        "at": at,
    }
    return render(request, "portal/downtime.html", context, status=422 if errors else 200)
