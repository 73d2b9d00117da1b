"""Hàng chờ lúc này: what the panel of a counter, the board on the wall and a phone show; each one statement."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from thongsuot.common.errors import NotFound
from thongsuot.hall.models import Ticket, TicketState
from thongsuot.hall.order import FIRST
from thongsuot.hall.selectors.setup import hall_of, province_of, rule_of

SHOWN = 8  # last calls on a board
_NOW = """
SELECT json_build_object(
  'waiting', (SELECT json_object_agg(service_id, json_build_array(n, oldest)) FROM (
     SELECT service_id, count(*) AS n, min(ready_at) AS oldest FROM hall_ticket
      WHERE province_id = %(province)s AND unit_id = %(unit)s AND day = %(day)s AND state = 'waiting' GROUP BY 1) w),
  'spells', (SELECT json_agg(json_build_array(s.counter_id, s.state, s.began_at, s.staff_id, u.full_name) ORDER BY s.counter_id)
     FROM hall_spell s JOIN hall_counter c ON c.id = s.counter_id JOIN accounts_user u ON u.id = s.staff_id
    WHERE c.unit_id = %(unit)s AND s.ended_at IS NULL AND s.began_at >= %(midnight)s),
  'calls', (SELECT json_agg(json_build_array(uid, label, state, counter_id, staff_id, called_at, calls, priority, service_id,
                    procedure_code, prefill IS NOT NULL, started_at) ORDER BY called_at DESC) FROM (
     SELECT * FROM hall_ticket WHERE province_id = %(province)s AND unit_id = %(unit)s AND day = %(day)s
        AND called_at IS NOT NULL AND counter_id IS NOT NULL ORDER BY called_at DESC LIMIT 20) c),
  'next', (SELECT json_agg(json_build_array(uid, label, service_id, only_counter_id, priority, ready_at)) FROM (
     SELECT * FROM hall_ticket WHERE province_id = %(province)s AND unit_id = %(unit)s AND day = %(day)s AND state = 'waiting'
      ORDER BY ready_at, id LIMIT 60) l),
  'giving', (SELECT giving FROM hall_hallday WHERE unit_id = %(unit)s AND day = %(day)s),
  'finished', (SELECT count(*) FROM hall_ticket WHERE province_id = %(province)s AND unit_id = %(unit)s AND day = %(day)s
                  AND state = 'finished'))
"""
_AHEAD = f"""
SELECT count(*) FROM hall_ticket t WHERE t.province_id = %(province)s AND t.unit_id = %(unit)s AND t.day = %(day)s
   AND t.state = 'waiting' AND t.service_id = %(service)s AND t.id <> %(id)s
   AND ({FIRST}, t.ready_at, t.id) < (%(first)s, %(ready)s, %(id)s)
"""  # noqa: S608  (constants of ours)
_PACE = """
SELECT extract(epoch FROM avg(gap)) FROM (
  SELECT started_at - lag(started_at) OVER (ORDER BY started_at) AS gap FROM (
    SELECT started_at FROM hall_ticket WHERE province_id = %(province)s AND unit_id = %(unit)s AND day = %(day)s
       AND service_id = %(service)s AND started_at IS NOT NULL ORDER BY started_at DESC LIMIT 10) s) g
 WHERE gap < interval '1 hour'
