"""The counter's own clock (JavaScript) gives the same due moments as the legal clock of the server, on many cases."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import thongsuot.offline
from tests.common.clock_calendars import NATION, TO_THE_HOUR, at, calendar_with, lasting
from thongsuot.common import clock
from thongsuot.common.clock import WorkWeek
from thongsuot.offline.pack import calendar_facts

pytestmark = pytest.mark.browser

SCRIPT = Path(thongsuot.offline.__file__).parent / "static/offline/clock.js"
MORNING = ((time(7, 30), time(11, 30)),)
SHORT_SATURDAY = WorkWeek(sessions=(WorkWeek().standard_day,) * 5 + (MORNING, ()), cutoff=time(14, 30))
SUMMER = WorkWeek(valid_from=date(2025, 5, 1), valid_to=date(2025, 9, 1), sessions=(MORNING * 1,) * 6 + ((),))
CALENDARS = [NATION, TO_THE_HOUR, calendar_with(SHORT_SATURDAY), calendar_with(SUMMER, WorkWeek())]
ASK = """([calendars, cases]) => cases.map(([which, receivedAt, duration]) => {
  try { return ngoaiTuyen.dongHo(calendars[which]).due(receivedAt, duration); }
  catch (wrong) { return wrong instanceof ngoaiTuyen.CalendarUnknown ? null : String(wrong.stack); }
})"""
WORKED = [
    ("2025-07-07 14:00", "1", "WORKING_DAY"),
    ("2025-07-11 09:00", "3", "WORKING_DAY"),
    ("2025-07-12 09:00", "1", "WORKING_DAY"),
    ("2025-07-07 09:00", "1.5", "WORKING_DAY"),
    ("2025-07-07 15:00:00", "1", "SAME_DAY"),
    ("2025-07-07 15:00:01", "1", "SAME_DAY"),
    ("2025-07-07 16:00", "2", "HOUR"),
    ("2025-07-07 11:00", "1", "HOUR"),
    ("2025-07-07 10:00", "5", "DAY"),
    ("2026-01-31 10:00", "1", "MONTH"),
    ("2027-12-30 10:00", "5", "WORKING_DAY"),  # runs into a year without a calendar
]


def cases(count, seed=20250707):
    """Worked examples, then anything: moments of three years, every unit, broken quantities."""
    for received, quantity, unit in WORKED:
        yield 0, at(received), lasting(quantity, unit)
    dice = random.Random(seed)
    for _n in range(count):
        received = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(3 * 365 * 86_400))
        if dice.random() < 0.3:  # edges: opening, closing, the cutoff
            received = clock.local(received).replace(
                hour=dice.choice([7, 11, 13, 15, 17]), minute=dice.choice([0, 30]), second=0
            )
        unit = dice.choice(["HOUR", "SAME_DAY", "WORKING_DAY", "WORKING_DAY", "DAY", "MONTH"])
        quantity = {
            "HOUR": Decimal(dice.randrange(1, 240)) / 4,
            "SAME_DAY": Decimal(1),
            "WORKING_DAY": Decimal(dice.randrange(1, 400)) / dice.choice([1, 2, 4, 8, 10]),
            "DAY": Decimal(dice.randrange(1, 200)),
            "MONTH": Decimal(dice.randrange(1, 14)),
        }[unit]
        yield dice.randrange(len(CALENDARS)), received, lasting(str(quantity), unit)


def by_server(which, received, duration):
    """As the legal clock counts; None where there is no calendar."""
    try:
        return clock.due(CALENDARS[which], received, duration).due_at.timestamp() * 1000
    except clock.CalendarUnknown:
        return None


def test_the_counter_counts_as_the_server_does(page, kit):
    page.goto(f"{kit}/healthz")
    page.evaluate(SCRIPT.read_text())
    asked = list(cases(4_000))
    facts = [calendar_facts(calendar, since=2025) for calendar in CALENDARS]
    told = [[which, at.timestamp() * 1000, [str(d.quantity), d.unit.value]] for which, at, d in asked]
    counted = page.evaluate(ASK, [facts, told])
    wrong = [
        (which, str(clock.local(received)), str(duration.quantity), duration.unit.value, found, expected)
        for (which, received, duration), found in zip(asked, counted, strict=True)
        if found != (expected := by_server(which, received, duration))
    ]
    assert not wrong, f"{len(wrong)} lệch, ví dụ {wrong[:5]}"
    assert sum(found is None for found in counted) < len(counted) / 5
