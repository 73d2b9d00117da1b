"""Calendars for the tests of the legal clock, read from the reference file without a database."""

import csv
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import thongsuot.org
from thongsuot.common.clock import TIMEZONE, Calendar, Duration, DurationUnit, SpecialDay, SpecialKind, WorkWeek

HOLIDAYS = Path(thongsuot.org.__file__).parent / "reference" / "holidays.csv"
YEARS = frozenset({2025, 2026, 2027})


def at(text: str) -> datetime:
    """A moment in Viet Nam: at("2025-07-07 14:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=TIMEZONE)


def lasting(quantity: str | int, unit: str) -> Duration:
    return Duration(Decimal(quantity), DurationUnit(unit))


@cache
def special_days() -> tuple[SpecialDay, ...]:
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        return tuple(
            SpecialDay(date.fromisoformat(row["on"]), SpecialKind(row["kind"]), row["name"])
            for row in csv.DictReader(file)
        )


def calendar_with(*weeks: WorkWeek, years: frozenset[int] = YEARS) -> Calendar:
    return Calendar(weeks or (WorkWeek(),), special_days(), years)


NATION = calendar_with()
TO_THE_HOUR = calendar_with(WorkWeek(hour_exact=True))
