"""Giờ hẹn: whole hours inside the working sessions of the legal calendar, each with what is left of its capacity."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from thongsuot.common.clock import CalendarUnknown
from thongsuot.hall.models import Ticket, TicketState
from thongsuot.hall.selectors.setup import hall_of, province_of
from thongsuot.org.calendars import calendar_for

DAYS_AHEAD = 14
SHORTEST = timedelta(minutes=30)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """Một giờ hẹn."""

    at: datetime
    left: int


def hours_of(unit_id: int, day: date) -> list[datetime]:
    """Giờ làm việc trong ngày, as starts of slots; none on a day off, or where the year has no calendar."""
    try:
        calendar = calendar_for(province_of(unit_id), day)
        found = calendar.table.day(day.toordinal())
    except CalendarUnknown:
        return []
    starts = []
    for opens, closes in found.sessions:
        at, end = (found.midnight + timedelta(microseconds=edge) for edge in (opens, closes))
        while at + SHORTEST <= end:
            starts.append(at)
            at += HOUR
    return starts


def slots_of(unit_id: int, service_id: int, day: date, at: datetime) -> list[Slot]:
    """Giờ hẹn còn nhận trong ngày, the full ones with 0 left; empty outside the days that can be booked."""
    service = hall_of(unit_id).service(service_id)
    today = timezone.localdate(at)
    if not service.per_hour or not service.active or not today <= day <= today + timedelta(days=DAYS_AHEAD):
        return []
    coming = [start for start in hours_of(unit_id, day) if start > at]
    if not coming:
        return []
    booked = Ticket.objects.filter(
        province_id=province_of(unit_id), service_id=service_id, slot_at__range=(coming[0], coming[-1])
    ).exclude(state=TicketState.CANCELLED)
    taken = dict(booked.values_list("slot_at").annotate(n=Count("id")))
    return [Slot(start, max(0, service.per_hour - taken.get(start, 0))) for start in coming]


def bookable_days(unit_id: int, at: datetime) -> list[date]:
    """Những ngày hẹn được: working days of the next two weeks that still have an hour to come."""
    today = timezone.localdate(at)
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD + 1))
    return [day for day in days if any(start > at for start in hours_of(unit_id, day))]
