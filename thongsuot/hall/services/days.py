"""Ngày của sảnh: the first act of a day closes what the days before left open; numbers of two days are never mixed."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.transactions import one_transaction
from thongsuot.hall import news
from thongsuot.hall.models import OPEN, HallDay, Spell, Ticket, TicketState
from thongsuot.hall.permissions import require_sets_up
from thongsuot.hall.selectors.setup import province_of

FORGOTTEN = "*"  # was of some priority group
_ENTER = """
INSERT INTO hall_hallday (unit_id, day, giving) VALUES (%s, %s, true) ON CONFLICT (unit_id, day) DO NOTHING RETURNING id
"""


def enter(unit_id: int, at: datetime) -> date:
    """Bước vào ngày: inside the caller's transaction; who comes first closes the past while the others wait for him."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [unit_id, day])
        first = cursor.fetchone() is not None
    if first:
        _close(unit_id, day, at)
    return day


def lock_day(unit_id: int, day: date) -> HallDay:
    """Khoá ngày: calls of one hall come one after another."""
    return HallDay.objects.select_for_update().get(unit_id=unit_id, day=day)


@one_transaction
def close_past(*, unit_id: int, at: datetime) -> int:
    """Khép các ngày trước: waiting and called numbers become no-shows, a turn under way is finished. Returns how many."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [unit_id, day])
    lock_day(unit_id, day)
    return _close(unit_id, day, at)


def close_past_everywhere(at: datetime) -> int:
    """Khép các ngày trước ở mọi sảnh; for the job after midnight, one hall a transaction."""
    day = timezone.localdate(at)
    units = set(Ticket.objects.filter(day__lt=day, state__in=OPEN).values_list("unit_id", flat=True).distinct())
    began = datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())
    spells = Spell.objects.filter(ended_at=None, began_at__lt=began)
    units |= set(spells.values_list("counter__unit_id", flat=True).distinct())
    return sum(close_past(unit_id=unit_id, at=at) for unit_id in sorted(units))


@one_transaction
def give_numbers(*, unit_id: int, giving: bool, principal: Principal, at: datetime) -> HallDay:
    """Phát số, ngừng phát số hôm nay; those who wait are still served."""
    require_sets_up(principal, unit_id)
    day = lock_day(unit_id, enter(unit_id, at))
    if day.giving != giving:
        day.giving = giving
        day.save(update_fields=["giving"])
        news.write_hall(
            unit_id, province_of(unit_id), "giving" if giving else "giving_stopped", principal=principal, at=at
        )
    return day


def _close(unit_id: int, day: date, at: datetime) -> int:
    """Close open tickets and spells of earlier days, each with its entry; their moment is the end of their own day."""
    open_ones = Ticket.objects.select_for_update(of=("self",)).filter(unit_id=unit_id, day__lt=day, state__in=OPEN)
    entries = []
    for ticket in open_ones.order_by("id"):
        served = ticket.state == TicketState.SERVING
        ticket.state = TicketState.FINISHED if served else TicketState.NO_SHOW
        ticket.ended_at = max(_end_of(ticket.day), ticket.called_at or ticket.taken_at)
        ticket.prefill = ticket.phone = None
        ticket.save(update_fields=["state", "ended_at", "prefill", "phone"])
        entries.append(news.entry(ticket, "day_ended", principal=None, at=at))
    _forget(unit_id, day)
    journal.append(entries)
    _end_spells(unit_id, day)
    if entries:
        news.tell(unit_id)
    return len(entries)


def _forget(unit_id: int, day: date) -> None:
    """What was said at the kiosk, telephones, and why somebody went first, are not kept beyond the day; that he did is."""
    before = HallDay.objects.filter(unit_id=unit_id, day__lt=day).order_by("-day").values_list("day", flat=True).first()
    if before is None:
        return
    past = Ticket.objects.filter(province_id=province_of(unit_id), unit_id=unit_id, day__range=(before, day))
    past = past.exclude(day=day)
    past.filter(Q(prefill__isnull=False) | Q(phone__isnull=False)).update(prefill=None, phone=None)
    past.exclude(priority__in=["", FORGOTTEN]).update(priority=FORGOTTEN)


def _end_spells(unit_id: int, day: date) -> None:
    began: Any = datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())
    for spell in Spell.objects.select_for_update(of=("self",)).filter(
        counter__unit_id=unit_id, ended_at=None, began_at__lt=began
    ):
        spell.ended_at = max(_end_of(timezone.localdate(spell.began_at)), spell.began_at)
        spell.save(update_fields=["ended_at"])


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone.get_current_timezone())
    return midnight - timedelta(seconds=1)
