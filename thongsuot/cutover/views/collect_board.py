"""Tổ sắp xếp theo dõi số liệu: ask, see how far every commune is, reopen, choose where two communes name one person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.common.sheets import MOMENT, NUMBER, Column, write_table
from thongsuot.cutover.forms.collect import AskForm, ReopenForm
from thongsuot.cutover.models import DataKind, Plan, PlanUnit, Side
from thongsuot.cutover.permissions import PLANNERS, READERS, plan_in_sight, plans_for, require_planner
from thongsuot.cutover.selectors import collect
from thongsuot.cutover.selectors.plans import communes
from thongsuot.cutover.services import collect as services
from thongsuot.cutover.services import people
from thongsuot.cutover.views.collect import file_response
from thongsuot.ui.forms import add_refused, errors_of

planners, readers = needs(*PLANNERS), needs(*READERS)


@readers
@never_cache
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Bảng tiến độ 0/69 … 69/69, late units first."""
    plan = plan_in_sight(request.principal, code)
    at = now()
    context = {
        "plan": plan,
        "board": collect.board(plan, at),
        "kinds": [(str(kind), str(kind.label)) for kind in DataKind],
        "may_plan": plans_for(request.principal, plan),
        "at": at,
        "form": ReopenForm(),
    }
    return render(request, "cutover/collect_board.html", context)


@readers
@require_GET
def board_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Bảng tiến độ, Excel."""
    plan, at = plan_in_sight(request.principal, code), now()
    columns = [
        Column(_("Đơn vị"), width=28),
        Column(_("Số liệu")),
        Column(_("Tình trạng")),
        Column(_("Hạn nộp"), MOMENT),
        Column(_("Quá hạn")),
        Column(_("Số dòng"), NUMBER),
        Column(_("Chưa đúng"), NUMBER),
        Column(_("Đã nhắc"), NUMBER),
    ]
    rows = [
        (c.unit, c.kind_words, c.state_words, c.due_at, _("quá hạn") if c.late else "", c.rows, c.wrong, c.reminders)
        for line in collect.board(plan, at).units
        for c in line.cells.values()
    ]
    return file_response(write_table(columns, rows, _("Tiến độ số liệu"), made_at=at), f"tien-do-so-lieu-{code}.xlsx")


@planners
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Yêu cầu số liệu của mọi xã."""
    plan = require_planner(request.principal, code)
    form = AskForm(request.POST or None, initial={"kinds": list(DataKind.values), "side": "new"})
    unknown = _unanswered(plan)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask(
                by=request.principal,
                plan=plan,
                kinds=form.cleaned_data["kinds"],
                side=form.cleaned_data["side"],
                due_at=form.due_at(),
                at=now(),
                chosen=_chosen(request, unknown),
            )
        except Invalid as refused:
            add_refused(form, refused)
        else:
            _say(request, asked)
            return HttpResponseRedirect(reverse("cutover:data_board", args=[plan.code]))
    context = {"plan": plan, "form": form, "errors": errors_of(form), "unknown": unknown}
    return render(request, "cutover/collect_ask.html", context, status=422 if form.errors else 200)


def _say(request: HttpRequest, asked: services.Asked) -> None:
    words = _("Đã gửi %(made)d yêu cầu mới, đổi hạn %(moved)d yêu cầu chưa nộp.")
    messages.success(request, words % {"made": asked.made, "moved": asked.moved})
    if asked.without:
        words = _("Chưa biết đơn vị nào điền cho: %(units)s. Hãy chọn ở trang yêu cầu rồi gửi lại.")
        messages.warning(request, words % {"units": ", ".join(unit.full_name for unit in asked.without)})
    if asked.headless:
        words = _("Chưa ai giữ chức chủ tịch hay quản trị ở đơn vị điền cho: %(units)s.")
        messages.warning(request, words % {"units": ", ".join(asked.headless)})


def _unanswered(plan: Plan) -> list[tuple[PlanUnit, list[tuple[int, str]]]]:
    """New units of which nobody can tell who answers, with the old units that could."""
    units = list(communes(plan, Side.NEW).order_by("full_name"))
    known = collect.answering_units(plan, units)
    open_units = {unit.pk: unit for unit in units if unit.pk not in known}
    options: dict[int, list[tuple[int, str]]] = {pk: [] for pk in open_units}
    for going in plan.goings.filter(new_id__in=open_units).select_related("old").order_by("old__full_name"):
        options[going.new_id].append((going.old.unit_id, going.old.full_name))
    return [(unit, options[pk]) for pk, unit in open_units.items()]


def _chosen(request: HttpRequest, unknown: list[tuple[PlanUnit, list[tuple[int, str]]]]) -> dict[int, int]:
    found = {}
    for unit, options in unknown:
        typed = request.POST.get(f"xa-{unit.pk}", "")
        if typed in {str(option) for option, _name in options}:
            found[unit.pk] = int(typed)
    return found


@planners
@require_POST
def reopen(request: HttpRequest, code: str, request_id: int) -> HttpResponse:
    """Mở lại cho đơn vị sửa."""
    plan = require_planner(request.principal, code)
    reason = request.POST.get("reason", "")
    services.reopen(by=request.principal, plan=plan, request_id=request_id, reason=reason, at=now())
    messages.success(request, _("Đã mở lại; đơn vị có việc mới kèm lý do."))
    return HttpResponseRedirect(reverse("cutover:data_board", args=[plan.code]))


@planners
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request: HttpRequest, code: str) -> HttpResponse:
    """Người hai xã cùng khai: keep here, there, or both."""
    plan = require_planner(request.principal, code)
    found = collect.conflicts(plan)
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        asked = {int(x) for x in request.POST.getlist("cac") if x.isascii() and x.isdigit() and len(x) < 19}
        keep = {int(x) for x in request.POST.getlist("giu") if x.isascii() and x.isdigit() and len(x) < 19} & asked
        try:
            people.choose(by=request.principal, plan=plan, keep=sorted(keep), drop=sorted(asked - keep), at=now())
        except Invalid as refused:
            errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        else:
            messages.success(request, _("Đã ghi lựa chọn."))
            return HttpResponseRedirect(reverse("cutover:data_conflicts", args=[plan.code]))
    context = {"plan": plan, "conflicts": found, "errors": errors}
    return render(request, "cutover/collect_conflicts.html", context, status=422 if errors else 200)
