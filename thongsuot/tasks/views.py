"""Trang việc của tôi: one list, five clears on each row, everything by keyboard, live without jumping."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.tasks import forms, rows, saved, selectors, services
from thongsuot.tasks.models import SavedFilter
from thongsuot.tasks.tickets import make_token

PAGE = 20


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
        "lines": rows.drawn(page.rows, principal, at),
        "filters": rows.filters(chosen, leads=bool(leads)),
        **rows.fixed_parts(),
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


def _way_back(request: HttpRequest) -> str:
    target = request.POST.get("ve", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else reverse("tasks:list")


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_way_back(request))


def _ask(request: HttpRequest, wanted: str) -> HttpResponse | None:
    """The page that asks for what an act needs and was not given: who gets the work, or why it comes back.

    None when it was given, or when no ticked row is an open task in reach: then the act itself says so.
    """
    tasks = selectors.chosen_tasks(request.principal, forms.ids_from(request.POST))
    if request.POST.get(wanted, "").strip() or not tasks:
        return None
    message = _("Chưa chọn người nhận việc.") if wanted == "to" else _("Cần ghi lý do trả lại.")
    return render(
        request,
        "tasks/ask.html",
        {
            "giving": wanted == "to",
            "tasks": tasks,
            "people": [(c.username, f"{c.full_name} — {c.title}") for c in _colleagues(request.principal, now())],
            "note": request.POST.get("note", ""),
            "back": _way_back(request),
            "errors": [] if "hoi" in request.POST else [{"field": wanted, "message": message}],
        },
        status=200 if "hoi" in request.POST else 422,
    )


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
    """Giao các việc đã chọn cho một người; asks on a page when nobody is named."""
    if page := _ask(request, "to"):
        return page
    at, to, note = now(), request.POST.get("to", "").strip(), request.POST.get("note", "")
    return _each(
        request,
        _("Đã giao"),
        lambda task_id: services.give(task_id=task_id, to=to, principal=request.principal, at=at, note=note),
    )


@require_POST
@official
def hand_back(request: HttpRequest) -> HttpResponse:
    """Trả các việc đã chọn về danh sách chung, kèm lý do; asks on a page when no reason is given."""
    if page := _ask(request, "reason"):
        return page
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
    return render(request, "tasks/_people.html", {"people": _colleagues(request.principal, now())})


def _colleagues(principal: Principal, at: datetime) -> list[selectors.Colleague]:
    """Everybody of the units that this person leads (else belongs to) who may hold work."""
    found: dict[str, selectors.Colleague] = {}
    for unit_id in selectors.led_units(principal) or sorted(principal.units_with()):
        for role in ("counter_clerk", "specialist", "unit_leader", "chair"):
            found |= {c.username: c for c in selectors.colleagues(unit_id, role, at)}
    return list(found.values())
