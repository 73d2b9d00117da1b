"""Kỳ báo cáo trên trang: months typed in an address, and the months to choose from."""

import re
from collections.abc import Mapping
from datetime import date

EARLIEST = date(2025, 7, 1)
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def month_of(text: str, default: date) -> date:
    """`2026-11` → its first day; anything else is the default's month."""
    found = _MONTH.fullmatch(text)
    if found and 1 <= int(found[2]) <= 12 and 2000 <= int(found[1]) <= 2100:
        return date(int(found[1]), int(found[2]), 1)
    return default.replace(day=1)


def next_month(month: date) -> date:
    """First day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_back(today: date, most: int = 36) -> list[date]:
    """Months to choose from, newest first, back to the beginning of two-tier government."""
    found, month = [], today.replace(day=1)
    while month >= EARLIEST and len(found) < most:
        found.append(month)
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return found or [today.replace(day=1)]


def asked_months(query: Mapping[str, str], today: date) -> tuple[date, date, list[date]]:
    """First and last month of a report (by default the present one), and what there is to choose from."""
    last = month_of(query.get("den", ""), today)
    first = month_of(query.get("tu", ""), last)
    return min(first, last), last, months_back(today)
