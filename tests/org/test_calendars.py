"""Lịch làm việc từ các bảng: a province before the nation, cached until the stamp moves, unknown years refused."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from tests.common.clock_calendars import at
from tests.factories.units import World
from thongsuot.common import clock, stamps
from thongsuot.common.clock import CalendarUnknown, Duration, DurationUnit
from thongsuot.org.calendars import calendar_for
from thongsuot.org.models import SpecialDay, WorkingHours

DAY = date(2025, 7, 7)
ONE_DAY = Duration(Decimal(1), DurationUnit.WORKING_DAY)
MORNINGS = {str(weekday): [["07:00", "11:30"]] for weekday in range(1, 7)}


def due(province_id: int | None, received: str) -> str:
    found = clock.due(calendar_for(province_id, DAY), at(received), ONE_DAY)
    return f"{found.due_at:%Y-%m-%d %H:%M}"


def test_the_nation_works_monday_to_friday(world: World):
    assert due(None, "2025-07-11 09:00") == "2025-07-14 17:00"
    assert due(world.province.id, "2025-07-11 09:00") == "2025-07-14 17:00"
    assert calendar_for(None, DAY).years == {2025, 2026, 2027}


def test_a_province_with_own_hours_counts_by_them_while_they_hold(world: World):
    WorkingHours.objects.create(
        province_id=world.province.id,
        valid=DateRange(date(2025, 7, 1), date(2026, 1, 1)),
        hours=MORNINGS,
        cutoff=time(10),
    )
    stamps.bump(stamps.CALENDAR)
    assert due(world.province.id, "2025-07-11 09:00") == "2025-07-12 11:30"
    assert due(world.province.id, "2026-07-10 09:00") == "2026-07-13 17:00"
    assert due(world.other_province.id, "2025-07-11 09:00") == "2025-07-14 17:00"
    assert due(None, "2025-07-11 09:00") == "2025-07-14 17:00"


def test_a_province_may_have_days_off_of_its_own_and_work_when_the_nation_rests(world: World):
    own = world.province.id
    SpecialDay.objects.create(province_id=own, on=date(2025, 7, 8), kind="holiday", name="Ngày hội của tỉnh")
    SpecialDay.objects.create(province_id=own, on=date(2025, 9, 1), kind="swapped_work", name="Trực bù bão")
    stamps.bump(stamps.CALENDAR)
    assert due(own, "2025-07-07 09:00") == "2025-07-09 17:00"
    assert due(own, "2025-08-29 09:00") == "2025-09-01 17:00"
    assert due(None, "2025-07-07 09:00") == "2025-07-08 17:00"


def test_a_province_day_alone_does_not_make_a_year_known(world: World):
    SpecialDay.objects.create(province_id=world.province.id, on=date(2028, 7, 8), kind="holiday", name="Ngày hội")
    stamps.bump(stamps.CALENDAR)
    with pytest.raises(CalendarUnknown) as refused:
        calendar_for(world.province.id, date(2028, 3, 1))
    assert refused.value.year == 2028


def test_counting_to_the_hour_is_a_setting_of_the_province(world: World):
    WorkingHours.objects.create(
        province_id=world.province.id,
        valid=DateRange(None, None),
        hours={str(weekday): [["07:00", "11:30"], ["13:30", "17:00"]] for weekday in range(1, 6)},
        cutoff=time(15),
        hour_exact=True,
    )
    stamps.bump(stamps.CALENDAR)
    assert due(world.province.id, "2025-07-07 14:00") == "2025-07-08 14:00"
    assert due(None, "2025-07-07 14:00") == "2025-07-08 17:00"


def test_a_warm_process_asks_the_database_nothing(world: World):
    with stamps.of_one_request():
        calendar_for(world.province.id, DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            again = calendar_for(world.province.id, DAY)
    assert len(queries) == 0
    assert again is calendar_for(world.province.id, DAY)


def test_a_new_stamp_shows_a_new_day_off(world: World):
    before = due(None, "2025-07-07 09:00")
    SpecialDay.objects.create(province=None, on=date(2025, 7, 8), kind="holiday", name="Quốc tang")
    assert due(None, "2025-07-07 09:00") == before
    stamps.bump(stamps.CALENDAR)
    assert due(None, "2025-07-07 09:00") == "2025-07-09 17:00"


def test_years_that_were_only_computed_are_marked(world: World):
    assert calendar_for(None, DAY).provisional_years == {2027}
