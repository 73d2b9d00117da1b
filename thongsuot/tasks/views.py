"""Trang việc của tôi: one list, five clears on each row, everything by keyboard, live without jumping."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.accounts.principal import Principal
from thongsuot.common import clock
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import unit_info
from thongsuot.tasks import forms, saved, selectors, services
from thongsuot.tasks.models import SavedFilter, TaskState
from thongsuot.tasks.tickets import make_token
from thongsuot.ui import due

PAGE = 20


def _distance(calendar: clock.Calendar | None, due_at: datetime | None, at: datetime) -> int | None:
    """Working minutes between now and the due moment; None when there is no due moment or no calendar."""
    if calendar is None or due_at is None:
        return None
    try:
        return clock.working_minutes(calendar, min(at, due_at), max(at, due_at))
    except clock.CalendarUnknown:
        return None


def _calendar(province_id: int | None, at: datetime) -> clock.Calendar | None:
    """Calendar of the province; None in a year without one, for the list must be readable even then."""
    try:
        return calendar_for(province_id, clock.local(at).date())
    except clock.CalendarUnknown:
        return None


def _rows(page: selectors.TaskPage, principal: Principal, at: datetime) -> list[dict[str, Any]]:
    calendars = {p.unit_id: _calendar(p.province_id, at) for p in principal.posts}
    many_units = len(calendars) > 1
    words: dict[tuple[datetime | None, int, bool], Any] = {}
    rows = []
    for task in page:
        key = (task.due_at, task.unit_id, task.state == TaskState.WAITING)
        if key not in words:
            words[key] = due.words(
                task.due_at,
                at,
                minutes=_distance(calendars.get(task.unit_id), task.due_at, at),
                paused=task.state == TaskState.WAITING,
            )
        rows.append(
            {
                "task": task,
                "due": words[key],
                "unit": unit_info(task.unit_id, timezone.localdate(at)).full_name if many_units else "",
                "state": forms.STATE_LABELS[task.state],
                "may_claim": task.assignee_id is None,
                "mine": task.assignee_id == principal.user_id,
            }
        )
    return rows


@require_GET
@official
def task_list(request: HttpRequest) -> HttpResponse:
    """Danh sách việc: mine and what waits for my posts; leaders also see the whole unit."""
    principal, at = request.principal, now()
    kept = [] if request.headers.get("HX-Request") else saved.filters_of(principal.user_id, SavedFilter.Place.TASKS)
    if not request.GET and (opens := next((one for one in kept if one.opens and one.query), None)):
        return HttpResponseRedirect(f"{reverse('tasks:list')}?{opens.query}")
    leads = selectors.led_units(principal)
    chosen = forms.chosen_from(request.GET, may_see_unit=bool(leads))
    page = selectors.open_work(principal, chosen.as_filter(at), after=chosen.after, limit=PAGE)
    query = request.GET.copy()
    query.pop("sau", None)
    first = f"?{query.urlencode()}"
    if page.next:
        query["sau"] = forms.cursor_to(page.next)
    context = {
        "rows": _rows(page, principal, at),
        "chosen": chosen,
        "views": [(k, v) for k, v in forms.VIEWS.items() if k != "don-vi" or leads],
        "dues": forms.DUES.items(),
        "kinds": forms.KINDS.items(),
        "states": [
            (int(s), s.label) for s in (TaskState.NEW, TaskState.IN_PROGRESS, TaskState.WAITING, TaskState.RETURNED)
        ],
        "next": f"?{query.urlencode()}" if page.next else None,
        "first": first if chosen.after else None,
        "here": request.get_full_path(),
        "events": events_address(principal),
        "saved": kept,
        "saved_place": SavedFilter.Place.TASKS,
        "saved_query": saved.query_of(SavedFilter.Place.TASKS, request.GET.urlencode()),
        "saved_all": reverse("tasks:list"),
    }
    template = "tasks/_list.html" if request.headers.get("HX-Request") else "tasks/list.html"
    return render(request, template, context)


def events_address(principal: Principal) -> str:
    """Address of the live stream with a fresh ticket."""
    token = make_token(principal.user_id, sorted(principal.units_with()))
    return f"{settings.EVENTS_URL}?ve={token}"


@require_GET
@official
def events_ticket(request: HttpRequest) -> HttpResponse:
    """Vé theo dõi mới: the page asks for it when its stream has ended."""
    return JsonResponse({"url": events_address(request.principal)}, headers={"Cache-Control": "no-store"})


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("ve", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("tasks:list")
    return HttpResponseRedirect(target)


def _each(request: HttpRequest, done: str, act: Callable[[int], None]) -> HttpResponse:
    """Do an act for every ticked row, each in its own transaction; say what was done and what was not, row by row."""
    ids = forms.ids_from(request.POST)
    if not ids:
        messages.warning(request, _("Chưa chọn việc nào. Hãy đánh dấu ít nhất một dòng."))
        return _back(request)
    count, refused = 0, []
    for task_id in ids:
        try:
            act(task_id)
            count += 1
        except Refused as exc:
            refused.append(str(exc.detail))
    if count:
        messages.success(request, f"{done} {ngettext('%(n)d việc.', '%(n)d việc.', count) % {'n': count}}")
    for text in dict.fromkeys(refused):
        messages.error(request, f"{text} ({refused.count(text)})" if refused.count(text) > 1 else text)
    return _back(request)


@require_POST
@official
def claim(request: HttpRequest) -> HttpResponse:
    """Nhận các việc đã chọn."""
    at = now()
    return _each(
        request, _("Đã nhận"), lambda task_id: services.claim(task_id=task_id, principal=request.principal, at=at)
    )


@require_POST
@official
def give(request: HttpRequest) -> HttpResponse:
    """Giao các việc đã chọn cho một người."""
    at, to, note = now(), request.POST.get("to", "").strip(), request.POST.get("note", "")
    return _each(
        request,
        _("Đã giao"),
        lambda task_id: services.give(task_id=task_id, to=to, principal=request.principal, at=at, note=note),
    )


@require_POST
@official
def hand_back(request: HttpRequest) -> HttpResponse:
    """Trả các việc đã chọn về danh sách chung, kèm lý do."""
    at, reason = now(), request.POST.get("reason", "")
    return _each(
        request,
        _("Đã trả lại"),
        lambda task_id: services.hand_back(task_id=task_id, principal=request.principal, at=at, reason=reason),
    )


@require_GET
@official
def people(request: HttpRequest) -> HttpResponse:
    """Ai nhận được việc này: choices for giving a task, as options of a list (htmx)."""
    at = now()
    found: dict[str, selectors.Colleague] = {}
    for unit_id in selectors.led_units(request.principal) or sorted(request.principal.units_with()):
        for role in ("counter_clerk", "specialist", "unit_leader", "chair"):
            found |= {c.username: c for c in selectors.colleagues(unit_id, role, at)}
    return render(request, "tasks/_people.html", {"people": list(found.values())})
