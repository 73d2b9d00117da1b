"""Lịch làm việc của tỉnh: the legal clock's calendar from the tables; no SQL when the process is warm.

A province's hours and special days stand before those of the nation. A year is known once the nation's special days of
that year are in the table; before that nothing is counted over it (`CalendarUnknown`, 422 `calendar_unknown`).
"""

from datetime import date, time

from django.db.models import Q

from thongsuot.common.clock import Calendar, CalendarUnknown, SpecialDay, SpecialKind, WorkWeek
from thongsuot.common.stamps import CALENDAR, cached
from thongsuot.org import models

ISO_WEEKDAYS = range(1, 8)


def calendar_for(province_id: int | None, on: date) -> Calendar:
    """Lịch của một tỉnh (None = cả nước) để tính từ ngày `on`; raises CalendarUnknown when that year has none."""
    calendar = _calendar(province_id)
    if on.year not in calendar.years:
        raise CalendarUnknown(on.year)
    return calendar


@cached(CALENDAR)
def _calendar(province_id: int | None) -> Calendar:
    """All hours and special days of the province and the nation, in two statements."""
    concerned = Q(province=None) | Q(province=province_id)
    own_first = [False, True] if province_id else [True]
    hours = list(models.WorkingHours.objects.filter(concerned).order_by("pk"))
    days = list(models.SpecialDay.objects.filter(concerned).order_by("on"))
    national = [day for day in days if day.province_id is None]
    return Calendar(
        weeks=tuple(
            _week(row) for is_national in own_first for row in hours if (row.province_id is None) is is_national
        ),
        special_days=tuple(
            {day.on: _special(day) for day in sorted(days, key=lambda day: day.province_id is not None)}.values()
        ),
        years=frozenset(day.on.year for day in national),
        provisional_years=frozenset(day.on.year for day in national if day.provisional),
    )


def _week(row: models.WorkingHours) -> WorkWeek:
    return WorkWeek(
        sessions=tuple(
            tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in row.hours.get(str(day), ()))
            for day in ISO_WEEKDAYS
        ),
        cutoff=row.cutoff,
        hour_exact=row.hour_exact,
        valid_from=row.valid.lower,
        valid_to=row.valid.upper,
        legal_basis=row.legal_basis,
    )


def _special(row: models.SpecialDay) -> SpecialDay:
    return SpecialDay(row.on, SpecialKind(row.kind), row.name)
