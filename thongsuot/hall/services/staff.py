"""Ca ngồi quầy: sit down, take a break, close; each with its time."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.transactions import one_transaction
from thongsuot.hall import news
from thongsuot.hall.models import AT_COUNTER, Spell, Ticket, TicketState
from thongsuot.hall.permissions import may_set_up, require_serves
from thongsuot.hall.selectors.setup import hall_of, province_of
from thongsuot.hall.services.days import enter, lock_day


@one_transaction
def sit(*, unit_id: int, counter_id: int, principal: Principal, at: datetime) -> Spell:
    """Mở quầy, hoặc trở lại sau lúc nghỉ. Sitting down elsewhere closes the counter one sat at before.

    Raises MoveNotAllowed `counter_taken` where somebody else sits, `turn_open` while a turn is under way at the other.
    """
    require_serves(principal, unit_id)
    counter = hall_of(unit_id).counter(counter_id)
    lock_day(unit_id, enter(unit_id, at))
    mine = _open_spell(principal)
    if mine is not None and mine.counter_id == counter.id and mine.state == Spell.State.OPEN:
        return mine
    if not counter.active:
        raise MoveNotAllowed(_("Quầy này đang ngừng dùng."), code="counter_inactive")
    if mine is not None:
        if mine.counter_id != counter.id:
            _refuse_open_turn(mine)
            _release(mine)
        _end(mine, at)
    try:
        with transaction.atomic():
            spell = Spell.objects.create(
                counter_id=counter.id, staff_id=principal.user_id, state=Spell.State.OPEN, began_at=at
            )
    except IntegrityError as taken:
        raise MoveNotAllowed(
            _("Quầy này đang có người ngồi. Hãy chọn quầy khác, hoặc nhờ phụ trách đóng quầy."), code="counter_taken"
        ) from taken
    _note(unit_id, "counter_opened", counter.number, principal, at)
    return spell


@one_transaction
def rest(*, unit_id: int, principal: Principal, at: datetime) -> Spell:
    """Tạm nghỉ; the turn under way must be ended first, so that nobody is left standing."""
    require_serves(principal, unit_id)
    lock_day(unit_id, enter(unit_id, at))
    mine = _required(principal)
    if mine.state == Spell.State.BREAK:
        return mine
    _refuse_open_turn(mine)
    _end(mine, at)
    spell = Spell.objects.create(
        counter_id=mine.counter_id, staff_id=principal.user_id, state=Spell.State.BREAK, began_at=at
    )
    _note(unit_id, "counter_break", hall_of(unit_id).counter(mine.counter_id).number, principal, at)
    return spell


@one_transaction
def leave(*, unit_id: int, principal: Principal, at: datetime, counter_id: int | None = None) -> Spell | None:
    """Đóng quầy: one's own, or as the hall's leader the one of somebody who forgot to."""
    if counter_id is None or not may_set_up(principal, unit_id):
        require_serves(principal, unit_id)
        counter_id = None
    else:
        hall_of(unit_id).counter(counter_id)
    lock_day(unit_id, enter(unit_id, at))
    spells = Spell.objects.select_for_update(of=("self",)).filter(ended_at=None)
    spell = (spells.filter(counter_id=counter_id) if counter_id else spells.filter(staff_id=principal.user_id)).first()
    if spell is None:
        return None
    _refuse_open_turn(spell)
    _release(spell)
    _end(spell, at)
    _note(unit_id, "counter_closed", hall_of(unit_id).counter(spell.counter_id).number, principal, at)
    return spell


def spell_of(principal: Principal) -> Spell:
    """The open spell of this person, locked; MoveNotAllowed `not_seated` when he sits nowhere."""
    return _required(principal)


def _open_spell(principal: Principal) -> Spell | None:
    spells = Spell.objects.select_for_update(of=("self",)).filter(ended_at=None, staff_id=principal.user_id)
    return spells.first()


def _required(principal: Principal) -> Spell:
    mine = _open_spell(principal)
    if mine is None:
        raise MoveNotAllowed(_("Bạn chưa ngồi quầy nào. Hãy chọn quầy rồi bấm “Mở quầy”."), code="not_seated")
    return mine


def _refuse_open_turn(spell: Spell) -> None:
    province = province_of(spell.counter.unit_id)
    if Ticket.objects.filter(province_id=province, counter_id=spell.counter_id, state__in=AT_COUNTER).exists():
        raise MoveNotAllowed(
            _("Còn một lượt đang gọi hoặc đang phục vụ ở quầy. Hãy kết thúc hoặc chuyển lượt ấy trước."),
            code="turn_open",
        )


def _release(spell: Spell) -> None:
    """Numbers sent to this counter alone go back to the line of their service: nobody waits for an empty chair."""
    Ticket.objects.filter(
        province_id=province_of(spell.counter.unit_id), only_counter_id=spell.counter_id, state=TicketState.WAITING
    ).update(only_counter=None)


def _end(spell: Spell, at: datetime) -> None:
    spell.ended_at = at
    spell.save(update_fields=["ended_at"])


def _note(unit_id: int, verb: str, number: int, principal: Principal, at: datetime) -> None:
    news.write_hall(unit_id, province_of(unit_id), verb, principal=principal, at=at, counter=number)
