"""Dãy số mang sang: the last number of every register comes along, and no number here ever goes back."""

import json
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


_END = """
INSERT INTO common_seriesend (owner, unit_id, ends_at, closed_at, last, reason) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (owner) DO NOTHING
"""
Known = dict[str, dict[int, int]]


def write_counters(package: Package, counters: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Ghi số cuối của từng dãy, in the caller's transaction; a lower number than the one here changes nothing."""
    rows = list(counters)
    known = {
        model: dict(Identity.objects.filter(source=package.source_id, model=model).values_list("old", "new"))
        for model in _TARGETS.values()
    }
    with connection.cursor() as cursor:
        series = [row for row in rows if "series" in row]
        cursor.executemany(
            _KEEP, [(_translated(r["series"], known), r["period"], r["value"], r["closed_at"]) for r in series]
        )
        cursor.executemany(_END, [_end(row["end"], known) for row in rows if "end" in row])
    return {"rows": len(series), "ends": len(rows) - len(series)}


def _end(row: dict[str, Any], known: Known) -> tuple[Any, ...]:
    last = {_translated(series, known): kept for series, kept in row["last"].items()}
    unit = known["org.unit"][row["unit_id"]]
    return _translated(row["owner"], known), unit, row["ends_at"], row["closed_at"], json.dumps(last), row["reason"]


def _translated(series: str, known: Known) -> str:
    """The same series under the number its unit or service has here."""
    first, _colon, rest = series.partition(":")
    number, colon, tail = rest.partition(":")
    if (target := _TARGETS.get(SERIES[first])) is not None:
        number = str(known[target][int(number)])
    return f"{first}:{number}{colon}{tail}"
