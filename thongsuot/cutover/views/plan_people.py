"""Trang chức vụ và người của kế hoạch; only for who draws it up: it names people."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.cutover.models import Plan, PlanPost, Side
from thongsuot.cutover.permissions import require_planner
from thongsuot.cutover.selectors import posts as post_selectors
from thongsuot.cutover.selectors import units as unit_selectors
from thongsuot.cutover.services import posts as post_services
from thongsuot.cutover.services.posts import PostFacts
from thongsuot.cutover.views.plan_units import may_edit, number, said, start_of_page, undo_tag
from thongsuot.cutover.views.plans import planner
from thongsuot.org.organs import OF_A_COMMUNE
from thongsuot.ui.forms import parse_date

OF_COMMUNE = (Role.CHAIR, Role.UNIT_LEADER, Role.SPECIALIST, Role.COUNTER_CLERK, Role.UNIT_ADMIN)
LEAVES = "thoi"
SHOWN = ("", "trong", "thoi")


@planner
@require_safe
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """Chức vụ và người: all, of one new unit (?moi=), of one old unit (?cu=), vacant, leaving; and the form."""
    return _page(request, require_planner(request.principal, code), [])


@planner
@require_POST
def put(request: HttpRequest, code: str) -> HttpResponse:
    """Ghi một chức vụ."""
    plan = require_planner(request.principal, code)
    try:
        facts = _facts(request)
        post_services.put_post(
            code=code, facts=facts, pk=number(request.POST.get("pk", "")), by=request.principal, at=now()
        )
    except Invalid as refused:
        return _page(request, plan, said(refused))
    messages.success(request, _("Đã ghi."), extra_tags=undo_tag(plan))
    return HttpResponseRedirect(_back(request, plan))


@planner
@require_POST
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Bỏ một chức vụ."""
    plan = require_planner(request.principal, code)
    post_services.remove_post(code=code, pk=pk, by=request.principal, at=now())
    messages.success(request, _("Đã bỏ."), extra_tags=undo_tag(plan))
    return HttpResponseRedirect(_back(request, plan))


def _back(request: HttpRequest, plan: Plan) -> str:
    kept = {name: request.POST[f"o_{name}"] for name in ("moi", "cu", "xem") if request.POST.get(f"o_{name}")}
    return reverse("cutover:plan_people", args=[plan.code]) + (f"?{urlencode(kept)}" if kept else "")


def _page(request: HttpRequest, plan: Plan, errors: list[dict[str, Any]]) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    name = "o_" if request.method == "POST" else ""
    new, old = number(sent.get(f"{name}moi", "")), number(sent.get(f"{name}cu", ""))
    view = sent.get(f"{name}xem", "")
    view = view if view in SHOWN else ""
    old_unit = unit_selectors.unit_of(plan, old) if old else None
    editing = PlanPost.objects.filter(plan=plan, pk=number(request.GET.get("sua", "")) or 0).first()
    rows = post_selectors.posts_of(plan, new=new, old=old, view=view)
    start, total = start_of_page(request, post_selectors.PAGE), rows.count()
    end = start + post_selectors.PAGE
    here = reverse("cutover:plan_people", args=[plan.code])
    kept = {key: value for key, value in (("moi", new), ("cu", old), ("xem", view)) if value}
    context = {
        "plan": plan,
        "rows": list(rows[start:end]),
        "total": total,
        "view": view,
        "kept": kept,
        "tabs": [(f"{here}{'?xem=' + key if key else ''}", label, None) for key, label in _tabs()],
        "current": f"{here}{'?xem=' + view if view else ''}",
        "newer": f"{here}?{urlencode(kept | {'tu': start - post_selectors.PAGE})}" if start else None,
        "older": f"{here}?{urlencode(kept | {'tu': end})}" if end < total else None,
        "may_edit": may_edit(request, plan),
        "errors": errors,
        "typed": request.POST,
        "editing": editing,
        "new_id": new,
        "old_unit": old_unit,
        "waiting": post_selectors.waiting(plan, old_unit) if old_unit and old_unit.side == Side.OLD else [],
        "news": [*unit_selectors.choices(plan, Side.NEW), (LEAVES, _("Thôi việc"))],
        "leaves": LEAVES,
        "olds": unit_selectors.choices(plan, Side.OLD),
        "roles": [(role, str(Role(role).label).capitalize()) for role in OF_COMMUNE],
        "organs": [(organ.organ_kind, organ.name) for organ in OF_A_COMMUNE],
    }
    return render(request, "cutover/plan_people.html", context, status=422 if errors else 200)


def _tabs() -> list[tuple[str, str]]:
    return [("", _("Tất cả")), ("trong", _("Chưa có người")), ("thoi", _("Thôi việc"))]


def _facts(request: HttpRequest) -> PostFacts:
    sent = request.POST
    written = sent.get("birth_date", "").strip()
    birth_date = parse_date(written) if written else None
    if written and birth_date is None:
        message = _("Ngày sinh chưa đúng, ví dụ 07/07/1985.")
        raise Invalid(errors=[{"field": "birth_date", "message": message}])
    chosen = sent.get("new", "")
    if chosen != LEAVES and number(chosen) is None:
        message = _("Hãy chọn đơn vị mới, hoặc chọn “Thôi việc”.")
        raise Invalid(errors=[{"field": "new", "message": message}])
    return PostFacts(
        new_id=number(chosen),
        role=sent.get("role", ""),
        organ_kind=sent.get("organ_kind", ""),
        title=sent.get("title", ""),
        username=sent.get("username", ""),
        full_name=sent.get("full_name", ""),
        birth_date=birth_date,
        email=sent.get("email", ""),
        phone=sent.get("phone", ""),
        old_id=number(sent.get("old", "")),
        signs=sent.get("signs") == "1",
        wants_mailbox=sent.get("wants_mailbox") == "1",
        wants_certificate=sent.get("wants_certificate") == "1",
    )
