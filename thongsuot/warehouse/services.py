"""Ghi kho: facts of some dossiers anew, with what that changes in the sums; or everything from the beginning.

Sums change only together with their facts, in one transaction, one writer at a time per province (an advisory lock):
background work, so nobody waits for it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from thongsuot.common.now import now
from thongsuot.warehouse.facts_sql import FACT_COLUMNS, FACTS_OF_RANGE, FACTS_OF_SOME
from thongsuot.warehouse.sums_sql import COUNT_PROCEDURES, REACH_FURTHER, THESE, add, everything

BATCH, MANY = 20_000, 50_000  # dossiers of one statement of filling gaps, of a rebuild
_NAMES = ", ".join(FACT_COLUMNS)
_NEWEST = "max(greatest(received_month, done_month, returned_month, refused_month, ended_month))"
_TOUCHED = "SELECT p.unit_id, p.month FROM procedures AS p GROUP BY 1, 2"
_OUT = f"""
WITH gone AS (DELETE FROM warehouse_dossierfact WHERE province_id = %(province)s AND dossier_id = ANY(%(ids)s) RETURNING *),
{add("gone", minus=True)}
SELECT 0, NULL::date, t.unit_id, t.month FROM ({_TOUCHED}) AS t
"""  # noqa: S608
_IN = f"""
WITH come AS (INSERT INTO warehouse_dossierfact ({_NAMES}) {FACTS_OF_SOME} RETURNING *),
{add("come")}
SELECT n.facts, n.newest, t.unit_id, t.month
  FROM (SELECT count(*) AS facts, {_NEWEST} AS newest FROM come) AS n LEFT JOIN ({_TOUCHED}) AS t ON true
"""  # noqa: S608
_IN_RANGE = f"INSERT INTO warehouse_dossierfact ({_NAMES}) {FACTS_OF_RANGE}"
_NEXT = """
SELECT max(id) FROM (SELECT id FROM dossiers_dossier WHERE province_id = %s AND id > %s ORDER BY id LIMIT %s) AS batch
"""
_WITHOUT_FACT = """
SELECT d.province_id, d.id FROM dossiers_dossier d WHERE NOT EXISTS (
  SELECT FROM warehouse_dossierfact f WHERE f.province_id = d.province_id AND f.dossier_id = d.id) LIMIT %s
"""
_REACHED = """
INSERT INTO warehouse_reach AS r (province_id, month) VALUES (%(province)s, %(month)s)
  ON CONFLICT (province_id) DO UPDATE SET month = greatest(r.month, EXCLUDED.month) RETURNING month
"""
_TABLES = ("warehouse_dossierfact", "warehouse_unitmonth", "warehouse_proceduremonth")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Một lần dựng lại: how many facts a province has now."""

    province_id: int
    facts: int


def _alone(province_id: int) -> None:
    """One writer at a time; the statements after it see what the one before has committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('warehouse'), %s::int)", [province_id % 2**31])


def _this_month() -> date:
    return timezone.localdate(now()).replace(day=1)


@transaction.atomic
def refresh(*, province_id: int, dossier_ids: Collection[int]) -> int:
    """Ghi lại sự kiện của vài hồ sơ: what they added before is taken off, what they are now is added; returns how many."""
    ids = sorted(set(dossier_ids))
    if not ids:
        return 0
    _alone(province_id)
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"province": province_id, "ids": ids}
        params["reach"] = _reach(cursor, province_id, _this_month())
        cursor.execute(_OUT, params)
        touched = cursor.fetchall()
        cursor.execute(_IN, params)
        touched += (come := cursor.fetchall())
        facts, newest = come[0][:2]
        if newest and newest > params["reach"]:
            _reach(cursor, province_id, newest)
        if pairs := {row[2:] for row in touched if row[2]}:
            units, months = zip(*sorted(pairs), strict=True)
            told = {"province": province_id, "units": list(units), "months": list(months)}
            cursor.execute(COUNT_PROCEDURES.format(which=THESE), told)
        return int(facts)


def _reach(cursor: Any, province_id: int, month: date) -> date:
    """Count the stocks up to this month, unless that has been done; up to which month they stand now."""
    cursor.execute("SELECT month FROM warehouse_reach WHERE province_id = %s", [province_id])
    known = cursor.fetchone()
    if known and known[0] >= month:
        return known[0]  # type: ignore[no-any-return]
    if known:
        cursor.execute(REACH_FURTHER, {"province": province_id, "after": known[0], "month": month})
    cursor.execute(_REACHED, {"province": province_id, "month": month})
    return month


def reach_this_month() -> int:
    """Sang tháng mới: what is open then stands in every unit's row; returns in how many provinces something was counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT province_id FROM warehouse_reach WHERE month < %s ORDER BY 1", [_this_month()])
        behind = [row[0] for row in cursor.fetchall()]
    for province_id in behind:
        with transaction.atomic(), connection.cursor() as cursor:
            _alone(province_id)
            _reach(cursor, province_id, _this_month())
    return len(behind)


def fill_gaps(most: int = BATCH) -> int:
    """Bù hồ sơ chưa có sự kiện: what came without news (an upgrade, a bulk load); returns how many were found."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_FACT, [most])
        missing: dict[int, list[int]] = {}
        for province_id, dossier_id in cursor.fetchall():
            missing.setdefault(province_id, []).append(dossier_id)
    return sum(refresh(province_id=province, dossier_ids=ids) for province, ids in sorted(missing.items()))


def provinces() -> list[int]:
    """Provinces that have dossiers or facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT province_id FROM dossiers_dossier UNION SELECT province_id FROM warehouse_dossierfact ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def rebuild_province(province_id: int, told: Callable[[int], None] = lambda done: None) -> Rebuilt:
    """Dựng lại kho của một tỉnh from its dossiers, in one transaction: readers see the old figures until the new stand.

    Facts come in batches, the sums at the end in one pass over them. Idempotent, and the same as what the news would
    have made; news that wait are harmless afterwards.
    """
    _alone(province_id)
    done, after = 0, 0
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE province_id = %s", [province_id])  # noqa: S608
        while True:
            cursor.execute(_NEXT, [province_id, after, MANY])
            upto = cursor.fetchone()[0]
            if upto is None:
                break
            cursor.execute(_IN_RANGE, {"province": province_id, "after": after, "upto": upto})
            done, after = done + cursor.rowcount, upto
            told(done)
        _sum_up(cursor, province_id)
    return Rebuilt(province_id, done)


def _sum_up(cursor: Any, province_id: int) -> None:
    """Sums of a province that has none, from all of its facts."""
    cursor.execute(f"SELECT {_NEWEST} FROM warehouse_dossierfact WHERE province_id = %s", [province_id])  # noqa: S608
    newest = max(cursor.fetchone()[0] or _this_month(), _this_month())
    cursor.execute(_REACHED, {"province": province_id, "month": newest})
    params = {"province": province_id, "reach": cursor.fetchone()[0]}
    for statement in everything():
        cursor.execute(statement, params)
    cursor.execute(COUNT_PROCEDURES.format(which="true"), params)


def rebuild(wanted: Iterable[int] | None = None, told: Callable[[int], None] = lambda done: None) -> list[Rebuilt]:
    """Dựng lại kho, province after province."""
    return [rebuild_province(province_id, told) for province_id in (provinces() if wanted is None else wanted)]
