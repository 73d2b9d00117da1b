"""Trang của người phụ trách: the whole hall at a glance, and how it is set up."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.hall import services
from thongsuot.hall.asked import number
from thongsuot.hall.panel import today, waiting_rows
from thongsuot.hall.permissions import hall_units, may_serve, may_set_up, require_sets_up
from thongsuot.hall.selectors.live import stream_of
from thongsuot.hall.selectors.setup import groups_on, hall_of, rule_of
from thongsuot.hall.services import setup as setting_up
from thongsuot.org.selectors import unit_info
from thongsuot.procedures.search import fields_in_force

seen_by = needs(Role.COUNTER_CLERK, Role.UNIT_LEADER, Role.CHAIR, Role.UNIT_ADMIN)
set_up_by = needs(Role.UNIT_LEADER, Role.UNIT_ADMIN)


def wanted_unit(request: HttpRequest) -> int:
    """The hall that was asked for among those this person sees, else his first."""
    units = hall_units(request.principal)
    asked = request.POST.get("don-vi") or request.GET.get("don-vi") or ""
    if asked:
        return next((unit for unit in units if str(unit) == asked), 0) or _unknown()
    if not units:
        _unknown()
    return units[0]


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _unknown() -> int:
    raise NotFound()


@require_GET
@seen_by
def overview(request: HttpRequest) -> HttpResponse:
    """Hàng chờ: counters and who sits there, who waits how long, giving numbers or not."""
    unit_id, at = wanted_unit(request), now()
    hall, line, day = hall_of(unit_id), today(unit_id, at), timezone.localdate(at)
    counters = [
        {"counter": one, "seat": line.seat_at(one.id), "turn": line.current(one.id)}
        for one in hall.counters
        if one.active or line.seat_at(one.id)
    ]
    context = {
        "unit": unit_info(unit_id, day),
        "hall": hall,
        "line": line,
        "counters": counters,
        "rows": waiting_rows(hall, line, None, at),
        "groups": groups_on(day),
        "services": {service.id: service for service in hall.services},
        "may_set_up": may_set_up(request.principal, unit_id),
        "may_serve": may_serve(request.principal, unit_id),
        "press": uuid.uuid4(),
        "slip": _uid(request.GET.get("phieu", "")),
        "at": at,
    }
    return render(request, "hall/overview.html", context)


@require_GET
@seen_by
def events(request: HttpRequest) -> HttpResponse:
    """Vé theo dõi mới của trang này."""
    return JsonResponse({"url": stream_of(wanted_unit(request))}, headers={"Cache-Control": "no-store"})


@require_GET
@set_up_by
def setup(request: HttpRequest) -> HttpResponse:
    """Lập sảnh: nhóm việc, quầy, luật hàng chờ, nhóm ưu tiên."""
    return _setup_page(request, wanted_setup(request), [])


def wanted_setup(request: HttpRequest) -> int:
    """The hall to set up, of one's own units."""
    unit_id = next((u for u in hall_units(request.principal) if may_set_up(request.principal, u)), 0)
    asked = request.POST.get("don-vi") or request.GET.get("don-vi")
    unit_id = wanted_unit(request) if asked else unit_id
    require_sets_up(request.principal, unit_id)
    return unit_id


def _setup_page(request: HttpRequest, unit_id: int, errors: list[dict[str, Any]]) -> HttpResponse:
    at = now()
    day = timezone.localdate(at)
    hall = hall_of(unit_id)
    used = {service.letter for service in hall.services}
    context = {
        "unit": unit_info(unit_id, day),
        "hall": hall,
        "rule": rule_of(unit_id, day),
        "groups": groups_on(day),
        "fields": fields_in_force(day),
        "next_letter": next((c for c in "ABCDEFGHKLMNPQRSTUVXY" if c not in used), "Z"),
        "next_number": max((counter.number for counter in hall.counters), default=0) + 1,
        "errors": errors,
        "typed": request.POST,
    }
    return render(request, "hall/setup.html", context, status=422 if errors else 200)


@require_POST
@set_up_by
def save_service(request: HttpRequest) -> HttpResponse:
    """Lưu một nhóm việc."""
    return _save(request, setting_up.save_service, _typed_service, _("Đã lưu nhóm việc."))


def _typed_service(post: QueryDict) -> dict[str, Any]:
    return {
        "letter": post.get("letter", "").strip().upper(),
        "name": post.get("name", ""),
        "fields": post.getlist("fields"),
        "per_hour": _count(post.get("per_hour", "0"), "per_hour"),
        "active": bool(post.get("active")),
    }


@require_POST
@set_up_by
def save_counter(request: HttpRequest) -> HttpResponse:
    """Lưu một quầy."""
    return _save(request, setting_up.save_counter, _typed_counter, _("Đã lưu quầy."))


def _typed_counter(post: QueryDict) -> dict[str, Any]:
    return {
        "number": _count(post.get("number", ""), "number"),
        "name": post.get("name", ""),
        "service_ids": [number(one) for one in post.getlist("services")],
        "active": bool(post.get("active")),
    }


@require_POST
@set_up_by
def save_rule(request: HttpRequest) -> HttpResponse:
    """Đặt luật hàng chờ từ hôm nay."""
    return _save(request, setting_up.set_rule, _typed_rule, _("Đã đặt luật hàng chờ, có hiệu lực từ hôm nay."))


def _typed_rule(post: QueryDict) -> dict[str, Any]:
    names = ("most_passes", "grace_minutes")
    return {name: _count(post.get(name, ""), name) for name in names}


@require_POST
@set_up_by
def giving(request: HttpRequest) -> HttpResponse:
    """Phát số, ngừng phát số hôm nay."""
    unit_id = wanted_setup(request)
    services.give_numbers(
        unit_id=unit_id, giving=request.POST.get("viec") == "phat", principal=request.principal, at=now()
    )
    return HttpResponseRedirect(f"{reverse('hall:overview')}?don-vi={unit_id}")


@require_POST
@set_up_by
def close_counter(request: HttpRequest) -> HttpResponse:
    """Đóng một quầy mà người ngồi quên đóng."""
    unit_id = wanted_setup(request)
    services.leave(
        unit_id=unit_id,
        counter_id=number(request.POST.get("quay")) or -1,  # 0 would mean: one's own
        principal=request.principal,
        at=now(),
    )
    return HttpResponseRedirect(f"{reverse('hall:overview')}?don-vi={unit_id}")


def _save(
    request: HttpRequest, act: Callable[..., Any], typed: Callable[[QueryDict], dict[str, Any]], told: str
) -> HttpResponse:
    """Read what was typed, do it for the hall that was meant; back to the page, with what is wrong or with thanks."""
    unit_id = wanted_setup(request)
    try:
        act(unit_id=unit_id, **typed(request.POST), principal=request.principal, at=now())
    except Invalid as refused:
        return _setup_page(request, unit_id, refused.errors)
    messages.success(request, told)
    return HttpResponseRedirect(f"{reverse('hall:setup')}?don-vi={unit_id}")


def _count(typed: str, field: str) -> int:
    typed = typed.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4):
        raise Invalid(errors=[{"field": field, "message": _("Hãy ghi bằng chữ số.")}])
    return int(typed)
