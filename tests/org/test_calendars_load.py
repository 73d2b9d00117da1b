"""Nạp lịch cả nước: once, again without change, and never over what people decided."""

from datetime import date, time

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from thongsuot.common import stamps
from thongsuot.org import load_calendars
from thongsuot.org.calendars import calendar_for
from thongsuot.org.models import SpecialDay, WorkingHours

pytestmark = pytest.mark.django_db
SWAPPED = date(2026, 1, 10)


def stamp() -> int | None:
    return stamps.current().get(stamps.CALENDAR)


def test_loads_hours_and_special_days_of_the_nation():
    seen = []
    report = load_calendars.load(lambda done, total: seen.append((done, total)))
    assert (report.added, report.hours_set, report.kept_years) == (46, True, [])
    assert seen[-1] == (3, 3)
    assert SpecialDay.objects.get(on=SWAPPED).kind == SpecialDay.DayKind.SWAPPED_WORK
    hours = WorkingHours.objects.get()
    assert hours.hours == {str(day): [["07:00", "11:30"], ["13:30", "17:00"]] for day in range(1, 6)}
    assert (hours.cutoff, hours.hour_exact) == (time(15), False)
    assert calendar_for(None, SWAPPED).is_working_day(SWAPPED)


def test_loading_again_changes_nothing_not_even_the_stamp():
    load_calendars.load()
    before = stamp()
    report = load_calendars.load()
    assert not report.changed_anything
    assert stamp() == before
    assert SpecialDay.objects.count() == 46


def test_a_corrected_file_corrects_the_table():
    load_calendars.load()
    before = stamp()
    SpecialDay.objects.filter(on=SWAPPED).update(name="Làm bù")
    SpecialDay.objects.filter(on=date(2025, 9, 2)).delete()
    SpecialDay.objects.create(on=date(2025, 9, 3), kind="holiday", name="Nhầm", source="holidays.csv: holidays 0.108")
    report = load_calendars.load()
    assert (report.added, report.changed, report.removed) == (1, 1, 1)
    assert stamp() > before
    assert SpecialDay.objects.get(on=SWAPPED).name == "Làm bù cho ngày 02/01/2026"


def test_a_year_that_people_keep_stays_theirs():
    load_calendars.load()
    SpecialDay.objects.filter(on__year=2027).delete()
    SpecialDay.objects.create(on=date(2027, 2, 3), kind="holiday", name="Tết Nguyên Đán", source="Thông báo 123/TB")
    report = load_calendars.load()
    assert report.kept_years == [2027]
    assert SpecialDay.objects.filter(on__year=2027).count() == 1
    assert calendar_for(None, date(2027, 1, 4)).provisional_years == frozenset()


def test_hours_that_people_set_stay():
    WorkingHours.objects.create(valid=DateRange(None, None), hours={"1": [["08:00", "12:00"]]}, cutoff=time(11))
    report = load_calendars.load()
    assert not report.hours_set
    assert WorkingHours.objects.get().cutoff == time(11)


def test_every_row_of_the_file_is_sensible():
    days = load_calendars.reference_days()
    assert len({day.on for day in days}) == len(days)
    for day in days:
        assert day.name == day.name.strip()
        assert day.provisional == (day.on.year == 2027)
        is_weekend = day.on.isoweekday() >= 6
        assert is_weekend if day.kind == "swapped_work" else True
        assert not is_weekend if day.kind in ("substitute", "swapped_off") else True


def test_every_day_off_that_was_swapped_has_its_working_day():
    days = load_calendars.reference_days()
    off = sum(day.kind == "swapped_off" for day in days)
    worked = sum(day.kind == "swapped_work" for day in days)
    assert off == worked == 3
