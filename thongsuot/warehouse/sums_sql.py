"""Từ sự kiện ra số của đơn vị và thủ tục: what some facts add to which months, made from the table of measures."""

from thongsuot.warehouse.measures import COLUMNS, COUNT_OF, COUNTS, STOCKS, open_in

# Months in which something happened, and those at whose end the dossier was open in one sense or the other.
_MONTHS = """CROSS JOIN LATERAL (
    SELECT x.month FROM unnest(ARRAY[f.received_month, f.done_month, f.returned_month, f.refused_month, f.ended_month]) AS x(month)
      WHERE x.month IS NOT NULL
    UNION SELECT generate_series(f.received_month, CASE WHEN f.done_month IS NULL OR f.ended_month IS NULL THEN %(reach)s
      ELSE least(greatest(f.done_month, f.ended_month) - interval '1 month', %(reach)s) END, interval '1 month')::date) AS m"""
_PROCEDURE_MONTHS = """CROSS JOIN LATERAL (
    SELECT f.received_month AS month WHERE f.received_month IS NOT NULL
    UNION SELECT f.done_month WHERE f.done_month IS NOT NULL AND f.received_month IS NOT NULL) AS m"""
_COUNTED = [f"count(*) FILTER (WHERE f.{one.month} = m.month AND {one.condition})" for one in COUNTS]
_HELD = [f"count(*) FILTER (WHERE m.month <= %(reach)s AND {open_in(stock, 'm.month')})" for stock in STOCKS]
_NAMES = ", ".join(COLUMNS)
_USED = ("received", "received_online", "fee_dossiers", "fee_paid_online")
_TIMED = f"f.done_month = m.month AND {COUNT_OF['done_timed'].condition}"
_BY_SUMS = [
    *(f"count(*) FILTER (WHERE f.received_month = m.month AND {COUNT_OF[key].condition})" for key in _USED),
    f"count(*) FILTER (WHERE {_TIMED})",
    *(
        f"coalesce(sum(round(extract(epoch FROM f.{end} - f.received_at) / 60)) FILTER (WHERE {_TIMED}), 0)::bigint"
        for end in ("done_at", "due_at")
    ),
]
BY_PROCEDURE = (*_USED, "done_timed", "minutes_taken", "minutes_allowed")
_BY_NAMES = ", ".join(BY_PROCEDURE)
OF_PROCEDURES = {
    "procedures_used": "p.received > 0",
    "procedures_used_online": "p.received_online > 0",
    "procedures_done": "p.done_timed > 0",
    "procedures_in_mean": "p.done_timed > 0 AND p.minutes_taken <= p.minutes_allowed",
}


def unit_sums(source: str) -> str:
    """SELECT: province, unit, month and the measures of `UnitMonth`, of the facts in `source`; parameter `reach`."""
    sums = ", ".join((*_COUNTED, *_HELD))
    return f"SELECT f.province_id, f.unit_id, m.month, {sums} FROM {source} f {_MONTHS} GROUP BY 1, 2, 3"  # noqa: S608


def procedure_sums(source: str) -> str:
    """SELECT: province, unit, procedure, month and the columns of `ProcedureMonth`."""
    sums = ", ".join(_BY_SUMS)
    return (
        f"SELECT f.province_id, f.unit_id, f.procedure_id, m.month, {sums} FROM {source} f {_PROCEDURE_MONTHS}"  # noqa: S608
        " GROUP BY 1, 2, 3, 4"
    )


def _signed(columns: tuple[str, ...], minus: bool) -> str:
    return ", ".join(f"-s.{name}" if minus else f"s.{name}" for name in columns)


def _added(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = u.{name} + EXCLUDED.{name}" for name in columns)


def add(source: str, *, minus: bool = False) -> str:
    """Two common table expressions that add what is in `source` to the sums, or take it off."""
    return f"""
units AS (
  INSERT INTO warehouse_unitmonth AS u (province_id, unit_id, month, {_NAMES})
  SELECT s.province_id, s.unit_id, s.month, {_signed(COLUMNS, minus)}
  FROM ({unit_sums(source)}) AS s (province_id, unit_id, month, {_NAMES}) ORDER BY 1, 2, 3
  ON CONFLICT (province_id, month, unit_id) DO UPDATE SET {_added(COLUMNS)} RETURNING u.month),
procedures AS (
  INSERT INTO warehouse_proceduremonth AS u (province_id, unit_id, procedure_id, month, {_BY_NAMES})
  SELECT s.province_id, s.unit_id, s.procedure_id, s.month, {_signed(BY_PROCEDURE, minus)}
  FROM ({procedure_sums(source)}) AS s (province_id, unit_id, procedure_id, month, {_BY_NAMES}) ORDER BY 1, 2, 3, 4
  ON CONFLICT (province_id, month, unit_id, procedure_id) DO UPDATE SET {_added(BY_PROCEDURE)}
  RETURNING u.unit_id, u.month)"""  # noqa: S608


# Stocks of months nobody has counted yet (a new month began), from the dossiers that are open in one sense or the other.
REACH_FURTHER = f"""
INSERT INTO warehouse_unitmonth AS u (province_id, unit_id, month, {", ".join(s.key for s in STOCKS)})
SELECT f.province_id, f.unit_id, m.month, {", ".join(f"count(*) FILTER (WHERE {open_in(s, 'm.month')})" for s in STOCKS)}
  FROM warehouse_dossierfact f
 CROSS JOIN generate_series(%(after)s::date + interval '1 month', %(month)s::date, interval '1 month') AS x(month)
 CROSS JOIN LATERAL (SELECT x.month::date AS month) AS m
 WHERE f.province_id = %(province)s AND f.received_month <= m.month
   AND (f.done_month IS NULL OR f.done_month > m.month OR f.ended_month IS NULL OR f.ended_month > m.month)
 GROUP BY 1, 2, 3
 ON CONFLICT (province_id, month, unit_id) DO UPDATE SET {", ".join(f"{s.key} = EXCLUDED.{s.key}" for s in STOCKS)}
"""  # noqa: S608  (constants of ours)
_COUNT_PROCEDURES = ", ".join(
    f"count(*) FILTER (WHERE {condition}) AS {key}" for key, condition in OF_PROCEDURES.items()
)
# How many procedures of a unit and month were used; of these pairs, or of all of the province.
COUNT_PROCEDURES = f"""
UPDATE warehouse_unitmonth u SET {", ".join(f"{key} = n.{key}" for key in OF_PROCEDURES)}
  FROM (SELECT p.unit_id, p.month, {_COUNT_PROCEDURES} FROM warehouse_proceduremonth p
         WHERE p.province_id = %(province)s AND {{which}} GROUP BY 1, 2) AS n
 WHERE u.province_id = %(province)s AND u.month = n.month AND u.unit_id = n.unit_id
"""  # noqa: S608
THESE = "(p.unit_id, p.month) IN (SELECT * FROM unnest(%(units)s::bigint[], %(months)s::date[]))"


def everything() -> tuple[str, str]:
    """Statements that fill the sums of a province which has none, in one pass over its facts each."""
    facts = "(SELECT * FROM warehouse_dossierfact WHERE province_id = %(province)s)"
    return (
        f"INSERT INTO warehouse_unitmonth (province_id, unit_id, month, {_NAMES}) {unit_sums(facts)}",
        f"INSERT INTO warehouse_proceduremonth (province_id, unit_id, procedure_id, month, {_BY_NAMES})"
        f" {procedure_sums(facts)}",
    )
