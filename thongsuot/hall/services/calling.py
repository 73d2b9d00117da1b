"""Gọi số và sau đó: call, recall, start, transfer, no-show, back again, finish.

Calls of one hall come one after another (the day's row is locked), so each takes the fairest number at that moment; a
ticket that somebody is just giving up or moving is skipped, not waited for. What a repeated press does is said at each verb.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.common.transactions import one_transaction
from thongsuot.hall import news
from thongsuot.hall.models import AT_COUNTER, Spell, Ticket, TicketState
from thongsuot.hall.order import FIRST, ORDER, PRIORITY
from thongsuot.hall.permissions import require_serves
from thongsuot.hall.selectors.setup import hall_of, province_of, rule_of
from thongsuot.hall.services.days import enter, lock_day
from thongsuot.hall.services.staff import spell_of
from thongsuot.hall.services.taking import locked_today

RECALL_AGAIN = timedelta(seconds=2)
_MAY_TAKE = """
  t.province_id = %(province)s AND t.unit_id = %(unit)s AND t.day = %(day)s AND t.state = 'waiting'
  AND (t.only_counter_id = %(counter)s OR (t.only_counter_id IS NULL AND t.service_id = ANY(%(services)s)))
"""
_NEXT = f"""
SELECT t.id, {PRIORITY} FROM hall_ticket t WHERE {_MAY_TAKE} ORDER BY {ORDER} LIMIT 1 FOR UPDATE OF t SKIP LOCKED
"""  # noqa: S608  (constants of ours)
# Those who could have been called here and let a younger priority number pass.
_PASSED = f"""
UPDATE hall_ticket t SET passed = passed + 1
 WHERE {_MAY_TAKE} AND {FIRST} = 1 AND (t.ready_at, t.id) < (%(ready)s, %(id)s)
