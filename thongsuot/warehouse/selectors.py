"""Đọc kho: numbers of units over months, and the dossiers behind a number. Whoever asks says for which units."""

from collections.abc import Collection, Mapping
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
# Several months, perhaps of several units together: counts are added up, stocks are those of the last month there is,
# procedures are told apart once more. `{of}` says which units stand for which.
_TOLD = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {key}" for key, condition in OF_PROCEDURES.items())
_SPAN = f"""
WITH m AS MATERIALIZED ({{of}}),
reached AS (SELECT province_id, least(month, %(last)s) AS month FROM warehouse_reach WHERE province_id = ANY(%(provinces)s))
SELECT m.root, {", ".join(f"coalesce(sum(u.{key}) FILTER (WHERE u.month >= %(first)s), 0)::bigint" for key in COUNT_OF)},
  {", ".join(f"coalesce(sum(u.{key}) FILTER (WHERE u.month = r.month), 0)::bigint" for key in STOCK_OF)},
  {", ".join(f"coalesce(max(n.{key}), 0)" for key in OF_PROCEDURES)}
FROM m JOIN reached r USING (province_id)
JOIN warehouse_unitmonth u ON u.province_id = m.province_id AND u.unit_id = m.unit_id AND u.month <= %(last)s
  AND u.month >= least(r.month, %(first)s) AND u.province_id = ANY(%(provinces)s)
LEFT JOIN (
  SELECT root, {_TOLD} FROM (
    SELECT m.root, x.procedure_id, {", ".join(f"sum(x.{key}) AS {key}" for key in BY_PROCEDURE)}
      FROM m JOIN warehouse_proceduremonth x ON x.province_id = m.province_id AND x.unit_id = m.unit_id
     WHERE x.month >= %(first)s AND x.month <= %(last)s AND x.province_id = ANY(%(provinces)s) GROUP BY 1, 2) AS p
  GROUP BY 1) AS n ON n.root = m.root
GROUP BY 1
"""  # noqa: S608
SPAN = _SPAN.format(
    of="SELECT DISTINCT unit_id AS root, province_id, unit_id FROM warehouse_unitmonth"
    " WHERE province_id = ANY(%(provinces)s) AND month <= %(last)s"
)
TOGETHER = _SPAN.format(
    of="SELECT * FROM unnest(%(roots)s::bigint[], %(of)s::bigint[], %(units)s::bigint[]) AS t(root, province_id, unit_id)"
)


def numbers(province_id: int, first: date, last: date) -> dict[int, Numbers]:
    """Số của mọi đơn vị trong tỉnh over months (both included); stocks as at the end of the last. One statement.

    A month that has not begun where the figures are kept is a span without counts: its stocks are the last known ones.
    """
    found = _read(MONTH, {"province": province_id, "last": last}) if first == last else {}
    return found or _read(SPAN, {"provinces": [province_id], "first": first, "last": last})


def numbers_together(groups: Mapping[int, Collection[tuple[int, int]]], first: date, last: date) -> dict[int, Numbers]:
    """Số của nhiều đơn vị gộp làm một: by key, of the (province, unit) pairs behind it; a unit may stand behind several.

    One statement. Procedures that several of them used are counted once.
    """
    pairs = [(key, *pair) for key, group in groups.items() for pair in dict.fromkeys(group)]
    roots, provinces, units = ([row[place] for row in pairs] for place in range(3))
    told = {"roots": roots, "of": provinces, "units": units, "provinces": sorted({*provinces})}
    return _read(TOGETHER, told | {"first": first, "last": last})


def _read(sql: str, params: Mapping[str, Any]) -> dict[int, Numbers]:
    with prepared.cursor() as cursor:
        cursor.execute(sql, params)
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


_PROCEDURES = f"""
SELECT p.procedure_id, {", ".join(f"sum(p.{key})::bigint AS {key}" for key in BY_PROCEDURE)} FROM warehouse_proceduremonth p
 WHERE p.province_id = ANY(%(provinces)s) AND p.unit_id = ANY(%(of)s) AND p.month >= %(first)s AND p.month <= %(last)s
 GROUP BY 1 HAVING sum(p.received) > 0 OR sum(p.done_timed) > 0
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """Một thủ tục sau con số: how much it was used, and minutes from reception to the end and to the appointment."""

    procedure_id: int
    received: int
    received_online: int
    fee_dossiers: int
    fee_paid_online: int
    done_timed: int
    minutes_taken: int
    minutes_allowed: int

    @property
    def in_mean(self) -> bool:
        """Whether it took no longer than promised on average."""
        return self.done_timed > 0 and self.minutes_taken <= self.minutes_allowed


def procedures_behind(units: Collection[tuple[int, int]], first: date, last: date) -> list[ProcedureLine]:
    """Thủ tục có hồ sơ hoặc có kết quả ở các (tỉnh, đơn vị) này over months; one statement."""
    provinces, ids = (sorted({pair[place] for pair in units}) for place in range(2))
    with connection.cursor() as cursor:
        cursor.execute(_PROCEDURES, {"provinces": provinces, "of": ids, "first": first, "last": last})
        return [ProcedureLine(*row) for row in cursor.fetchall()]


_LINES = """
SELECT f.dossier_id, d.code, f.version_id, f.unit_id, f.channel, f.status, f.received_at, f.due_at, f.done_at, f.timeliness,
  f.index_1, f.index_2, f.index_3, f.index_4
FROM warehouse_dossierfact f JOIN dossiers_dossier d ON d.province_id = f.province_id AND d.id = f.dossier_id
WHERE f.province_id = ANY(%(provinces)s) AND f.unit_id = ANY(%(of)s) AND {counted} AND {seen} AND f.dossier_id < %(before)s {more}
ORDER BY f.dossier_id DESC LIMIT %(limit)s
"""
_BY_OFFICIAL = """AND (d.received_by_id = %(official)s OR EXISTS (SELECT FROM dossiers_dossierstep s
  WHERE s.province_id = d.province_id AND s.dossier_id = d.id AND s.state = 'done' AND s.ended_by_id = %(official)s))"""
_BY_PROCEDURE = " AND f.procedure_id = %(procedure)s"
_SEEN = "(f.unit_id = ANY(%(units)s) OR f.receiving_unit_id = ANY(%(units)s))"


@dataclass(frozen=True, slots=True)
class Behind:
    """Con số được mở: which count or stock, of which units, over which months, perhaps of one official or procedure."""

    units: tuple[tuple[int, int], ...]  # each with its province
    key: str
    first: date
    last: date
    official_id: int | None = None
    procedure_id: int | None = None


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
        more=(_BY_OFFICIAL if wanted.official_id else "") + (_BY_PROCEDURE if wanted.procedure_id else ""),
    )
    params: dict[str, Any] = {
        "provinces": sorted({province for province, _unit in wanted.units}),
        "of": sorted({unit for _province, unit in wanted.units}),
        "first": wanted.first,
        "last": wanted.last,
        "units": sorted(visible_units or ()),
        "official": wanted.official_id,
        "procedure": wanted.procedure_id,
        "before": before,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [FactLine(*row) for row in cursor.fetchall()]
