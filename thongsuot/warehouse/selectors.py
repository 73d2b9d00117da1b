"""Đọc kho: numbers of units over months, and the dossiers behind a number. Whoever asks says for which units."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.common import prepared
from thongsuot.warehouse.measures import COUNT_OF, STOCK_OF, open_in
from thongsuot.warehouse.sums_sql import BY_PROCEDURE, OF_PROCEDURES

Numbers = dict[str, int]
MOST_LINES = 10_000  # of one spreadsheet behind a number
NAMES = (*COUNT_OF, *STOCK_OF, *OF_PROCEDURES)
# A month is read as it stands: one row a unit.
MONTH = f"""
SELECT unit_id, {", ".join(NAMES)} FROM warehouse_unitmonth WHERE province_id = %(province)s AND month = %(last)s
"""  # noqa: S608  (constants of ours)
# Several months: counts are added up, stocks are those of the last month there is, procedures are told apart once more.
_OF_PROCEDURES = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {key}" for key, condition in OF_PROCEDURES.items())
SPAN = f"""
WITH reached AS (SELECT least(month, %(last)s) AS month FROM warehouse_reach WHERE province_id = %(province)s)
SELECT u.unit_id, {", ".join(f"coalesce(sum(u.{key}) FILTER (WHERE u.month >= %(first)s), 0)::bigint" for key in COUNT_OF)},
  {", ".join(f"coalesce(sum(u.{key}) FILTER (WHERE u.month = r.month), 0)::bigint" for key in STOCK_OF)},
  {", ".join(f"coalesce(max(n.{key}), 0)" for key in OF_PROCEDURES)}
FROM reached r
JOIN warehouse_unitmonth u ON u.province_id = %(province)s AND u.month >= least(r.month, %(first)s) AND u.month <= %(last)s
LEFT JOIN (
  SELECT unit_id, {_OF_PROCEDURES} FROM (
    SELECT unit_id, procedure_id, {", ".join(f"sum({key}) AS {key}" for key in BY_PROCEDURE)} FROM warehouse_proceduremonth
     WHERE province_id = %(province)s AND month >= %(first)s AND month <= %(last)s GROUP BY 1, 2) AS p
  GROUP BY 1) AS n ON n.unit_id = u.unit_id
GROUP BY 1
"""  # noqa: S608


def numbers(province_id: int, first: date, last: date) -> dict[int, Numbers]:
    """Số của mọi đơn vị trong tỉnh over months (both included); stocks as at the end of the last. One statement.

    A month that has not begun where the figures are kept is a span without counts: its stocks are the last known ones.
    """
    found = _read(MONTH, province_id, first, last) if first == last else {}
    return found or _read(SPAN, province_id, first, last)


def _read(sql: str, province_id: int, first: date, last: date) -> dict[int, Numbers]:
    with prepared.cursor() as cursor:
        cursor.execute(sql, {"province": province_id, "first": first, "last": last})
        return {unit_id: dict(zip(NAMES, values, strict=True)) for unit_id, *values in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class FactLine:
    """Một hồ sơ sau con số."""

    dossier_id: int
    code: str
    version_id: int
    unit_id: int
    channel: str
    status: str
    received_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    timeliness: str
    index_1: int | None
    index_2: int | None
    index_3: int | None
    index_4: int | None


_LINES = """
SELECT f.dossier_id, d.code, f.version_id, f.unit_id, f.channel, f.status, f.received_at, f.due_at, f.done_at, f.timeliness,
  f.index_1, f.index_2, f.index_3, f.index_4
FROM warehouse_dossierfact f JOIN dossiers_dossier d ON d.province_id = f.province_id AND d.id = f.dossier_id
WHERE f.province_id = %(province)s AND f.unit_id = %(unit)s AND {counted} AND {seen} AND f.dossier_id < %(before)s {more}
ORDER BY f.dossier_id DESC LIMIT %(limit)s
"""
_BY_OFFICIAL = """AND (d.received_by_id = %(official)s OR EXISTS (SELECT FROM dossiers_dossierstep s
  WHERE s.province_id = d.province_id AND s.dossier_id = d.id AND s.state = 'done' AND s.ended_by_id = %(official)s))"""
_SEEN = "(f.unit_id = ANY(%(units)s) OR f.receiving_unit_id = ANY(%(units)s))"


@dataclass(frozen=True, slots=True)
class Behind:
    """Con số được mở: which count or stock, of which unit, over which months, perhaps of one official."""

    province_id: int
    unit_id: int
    key: str
    first: date
    last: date
    official_id: int | None = None


def dossiers_behind(
    wanted: Behind, *, visible_units: Collection[int] | None, before: int = 2**62, limit: int = 50
) -> list[FactLine]:
    """Hồ sơ sau một con số, newest first; `visible_units` None = all (metadata of an auditor), else what one may see."""
    if wanted.key in STOCK_OF:
        counted = open_in(STOCK_OF[wanted.key], "%(last)s")
    else:
        measure = COUNT_OF[wanted.key]
        counted = f"f.{measure.month} >= %(first)s AND f.{measure.month} <= %(last)s AND {measure.condition}"
    sql = _LINES.format(
        counted=counted,
        seen="true" if visible_units is None else _SEEN,
        more=_BY_OFFICIAL if wanted.official_id else "",
    )
    params: dict[str, Any] = {
        "province": wanted.province_id,
        "unit": wanted.unit_id,
        "first": wanted.first,
        "last": wanted.last,
        "units": sorted(visible_units or ()),
        "official": wanted.official_id,
        "before": before,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [FactLine(*row) for row in cursor.fetchall()]