"""  # noqa: S608


@one_transaction
def call_next(*, unit_id: int, press: UUID, principal: Principal, at: datetime) -> Ticket | None:
    """Gọi số tiếp theo to one's counter; a turn under way there is finished by it. None when nobody waits for it.

    `press` names one press of the button: repeated, it gives the ticket it called, whatever became of it.
    Raises MoveNotAllowed `not_seated`, `on_break`, `nobody_came` (called, neither started nor marked absent).
    """
    require_serves(principal, unit_id)
    day = enter(unit_id, at)
    lock_day(unit_id, day)
    province = province_of(unit_id)
    again = Ticket.objects.filter(province_id=province, unit_id=unit_id, press=press).first()
    if again is not None:
        return again
    spell = spell_of(principal)
    counter = hall_of(unit_id).counter(spell.counter_id)
    if spell.state == Spell.State.BREAK:
        raise MoveNotAllowed(_("Quầy đang tạm nghỉ. Hãy bấm “Mở quầy” trước."), code="on_break")
    _end_turn_before(province, spell, principal, at)
    found: dict[str, Any] = {
        "province": province,
        "unit": unit_id,
        "day": day,
        "counter": counter.id,
        "services": list(hall_of(unit_id).taken_at(counter)),
        "at": at,
        "most": rule_of(unit_id, day).most_passes,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, found)
        row = cursor.fetchone()
        if row is None:
            return None
        ticket = Ticket.objects.get(province_id=province, pk=row[0])
        if row[1]:
            cursor.execute(_PASSED, {**found, "ready": ticket.ready_at, "id": ticket.pk})
    ticket.state, ticket.counter_id, ticket.staff_id = TicketState.CALLED, counter.id, principal.user_id
    ticket.press, ticket.calls, ticket.called_at = press, ticket.calls + 1, at
    ticket.first_called_at = ticket.first_called_at or at
    ticket.save(
        update_fields=["state", "counter", "staff", "press", "calls", "called_at", "first_called_at"],
    )
    news.write(ticket, "called", principal=principal, at=at, counter=counter.number)
    return ticket


@one_transaction
def recall(*, uid: UUID, principal: Principal, at: datetime) -> Ticket:
    """Gọi lại; a second press within two seconds is the same call."""
    ticket = _at_my_counter(uid, principal, at)
    if ticket.state != TicketState.CALLED:
        raise MoveNotAllowed(_("Chỉ gọi lại được số đang gọi."))
    assert ticket.called_at is not None
    if at - ticket.called_at >= RECALL_AGAIN:
        ticket.called_at, ticket.calls = at, ticket.calls + 1
        ticket.save(update_fields=["called_at", "calls"])
        news.write(ticket, "recalled", principal=principal, at=at, calls=ticket.calls)
    return ticket


@one_transaction
def start(*, uid: UUID, principal: Principal, at: datetime) -> Ticket:
    """Bắt đầu phục vụ: the person has come. Again: nothing."""
    ticket = _at_my_counter(uid, principal, at)
    if ticket.state == TicketState.CALLED:
        ticket.state, ticket.started_at = TicketState.SERVING, at
        ticket.save(update_fields=["state", "started_at"])
        news.write(ticket, "started", principal=principal, at=at)
    return ticket


@one_transaction
def finish(*, uid: UUID, principal: Principal, at: datetime, reason: str = "") -> Ticket:
    """Kết thúc lượt. Again: the end moves to now only where `reason` names further work done in it, and nobody was called since."""
    ticket, _day = locked_today(uid, at)
    require_serves(principal, ticket.unit_id)
    if ticket.state == TicketState.FINISHED:
        if reason and ticket.staff_id == principal.user_id and not _called_since(ticket):
            _end(ticket, principal, at, reason)
        return ticket
    _refuse_other_counter(ticket, principal)
    _end(ticket, principal, at, reason)
    return ticket


@one_transaction
def no_show(*, uid: UUID, principal: Principal, at: datetime) -> Ticket:
    """Vắng mặt: called and not come. The number may come back the same day."""
    ticket, _day = locked_today(uid, at)
    require_serves(principal, ticket.unit_id)
    if ticket.state == TicketState.NO_SHOW:
        return ticket
    _refuse_other_counter(ticket, principal)
    ticket.state, ticket.ended_at, ticket.started_at = TicketState.NO_SHOW, at, None
    ticket.save(update_fields=["state", "ended_at", "started_at"])
    news.write(ticket, "no_show", principal=principal, at=at)
    return ticket


@one_transaction
def come_back(*, uid: UUID, principal: Principal, at: datetime) -> Ticket:
    """Trở lại hàng: who was marked absent today has come after all and keeps the age of the number."""
    ticket, day = locked_today(uid, at)
    require_serves(principal, ticket.unit_id)
    if ticket.state == TicketState.WAITING:
        return ticket
    if ticket.state != TicketState.NO_SHOW or not ticket.label or ticket.day != day:
        raise MoveNotAllowed(_("Chỉ số vắng mặt của hôm nay trở lại hàng được."))
    ticket.state, ticket.ended_at, ticket.press = TicketState.WAITING, None, None
    ticket.counter_id = ticket.staff_id = None
    ticket.save(update_fields=["state", "ended_at", "press", "counter", "staff"])
    news.write(ticket, "came_back", principal=principal, at=at)
    return ticket


@one_transaction
def transfer(
    *,
    uid: UUID,
    principal: Principal,
    at: datetime,
    service_id: int | None = None,
    counter_id: int | None = None,
    reason: str = "",
) -> Ticket:
    """Chuyển sang nhóm việc hoặc quầy khác: back into the line with its age, so it does not wait anew.

    Exactly one of service and counter is named. Statistics of time count the counter where the turn ends.
    """
    ticket, _day = locked_today(uid, at)
    require_serves(principal, ticket.unit_id)
    hall = hall_of(ticket.unit_id)
    if (service_id is None) == (counter_id is None):
        raise MoveNotAllowed(_("Hãy chọn một nơi để chuyển tới."), code="transfer_nowhere")
    if (
        ticket.state == TicketState.WAITING
        and ticket.only_counter_id == counter_id
        and service_id
        in (
            None,
            ticket.service_id,
        )
    ):
        return ticket
    if ticket.state != TicketState.WAITING:
        _refuse_other_counter(ticket, principal)
    if service_id is not None:
        ticket.service_id, ticket.only_counter_id = hall.service(service_id).id, None
    else:
        ticket.only_counter_id = _staffed(hall.counter(counter_id).id)
    ticket.state, ticket.started_at, ticket.press = TicketState.WAITING, None, None
    ticket.counter_id = ticket.staff_id = None
    ticket.save(update_fields=["state", "service", "only_counter", "started_at", "press", "counter", "staff"])
    to = (
        {"service": hall.service(ticket.service_id).letter}
        if service_id
        else {"counter": hall.counter(counter_id).number}
    )
    news.write(ticket, "transferred", principal=principal, at=at, reason=reason[:200], **to)
    return ticket


def _staffed(counter_id: int) -> int:
    """A counter where somebody sits: a number sent to an empty one would never be called."""
    if not Spell.objects.filter(counter_id=counter_id, ended_at=None).exists():
        raise MoveNotAllowed(
            _("Quầy ấy đang đóng. Hãy chọn quầy khác hoặc chuyển theo nhóm việc."), code="counter_closed"
        )
    return counter_id


def _end_turn_before(province: int, spell: Spell, principal: Principal, at: datetime) -> None:
    """The turn that is still at the counter: served → finished; called and never come → the clerk must say so."""
    current = (
        Ticket.objects.select_for_update(of=("self",))
        .filter(province_id=province, counter_id=spell.counter_id, state__in=AT_COUNTER)
        .first()
    )
    if current is None:
        return
    if current.state == TicketState.CALLED:
        raise MoveNotAllowed(
            _("Số %(label)s đang được gọi. Hãy bấm “Khách đã đến” hoặc “Vắng mặt” trước khi gọi số khác.")
            % {"label": current.label},
            code="nobody_came",
        )
    _end(current, principal, at, "")


def _called_since(ticket: Ticket) -> bool:
    """Whether this clerk has called somebody else after this turn: then its time is over, whatever is still written."""
    later = Ticket.objects.filter(province_id=ticket.province_id, unit_id=ticket.unit_id, day=ticket.day)
    return later.filter(staff_id=ticket.staff_id, called_at__gt=ticket.called_at).exists()


def _end(ticket: Ticket, principal: Principal, at: datetime, reason: str) -> None:
    ticket.state, ticket.ended_at, ticket.prefill, ticket.phone = TicketState.FINISHED, at, None, None
    ticket.started_at = ticket.started_at or ticket.called_at
    ticket.save(update_fields=["state", "ended_at", "started_at", "prefill", "phone"])
    news.write(ticket, "finished", principal=principal, at=at, reason=reason)


def _at_my_counter(uid: UUID, principal: Principal, at: datetime) -> Ticket:
    ticket, _day = locked_today(uid, at)
    require_serves(principal, ticket.unit_id)
    _refuse_other_counter(ticket, principal)
    return ticket


def _refuse_other_counter(ticket: Ticket, principal: Principal) -> None:
    """Only who called a number acts on it."""
    if ticket.state not in AT_COUNTER:
        raise MoveNotAllowed(_("Số này không còn ở quầy. Hãy tải lại trang."))
    if ticket.staff_id != principal.user_id:
        raise NotFound(_("Số này đang ở quầy của người khác."))
