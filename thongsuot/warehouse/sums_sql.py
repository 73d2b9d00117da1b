"""Từ sự kiện ra số cộng dồn: what some facts add to the months of their unit, made from the table of measures."""

from thongsuot.warehouse.measures import BY_PROCEDURE, COLUMNS, COUNT_OF, COUNTS, STOCKS, Measure, Stock, begins

_MONTHS = """CROSS JOIN LATERAL (
    SELECT DISTINCT x.month FROM unnest(ARRAY[f.received_month, f.due_month, f.done_month, f.returned_month, f.refused_month,
      f.ended_month] || f.paused_from || f.paused_to) AS x(month) WHERE x.month IS NOT NULL) AS m"""


def _count(measure: Measure) -> str:
    return f"count(*) FILTER (WHERE f.{measure.month} = m.month AND {measure.condition})"


def _change(stock: Stock) -> str:
    start, end = begins(stock), f"coalesce(f.{stock.ends}, 'infinity')"
    if not stock.pauses:
        lasts = f"f.received_month IS NOT NULL AND {stock.condition} AND {start} < {end}"
        return f"count(*) FILTER (WHERE {lasts} AND {start} = m.month) - count(*) FILTER (WHERE {lasts} AND {end} = m.month)"
    came, went = f"greatest(p.a, {start})", f"least(coalesce(p.b, 'infinity'), {end})"
    one = (
        f"SELECT count(*) FILTER (WHERE {came} = m.month) - count(*) FILTER (WHERE {went} = m.month)"  # noqa: S608
        f" FROM unnest(f.paused_from, f.paused_to) AS p(a, b)"
        f" WHERE f.received_month IS NOT NULL AND {stock.condition} AND {came} < {went}"
    )
    return f"coalesce(sum(CASE WHEN f.paused_from <> '{{}}' THEN ({one}) END), 0)"


_SUMS = ", ".join([*(_count(measure) for measure in COUNTS), *(_change(stock) for stock in STOCKS)])
_NAMES = ", ".join(COLUMNS)
_ADDED = ", ".join(f"{name} = u.{name} + EXCLUDED.{name}" for name in COLUMNS)
_BY_NAMES = ", ".join(BY_PROCEDURE)
_BY_SUMS = ", ".join(f"count(*) FILTER (WHERE {COUNT_OF[key].condition})" for key in BY_PROCEDURE)
_BY_ADDED = ", ".join(f"{name} = u.{name} + EXCLUDED.{name}" for name in BY_PROCEDURE)


def unit_sums(source: str) -> str:
    """SELECT: province, unit, month and all columns of `UnitMonth`, of the facts in `source`."""
    return f"SELECT f.province_id, f.unit_id, m.month, {_SUMS} FROM {source} f {_MONTHS} GROUP BY 1, 2, 3"  # noqa: S608


def procedure_sums(source: str) -> str:
    """SELECT: province, unit, procedure, month and the columns of `ProcedureMonth`."""
    return (
        f"SELECT f.province_id, f.unit_id, f.procedure_id, f.received_month, {_BY_SUMS} FROM {source} f"  # noqa: S608
        " WHERE f.received_month IS NOT NULL GROUP BY 1, 2, 3, 4"
    )


def _signed(columns: str, minus: bool) -> str:
    return ", ".join(f"-s.{name.strip()}" if minus else f"s.{name.strip()}" for name in columns.split(","))


def add(source: str, *, minus: bool = False) -> str:
    """Two common table expressions that add what is in `source` to the sums, or take it off."""
    return f"""
units AS (
  INSERT INTO warehouse_unitmonth AS u (province_id, unit_id, month, {_NAMES})
  SELECT s.province_id, s.unit_id, s.month, {_signed(_NAMES, minus)}
  FROM ({unit_sums(source)}) AS s (province_id, unit_id, month, {_NAMES}) ORDER BY 1, 2, 3
  ON CONFLICT (province_id, month, unit_id) DO UPDATE SET {_ADDED} RETURNING 1),
procedures AS (
  INSERT INTO warehouse_proceduremonth AS u (province_id, unit_id, procedure_id, month, {_BY_NAMES})
  SELECT s.province_id, s.unit_id, s.procedure_id, s.month, {_signed(_BY_NAMES, minus)}
  FROM ({procedure_sums(source)}) AS s (province_id, unit_id, procedure_id, month, {_BY_NAMES}) ORDER BY 1, 2, 3, 4
  ON CONFLICT (province_id, month, unit_id, procedure_id) DO UPDATE SET {_BY_ADDED} RETURNING 1)"""  # noqa: S608
