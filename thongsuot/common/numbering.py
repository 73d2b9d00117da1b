"""Đánh số: gap-free numbers from row-locked counters, one per series and period."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from thongsuot.common.errors import database_refusals
from thongsuot.common.models import SeriesEnd
from thongsuot.common.now import now


def next_number(series: str, period: str, at: datetime | None = None) -> int:
    """Cấp số tiếp theo for an act at that moment (now). The row stays locked until the transaction ends: rolled back,
    the number is given again.

    Raises SeriesClosed when the series of a dissolved unit has ended, or it or its period was closed.
    """
    with connection.cursor() as cursor, database_refusals():
        cursor.execute("SELECT next_number(%s, %s, %s)", [series, period, at or now()])
        return cursor.fetchone()[0]


def end_series(unit_id: int, owners: Sequence[str], *, ends_at: datetime, reason: str = "") -> None:
    """Hẹn ngày hết của các sổ: from `ends_at` on they give no number. Again with another moment moves it; closed ones stay."""
    end_all({unit_id: owners}, ends_at=ends_at, reason=reason)


def end_all(owners: Mapping[int, Sequence[str]], *, ends_at: datetime, reason: str = "") -> int:
    """Hẹn ngày hết cho sổ của nhiều đơn vị, by unit, in one statement; returns how many series were named."""
    pairs = sorted({(owner, unit_id) for unit_id, own in owners.items() for owner in own})
    with connection.cursor() as cursor:
        cursor.execute(_END, [ends_at, reason[:200], [owner for owner, _u in pairs], [unit for _o, unit in pairs]])
    return len(pairs)


def close_ended(unit_ids: Sequence[int], *, at: datetime) -> None:
    """Khoá hẳn các sổ đã hết của những đơn vị này: not even an act that says it was earlier gets a number. Idempotent."""
    rows = SeriesEnd.objects.filter(unit_id__in=unit_ids, ends_at__lte=at, closed_at=None)
    rows.update(closed_at=at)


def record_last(unit_ids: Sequence[int]) -> None:
    """Ghi số cuối cùng của các sổ đã khoá; only true once no transaction that began before the closing is open any more."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(unit_ids)])


def open_again(unit_ids: Sequence[int]) -> int:
    """Mở lại các sổ đã hẹn hết hoặc đã khoá: the reorganisation was taken back. They go on behind their last number."""
    gone, _rows = SeriesEnd.objects.filter(unit_id__in=unit_ids).delete()
    return gone


_END = """
INSERT INTO common_seriesend AS e (owner, unit_id, ends_at, last, reason)
SELECT owner, unit_id, %s, '{}', %s FROM unnest(%s::text[], %s::bigint[]) AS o(owner, unit_id)
ON CONFLICT (owner) DO UPDATE SET ends_at = EXCLUDED.ends_at, unit_id = EXCLUDED.unit_id, reason = EXCLUDED.reason
 WHERE e.closed_at IS NULL AND (e.ends_at, e.unit_id) IS DISTINCT FROM (EXCLUDED.ends_at, EXCLUDED.unit_id)
"""
# Periods are written so that later ones sort behind earlier ones (year, day).
_LAST = """
UPDATE common_seriesend e SET last = f.last FROM (
  SELECT owner, jsonb_object_agg(series, jsonb_build_array(period, value)) AS last FROM (
    SELECT DISTINCT ON (c.series) x.owner, c.series, c.period, c.value
    FROM common_seriesend x JOIN common_counter c
      ON x.owner = split_part(c.series, ':', 1) || ':' || split_part(c.series, ':', 2)
    WHERE x.unit_id = ANY(%s) AND x.closed_at IS NOT NULL AND c.value > 0 ORDER BY c.series, c.period DESC) newest
  GROUP BY owner) f
 WHERE e.owner = f.owner
"""


def close_series(series: str, period: str) -> None:
    """Khoá sổ: no number is given from this series and period any more. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_counter (series, period, value, closed_at) VALUES (%s, %s, 0, now())"
            " ON CONFLICT (series, period) DO UPDATE SET closed_at = coalesce(common_counter.closed_at, now())",
            [series, period],
        )
