"""Ghi kho: facts of some dossiers anew, with what that changes in the sums; or everything from the beginning.

Sums change only together with their facts, in one transaction, one writer at a time per province (an advisory lock):
background work, so nobody waits for it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from thongsuot.warehouse.facts_sql import FACT_COLUMNS, FACTS
from thongsuot.warehouse.sums_sql import add

BATCH = 20_000  # dossiers of one statement of a rebuild
_NAMES = ", ".join(FACT_COLUMNS)
_OUT = f"""
WITH gone AS (DELETE FROM warehouse_dossierfact WHERE province_id = %(province)s AND dossier_id = ANY(%(ids)s) RETURNING *),
{add("gone", minus=True)}
SELECT count(*) FROM gone
"""  # noqa: S608  (constants of ours)
_IN = f"""
WITH come AS (INSERT INTO warehouse_dossierfact ({_NAMES}) {{facts}} RETURNING *),
{add("come")}
SELECT count(*) FROM come
"""  # noqa: S608
_IN_SOME = _IN.replace("{facts}", FACTS.replace("{which}", "d.id = ANY(%(ids)s)"))
_IN_RANGE = _IN.replace("{facts}", FACTS.replace("{which}", "d.id > %(after)s AND d.id <= %(upto)s"))
_NEXT = """
SELECT max(id) FROM (SELECT id FROM dossiers_dossier WHERE province_id = %s AND id > %s ORDER BY id LIMIT %s) AS batch
"""
_WITHOUT_FACT = """
SELECT d.province_id, d.id FROM dossiers_dossier d WHERE NOT EXISTS (
  SELECT FROM warehouse_dossierfact f WHERE f.province_id = d.province_id AND f.dossier_id = d.id) LIMIT %s
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


@transaction.atomic
def refresh(*, province_id: int, dossier_ids: Collection[int]) -> int:
    """Ghi lại sự kiện của vài hồ sơ: what they added before is taken off, what they are now is added; returns how many."""
    ids = sorted(set(dossier_ids))
    if not ids:
        return 0
    _alone(province_id)
    with connection.cursor() as cursor:
        params = {"province": province_id, "ids": ids}
        cursor.execute(_OUT, params)
        cursor.execute(_IN_SOME, params)
        return int(cursor.fetchone()[0])


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

    Idempotent, and the same as what the news would have made; news that wait are harmless afterwards.
    """
    _alone(province_id)
    done, after = 0, 0
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE province_id = %s", [province_id])  # noqa: S608
        while True:
            cursor.execute(_NEXT, [province_id, after, BATCH])
            upto = cursor.fetchone()[0]
            if upto is None:
                return Rebuilt(province_id, done)
            cursor.execute(_IN_RANGE, {"province": province_id, "after": after, "upto": upto})
            done, after = done + int(cursor.fetchone()[0]), upto
            told(done)


def rebuild(wanted: Iterable[int] | None = None, told: Callable[[int], None] = lambda done: None) -> list[Rebuilt]:
    """Dựng lại kho, province after province."""
    return [rebuild_province(province_id, told) for province_id in (provinces() if wanted is None else wanted)]
