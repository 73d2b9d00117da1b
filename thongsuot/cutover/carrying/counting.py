"""Dãy số mang sang: the last number of every register comes along, and no number here ever goes back."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from thongsuot.cutover.carrying.packing import SERIES
from thongsuot.cutover.models import Identity, Package

_TARGETS = {"unit": "org.unit", "service": "hall.service"}
_KEEP = """
INSERT INTO common_counter AS c (series, period, value, closed_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (series, period) DO UPDATE SET value = greatest(c.value, excluded.value),
  closed_at = coalesce(c.closed_at, excluded.closed_at)
"""


def write_counters(package: Package, counters: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Ghi số cuối của từng dãy, in the caller's transaction; a lower number than the one here changes nothing."""
    rows = list(counters)
    known = {
        model: dict(Identity.objects.filter(source=package.source_id, model=model).values_list("old", "new"))
        for model in _TARGETS.values()
    }
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, [_translated(row, known) for row in rows])
    return {"rows": len(rows)}


def _translated(row: dict[str, Any], known: dict[str, dict[int, int]]) -> tuple[Any, ...]:
    first, _colon, rest = row["series"].partition(":")
    number, colon, tail = rest.partition(":")
    if (target := _TARGETS.get(SERIES[first])) is not None:
        number = str(known[target][int(number)])
    return f"{first}:{number}{colon}{tail}", row["period"], row["value"], row["closed_at"]