"""


@dataclass(frozen=True, slots=True)
class Call:
    """Một lần gọi."""

    uid: UUID
    label: str
    state: str
    counter_id: int
    staff_id: int
    called_at: datetime
    calls: int
    priority: str
    service_id: int
    procedure_code: str
    has_prefill: bool
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seat:
    """Một quầy có người ngồi."""

    counter_id: int
    state: str
    since: datetime
    staff_id: int
    staff: str


@dataclass(frozen=True, slots=True)
class InLine:
    """Một số đang chờ."""

    uid: UUID
    label: str
    service_id: int
    only_counter_id: int | None
    priority: str
    ready_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """Cả sảnh lúc này."""

    waiting: dict[int, tuple[int, datetime]]
    seats: tuple[Seat, ...]
    calls: tuple[Call, ...]
    next: tuple[InLine, ...] = field(default=())
    giving: bool = True
    finished: int = 0

    @property
    def total(self) -> int:
        """How many wait."""
        return sum(n for n, _oldest in self.waiting.values())

    def seat_of(self, user_id: int) -> Seat | None:
        """Where this person sits."""
        return next((seat for seat in self.seats if seat.staff_id == user_id), None)

    def seat_at(self, counter_id: int) -> Seat | None:
        """Who sits at a counter."""
        return next((seat for seat in self.seats if seat.counter_id == counter_id), None)

    def current(self, counter_id: int) -> Call | None:
        """The turn at a counter."""
        open_ones = (TicketState.CALLED, TicketState.SERVING)
        return next((c for c in self.calls if c.counter_id == counter_id and c.state in open_ones), None)

    def absent(self) -> list[Call]:
        """Numbers marked absent lately, who may come back."""
        return [call for call in self.calls if call.state == TicketState.NO_SHOW]

    @property
    def board(self) -> list[Call]:
        """What the wall shows: turns at the counters, the last called first."""
        return [c for c in self.calls if c.state in (TicketState.CALLED, TicketState.SERVING)][:SHOWN]


def line_now(unit_id: int, day: date, midnight: datetime) -> Line:
    """Hàng chờ của một sảnh, in one statement."""
    found = _row(_NOW, {"province": province_of(unit_id), "unit": unit_id, "day": day, "midnight": midnight})
    waiting = {int(k): (v[0], _moment(v[1])) for k, v in (found["waiting"] or {}).items()}
    seats = tuple(Seat(c, s, _moment(t), i, n) for c, s, t, i, n in found["spells"] or [])
    calls = tuple(_call(*row) for row in found["calls"] or [])
    following = tuple(_in_line(*row) for row in found["next"] or [])
    return Line(waiting, seats, calls, following, found["giving"] is not False, found["finished"])


def _call(uid: str, label: str, *more: Any) -> Call:
    state, counter, staff, called, calls, priority, service, procedure, prefill, started = more
    return Call(
        UUID(uid), label, state, counter, staff, _moment(called), calls, priority, service, procedure, prefill,
        _moment(started) if started else None,
    )  # fmt: skip


def _in_line(uid: str, label: str, service: int, counter: int | None, priority: str, ready: str) -> InLine:
    return InLine(UUID(uid), label, service, counter, priority, _moment(ready))


def ticket_of(uid: UUID) -> Ticket:
    """The ticket of a QR code; NotFound for a uid nobody was given."""
    ticket = Ticket.objects.filter(uid=uid).first()
    if ticket is None:
        raise NotFound()
    return ticket


def ahead_of(ticket: Ticket, at: datetime) -> int:
    """Còn bao nhiêu người trước: numbers of the same service that are called before this one as things stand."""
    assert ticket.ready_at is not None
    rule = rule_of(ticket.unit_id, ticket.day)
    first = ticket.priority or (ticket.on_time and ticket.slot_at and ticket.slot_at <= at)
    given = _keys(ticket) | {
        "at": at,
        "most": rule.most_passes,
        "first": 0 if first or ticket.passed >= rule.most_passes else 1,
        "ready": ticket.ready_at,
        "id": ticket.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, given)
        return int(cursor.fetchone()[0])


def pace_of(ticket: Ticket) -> float | None:
    """Nhịp phục vụ: seconds between the last turns of this service today; None while too few were served."""
    with connection.cursor() as cursor:
        cursor.execute(_PACE, _keys(ticket))
        found = cursor.fetchone()[0]
    return float(found) if found else None


def booked_with_code(unit_id: int, day: date, code: str) -> Ticket | None:
    """Lượt hẹn hôm nay theo mã ngắn; None for no such code, or one that fits two."""
    found = Ticket.objects.filter(
        province_id=province_of(unit_id), unit_id=unit_id, day=day, state=TicketState.BOOKED
    ).order_by("id")
    hits = [ticket for ticket in found if short_code(ticket.uid) == code.upper()]
    return hits[0] if len(hits) == 1 else None


def short_code(uid: UUID) -> str:
    """Mã ngắn của lượt hẹn, to be typed at the kiosk."""
    return uid.hex[:6].upper()


def counter_number(ticket: Ticket) -> int | None:
    """Số quầy đang gọi."""
    if ticket.counter_id is None:
        return None
    return hall_of(ticket.unit_id).counter(ticket.counter_id).number


def _keys(ticket: Ticket) -> dict[str, Any]:
    return {
        "province": ticket.province_id,
        "unit": ticket.unit_id,
        "day": ticket.day,
        "service": ticket.service_id,
    }


def _row(sql: str, given: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found = cursor.fetchone()[0]
    return orjson.loads(found) if isinstance(found, str) else found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
