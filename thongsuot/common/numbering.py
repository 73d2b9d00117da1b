"""Đánh số: gap-free numbers from row-locked counters, one per series and period."""

from django.db import connection

from thongsuot.common.errors import database_refusals


def next_number(series: str, period: str) -> int:
    """Cấp số tiếp theo. The row stays locked until the transaction ends: rolled back, the number is given again.

    Raises SeriesClosed when the series of a merged unit or a past period was closed.
    """
    with connection.cursor() as cursor, database_refusals():
        cursor.execute("SELECT next_number(%s, %s)", [series, period])
        return cursor.fetchone()[0]


def close_series(series: str, period: str) -> None:
    """Khoá sổ: no number is given from this series and period any more. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_counter (series, period, value, closed_at) VALUES (%s, %s, 0, now())"
            " ON CONFLICT (series, period) DO UPDATE SET closed_at = coalesce(common_counter.closed_at, now())",
            [series, period],
        )
