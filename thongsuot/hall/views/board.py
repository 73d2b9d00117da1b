"""Bảng gọi số trên tường: public, no names, large; it renews itself and says when it cannot."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import public
from thongsuot.common.now import now
from thongsuot.hall import words
from thongsuot.hall.models import TicketState
from thongsuot.hall.panel import today
from thongsuot.hall.selectors.line import Line
from thongsuot.hall.selectors.live import stream_of
from thongsuot.hall.selectors.setup import Hall, unit_with_hall
from thongsuot.org.selectors import require_in_force

REFRESH_SECONDS = 10


@public
@require_GET
def wall(request: HttpRequest, unit: str) -> HttpResponse:
    """Bảng gọi số của một trung tâm; `?tieng=0` for a wall that stays silent."""
    at = now()
    info = require_in_force(unit, timezone.localdate(at))
    hall = unit_with_hall(info)
    line = today(info.id, at)
    context = {
        "unit": info,
        "hall": hall,
        "rows": rows(hall, line),
        "waiting": [(service, line.waiting.get(service.id, (0, at))[0]) for service in hall.offered],
        "last": spoken(hall, line),
        "at": at,
        "giving": line.giving,
        "refresh": REFRESH_SECONDS,
        "aloud": request.GET.get("tieng") != "0",
    }
    response = render(request, "hall/board.html", context)
    response["Cache-Control"] = "no-store"
    return response


@public
@require_GET
def events(request: HttpRequest, unit: str) -> HttpResponse:
    """Địa chỉ theo dõi trực tiếp, good for a quarter of an hour."""
    info = require_in_force(unit, timezone.localdate(now()))
    unit_with_hall(info)
    return JsonResponse({"url": stream_of(info.id)}, headers={"Cache-Control": "no-store"})


def rows(hall: Hall, line: Line) -> list[dict[str, object]]:
    """Mỗi quầy một dòng: the number there, or what the counter is doing."""
    found = []
    for counter in hall.counters:
        if not counter.active:
            continue
        seat, turn = line.seat_at(counter.id), line.current(counter.id)
        found.append(
            {
                "counter": counter,
                "label": turn.label if turn else "",
                "called": bool(turn and turn.state == TicketState.CALLED),
                "state": "closed" if seat is None else seat.state,
            }
        )
    return found


def spoken(hall: Hall, line: Line) -> dict[str, object] | None:
    """Lời mời mới nhất: what is read aloud, with a mark that changes at every call."""
    turn = next((call for call in line.board if call.state == TicketState.CALLED), None)
    if turn is None:
        return None
    number = hall.counter(turn.counter_id).number
    return {
        "label": turn.label,
        "counter": number,
        "words": words.call(turn.label, number),
        "mark": f"{turn.uid}-{turn.calls}",
    }
