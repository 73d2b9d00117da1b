"""Việc kẹt, hai đồng hồ, trong một tiến trình của nền tảng. Prints JSON; run by the bench.

python -m config.bench.exchange_inside < {"do": "stuck" | "clocks", "rounds"}
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  (Django must be ready first)

from thongsuot.common.now import now  # noqa: E402
from thongsuot.exchange.clocks import compare, report  # noqa: E402
from thongsuot.exchange.models import ClockDifference, ClockRun, ClockUnit, OutMessage, PortalView  # noqa: E402
from thongsuot.exchange.permissions import Scope  # noqa: E402
from thongsuot.exchange.stuck import rows  # noqa: E402
from thongsuot.exchange.systems import NATIONAL_PORTAL, write_described  # noqa: E402

TIMES = 60
# One dossier in ten is stuck on its way out: far more than a province would bear.
_STUCK = """
INSERT INTO exchange_outmessage (province_id, system_id, dossier_id, dossier_code, kind, seq, entry_id, unit_id, state, attempts,
  cause, last_answer, made_at)
SELECT province_id, %(system)s, id, code, 'dossier', 1, id, competent_unit_id, 'stuck', 1, 'refused', '', submitted_at
  FROM dossiers_dossier WHERE id %% 10 = 0
"""
_BARE_LIST = """
SELECT id, province_id, system_id, unit_id, dossier_code, cause, made_at, attempts, next_try_at, kind, last_answer
  FROM exchange_outmessage WHERE unit_id = %s AND cause <> '' ORDER BY made_at, id LIMIT 51
"""
# Nine in a hundred differ: what the portal counts without the weekend, and what it was not told.
_VIEW = """
INSERT INTO exchange_portalview (province_id, system_id, code, dossier_id, national_status, due_at, finished_at, seen_at)
SELECT province_id, %(system)s, code, id,
  CASE status WHEN 'SUBMITTED' THEN 1 WHEN 'RECEIVED' THEN 2 WHEN 'REFUSED' THEN 3 WHEN 'PROCESSING' THEN 4
    WHEN 'AWAITING_SUPPLEMENT' THEN 5 WHEN 'AWAITING_PAYMENT' THEN 6 WHEN 'WITHDRAWN' THEN 7 WHEN 'STOPPED' THEN 8
    WHEN 'FINISHED' THEN 9 ELSE 10 END,
  due_at - CASE WHEN id %% 11 = 0 THEN interval '2 days' ELSE interval '0' END, finished_at, %(seen)s
FROM dossiers_dossier WHERE province_id = %(province)s
"""
_BARE_COUNT = """
SELECT coalesce(h.unit_id, d.competent_unit_id), count(*), count(*) FILTER (WHERE v.due_at < %(at)s),
       count(*) FILTER (WHERE d.due_at < %(at)s)
  FROM exchange_portalview v JOIN dossiers_dossier d ON d.province_id = v.province_id AND d.id = v.dossier_id
  LEFT JOIN dossiers_holding h ON h.province_id = d.province_id AND h.dossier_id = d.id AND h.involvement = 'competent'
 WHERE v.province_id = %(province)s AND v.system_id = %(system)s GROUP BY 1
"""
_BARE_DIFFERENCES = """
CREATE TEMPORARY TABLE bare_differences AS
SELECT v.code, d.id, coalesce(h.unit_id, d.competent_unit_id) AS unit_id, v.national_status, d.status, v.due_at AS there, d.due_at
  FROM exchange_portalview v JOIN dossiers_dossier d ON d.province_id = v.province_id AND d.id = v.dossier_id
  LEFT JOIN dossiers_holding h ON h.province_id = d.province_id AND h.dossier_id = d.id AND h.involvement = 'competent'
 WHERE v.province_id = %(province)s AND v.system_id = %(system)s
   AND timezone('Asia/Ho_Chi_Minh', v.due_at)::date <> timezone('Asia/Ho_Chi_Minh', d.due_at)::date
"""
_BARE_REPORT = "SELECT unit_id, cause, compared, overdue_there, overdue_both, overdue_here FROM exchange_clockunit WHERE run_id = %s"


def main(told: dict[str, Any]) -> dict[str, Any]:
    """What was asked for; the tables are as empty afterwards as before."""
    write_described()
    try:
        return _stuck(told["rounds"]) if told["do"] == "stuck" else _clocks(told["rounds"])
    finally:
        for model in (OutMessage, ClockDifference, ClockUnit, ClockRun, PortalView):
            _run(f"DELETE FROM {model._meta.db_table}")  # noqa: S608  (names of ours)


def _stuck(rounds: int) -> dict[str, Any]:
    _run(_STUCK, {"system": NATIONAL_PORTAL})
    _run("ANALYZE exchange_outmessage")
    units = _run("SELECT unit_id FROM exchange_outmessage GROUP BY 1 ORDER BY count(*) DESC LIMIT 10")
    ours, bare = [], []
    for turn in range(rounds * TIMES):
        unit = units[turn % len(units)][0]
        scope = Scope((unit,), frozenset({unit}), ())
        ours.append(_timed(lambda scope=scope: rows.listed(scope, rows.Wanted(), limit=50)) * 1e3)
        bare.append(_timed(lambda unit=unit: _run(_BARE_LIST, [unit])) * 1e3)
    return {"ours": ours, "bare": bare, "rows": _run("SELECT count(*) FROM exchange_outmessage")[0][0]}


def _clocks(rounds: int) -> dict[str, Any]:
    at = now()
    province = _run("SELECT province_id FROM dossiers_dossier GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0][0]
    values = {"system": NATIONAL_PORTAL, "province": province, "seen": at, "at": at}
    _run(_VIEW, values)
    _run("ANALYZE exchange_portalview")
    found: dict[str, Any] = {"ours": [], "bare": [], "page": [], "read": []}
    for _turn in range(rounds):
        run = ClockRun.objects.create(
            province_id=province, system_id=NATIONAL_PORTAL, began_at=at - timedelta(hours=1), ended_at=at
        )
        found["bare"].append(_timed(lambda: (_run(_BARE_COUNT, values), _run(_BARE_DIFFERENCES, values))))
        _run("DROP TABLE IF EXISTS bare_differences")
        found["ours"].append(_timed(lambda run=run: compare.compare(run, at=at)))
        for _again in range(TIMES):
            found["page"].append(_timed(lambda run=run: report.lines(run)) * 1e3)
            found["read"].append(_timed(lambda run=run: _run(_BARE_REPORT, [run.pk])) * 1e3)
    found["rows"] = _run("SELECT count(*) FROM exchange_portalview")[0][0]
    found["differing"] = ClockDifference.objects.filter(run_id=run.pk).count()
    found["units"] = len(report.lines(run))
    return found


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _run(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
