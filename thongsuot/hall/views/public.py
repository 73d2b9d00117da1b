"""Hàng chờ trên điện thoại: take a number, follow it, book an hour; nothing is asked about the person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import public
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.notices import phones
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.hall import services, telling, words
from thongsuot.hall.asked import number, uid_of
from thongsuot.hall.models import Ticket, TicketState
from thongsuot.hall.panel import today
from thongsuot.hall.selectors.bookings import bookable_days, slots_of
from thongsuot.hall.selectors.line import ahead_of, counter_number, pace_of, short_code, ticket_of
from thongsuot.hall.selectors.setup import Hall, groups_on, hall_of, unit_with_hall
from thongsuot.org.selectors import UnitInfo, require_in_force, unit_info

TAKEN_PER_QUARTER = 20  # from one address: a hall's own wireless network is one address for many people


def hall_named(code: str, at: datetime) -> tuple[UnitInfo, Hall]:
    """The unit that bears this code today, and its hall."""
    info = require_in_force(code, timezone.localdate(at))
    return info, unit_with_hall(info)


@public
@require_GET
def queue(request: HttpRequest, unit: str) -> HttpResponse:
    """Hàng chờ của một trung tâm: how many wait, take a number, book."""
    at = now()
    info, hall = hall_named(unit, at)
    line = today(info.id, at)
    context = {
        "unit": info,
        "hall": hall,
        "line": line,
        "waiting": [(service, line.waiting.get(service.id, (0, at))[0]) for service in hall.offered],
        "groups": groups_on(timezone.localdate(at)),
        "bookable": any(service.per_hour for service in hall.offered),
        "uid": uuid4(),
    }
    return render(request, "hall/queue.html", context)


@public
@require_POST
def take(request: HttpRequest, unit: str) -> HttpResponse:
    """Lấy số bằng điện thoại."""
    at = now()
    info, _hall = hall_named(unit, at)
    hit("hall-take", client_address(request), limit=TAKEN_PER_QUARTER, seconds=900, at=at)
    try:
        ticket = services.take(
            unit_id=info.id,
            service_id=number(request.POST.get("dich-vu", "")),
            uid=uid_of(request.POST.get("phieu", "")),
            source=Ticket.Source.PHONE,
            priority=request.POST.get("uu-tien", ""),
            phone=request.POST.get(telling.FIELD, "")[:40],
            at=at,
        )
    except Invalid as refused:
        if refused.code != telling.UNREACHABLE:
            raise
        messages.warning(request, str(refused.detail))
        return HttpResponseRedirect(reverse("hall:queue", args=[info.code]))
    return HttpResponseRedirect(reverse("hall:ticket", args=[ticket.uid]))


@public
@require_http_methods(["GET", "POST"])
def booking(request: HttpRequest, unit: str) -> HttpResponse:
    """Hẹn trước: which service, which day, which hour; one question at a time."""
    at = now()
    info, hall = hall_named(unit, at)
    if request.method == "POST":
        hit("hall-take", client_address(request), limit=TAKEN_PER_QUARTER, seconds=900, at=at)
        try:
            ticket = book(request, info.id, at)
        except Refused as refused:
            messages.warning(request, str(refused.detail))
            return HttpResponseRedirect(f"{request.path}?{request.GET.urlencode()}")
        return HttpResponseRedirect(reverse("hall:ticket", args=[ticket.uid]))
    return render(request, "hall/booking.html", {"unit": info, "hall": hall, **choices(request, hall, at)})


def book(request: HttpRequest, unit_id: int, at: datetime) -> Ticket:
    """The appointment that a page of hours asks for."""
    slot = parse_datetime(request.POST.get("gio", ""))
    if slot is None or timezone.is_naive(slot):
        message = _("Hãy chọn một giờ.")
        raise Invalid(message, errors=[{"field": "gio", "message": message}])
    return services.book(
        unit_id=unit_id,
        service_id=number(request.POST.get("dich-vu", "")),
        slot_at=slot,
        uid=uid_of(request.POST.get("phieu", "")),
        phone=request.POST.get(telling.FIELD, "")[:40],
        at=at,
    )


def choices(request: HttpRequest, hall: Hall, at: datetime) -> dict[str, Any]:
    """What was chosen so far on the way to an hour, and what is still to choose."""
    offered = [service for service in hall.offered if service.per_hour]
    service = next((one for one in offered if str(one.id) == request.GET.get("viec")), None)
    days = bookable_days(hall.unit_id, at)
    day = _day(request.GET.get("ngay", ""))
    day = day if day in days else None
    slots = slots_of(hall.unit_id, service.id, day, at) if service and day else []
    return {"offered": offered, "service": service, "days": days, "day": day, "slots": slots, "uid": uuid4()}


@public
@require_GET
def ticket(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Số của tôi: where it stands now; renews itself."""
    context = standing(ticket_of(uid), now())
    response = render(request, "hall/ticket.html", context)
    response["X-Robots-Tag"], response["Cache-Control"] = "noindex", "no-store"
    return response


@public
@require_POST
def act(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bỏ lượt, báo đã đến, thôi nhắn tin; by whoever holds the ticket."""
    wanted = request.POST.get("viec")
    if wanted == "bo":
        services.cancel(uid=uid, at=now())
    elif wanted == "bao-den":
        services.check_in(uid=uid, at=now())
    elif wanted == "thoi-nhan":
        services.tell_no_more(uid=uid, at=now())
    else:
        raise NotFound()
    return HttpResponseRedirect(reverse("hall:ticket", args=[uid]))


@public
@require_GET
def printed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Phiếu số giấy, 80 mm."""
    response = render(request, "hall/printed.html", standing(ticket_of(uid), now()))
    response["X-Robots-Tag"], response["Cache-Control"] = "noindex", "no-store"
    return response


def standing(found: Ticket, at: datetime) -> dict[str, Any]:
    """Everything a page says about a ticket."""
    unit = unit_info(found.unit_id, found.day)
    waiting = found.state == TicketState.WAITING and found.day == timezone.localdate(at)
    ahead = ahead_of(found, at) if waiting else None
    pace = pace_of(found) if ahead else None
    counter = counter_number(found)
    group = next((g for g in groups_on(found.day) if g.key == found.priority), None)
    return {
        "ticket": found,
        "unit": unit,
        "service": hall_of(found.unit_id).service(found.service_id),
        "state": TicketState(found.state),
        "over": found.day < timezone.localdate(at) and found.state in (TicketState.WAITING, TicketState.CALLED),
        "ahead": ahead,
        "guess": words.minutes(pace * (ahead or 0)) if pace else "",
        "counter": counter,
        "spoken": words.call(found.label, counter) if counter and found.label else "",
        "group": group,
        "code": short_code(found.uid),
        "phone": phones.masked(telling.number_of(found)) if found.phone else "",
        "today": found.day == timezone.localdate(at),
        "address": f"{settings.PUBLIC_URL}{reverse('hall:ticket', args=[found.uid])}",
        "at": at,
    }


@public
@require_GET
def poster(request: HttpRequest, unit: str) -> HttpResponse:
    """Tờ dán ở cửa: the QR code of the page where one takes a number, large, on one sheet."""
    info, _hall = hall_named(unit, now())
    address = f"{settings.PUBLIC_URL}{reverse('hall:queue', args=[info.code])}"
    return render(request, "hall/poster.html", {"unit": info, "address": address})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
