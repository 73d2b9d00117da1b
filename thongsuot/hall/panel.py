"""Khung gọi số: who waits and the turn at one's counter, shown beside the desk of the one-stop and after a reception."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from thongsuot.common.now import now
from thongsuot.hall.permissions import may_serve
from thongsuot.hall.selectors.line import Line, line_now
from thongsuot.hall.selectors.setup import CounterInfo, Hall, groups_on, hall_of
from thongsuot.hall.words import minutes
from thongsuot.ui import slots

TEMPLATE = "hall/_panel.html"


def register() -> None:
    """Fill the places of the pages above; called once at start."""
    slots.fill("counter.side", TEMPLATE, beside_the_desk, order=10)
    slots.fill("counter.done", "hall/_done.html", after_reception, order=10)


def beside_the_desk(request: HttpRequest, *, unit: Any) -> dict[str, Any] | None:
    """The panel at the counter page; nothing where no hall was set up."""
    return panel_of(request, unit.id, request.get_full_path())


def after_reception(request: HttpRequest, *, loaded: Any) -> dict[str, Any] | None:
    """The next number, one press away once a dossier was received."""
    return panel_of(request, loaded.dossier.receiving_unit_id, reverse("hall:desk"))


def panel_of(request: HttpRequest, unit_id: int, back: str) -> dict[str, Any] | None:
    """Names of the panel's template: one statement, none without a hall."""
    principal = request.principal  # type: ignore[attr-defined]
    hall = hall_of(unit_id)
    if not hall.counters or not may_serve(principal, unit_id):
        return None
    at = now()
    line = today(unit_id, at)
    seat = line.seat_of(principal.user_id)
    counter = hall.counter(seat.counter_id) if seat else None
    return {
        "hall": hall,
        "line": line,
        "seat": seat,
        "counter": counter,
        "current": line.current(counter.id) if counter else None,
        "rows": waiting_rows(hall, line, counter, at),
        "reachable": reachable(hall, line, counter),
        "absent": [call for call in line.absent() if counter is None or call.counter_id == counter.id][:3],
        "free": [one for one in hall.counters if one.active and line.seat_at(one.id) is None],
        "elsewhere": [one for one in hall.counters if line.seat_at(one.id) and one.id != (counter and counter.id)],
        "groups": {group.key: group.name for group in groups_on(timezone.localdate(at))},
        "services": {service.id: service for service in hall.services},
        "press": uuid.uuid4(),
        "back": back,
        "at": at,
    }


def today(unit_id: int, at: datetime) -> Line:
    """The line of the local day."""
    day = timezone.localdate(at)
    midnight = datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())
    return line_now(unit_id, day, midnight)


def waiting_rows(hall: Hall, line: Line, counter: CounterInfo | None, at: datetime) -> list[dict[str, Any]]:
    """How many wait for each service, the longest wait, and whether this counter takes it."""
    mine = set(hall.taken_at(counter)) if counter else set()
    return [
        {
            "service": service,
            "waiting": line.waiting.get(service.id, (0, at))[0],
            "wait": minutes((at - line.waiting[service.id][1]).total_seconds()) if service.id in line.waiting else "",
            "mine": service.id in mine,
        }
        for service in hall.services
        if service.active or service.id in line.waiting
    ]


def reachable(hall: Hall, line: Line, counter: CounterInfo | None) -> int:
    """How many this counter may call."""
    if counter is None:
        return 0
    services = set(hall.taken_at(counter))
    if line.total > len(line.next):  # a very long line is counted by its services
        return sum(n for service, (n, _oldest) in line.waiting.items() if service in services)
    return sum(
        1
        for one in line.next
        if one.only_counter_id == counter.id or (one.only_counter_id is None and one.service_id in services)
    )
