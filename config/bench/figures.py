"""Chỉ số 766 của mọi đơn vị: read from the sums beside the plain aggregate over the same dossiers. Prints JSON.

python -m config.bench.figures ROUNDS   (run by the bench within an installation)
"""

import json
import sys
import time
from datetime import date
from statistics import median
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  (Django must be ready first)

from thongsuot.common import stamps  # noqa: E402
from thongsuot.emulation import scorecards, selectors  # noqa: E402
from thongsuot.emulation.permissions import Scope  # noqa: E402
from thongsuot.warehouse import services  # noqa: E402

READS = 20  # in a round, beside one plain aggregate
# As a good analyst would write it: one pass over the dossiers that matter to the month, parts looked up where needed.
PLAIN = """
WITH m AS (SELECT %(first)s::date AS first, (%(first)s::date + interval '1 month')::date AS next),
d AS (
  SELECT d.*, v.procedure_id, v.result_name <> '' AS gives, coalesce(d.finished_at, d.returned_at,
      CASE WHEN d.status IN ('WITHDRAWN', 'REFUSED') THEN d.closed_at
           WHEN d.status IN ('STOPPED', 'AWAITING_SUPPLEMENT') THEN d.stopped_at END) AS ended_at,
    m.first::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS starts, m.next::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS ends
  FROM dossiers_dossier d JOIN procedures_procedureversion v ON v.id = d.version_id, m
  WHERE d.province_id = %(province)s AND d.received_at < m.next::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'),
r AS (SELECT dossier_id FROM dossiers_dossierfile
  WHERE province_id = %(province)s AND purpose = 'result' AND replaced_at IS NULL GROUP BY 1),
c AS (SELECT dossier_id, bool_or(jsonb_array_length(files) > 0) AS digitised, bool_or(source = 'REUSED') AS reused,
    bool_or(source = 'FROM_DATABASE') AS looked_up FROM dossiers_dossiercomponent WHERE province_id = %(province)s GROUP BY 1),
p AS (SELECT dossier_id, sum(amount) AS due, bool_or(method = 'online') AS online FROM dossiers_payment
  WHERE province_id = %(province)s AND cancelled_at IS NULL GROUP BY 1),
g AS (SELECT dossier_id, bool_or(unhappy) AS unhappy FROM ratings_rating WHERE province_id = %(province)s AND counted GROUP BY 1),
z AS (SELECT dossier_id FROM exchange_sentdossier WHERE province_id = %(province)s AND system_id = 'national-portal'
  UNION SELECT dossier_id FROM exchange_foreigncode WHERE system_id = 'national-portal'),
x AS (
  SELECT d.*, d.received_at >= starts AS came, coalesce(ended_at >= starts AND ended_at < ends, false) AS done,
    ended_at IS NULL OR ended_at >= ends AS still, r.dossier_id IS NOT NULL AS result, c.digitised, c.reused, c.looked_up,
    p.due AS money, p.online AS online, coalesce(g.unhappy, false) AS unhappy, g.dossier_id IS NOT NULL AS rated,
    z.dossier_id IS NOT NULL AS synced,
    coalesce(finished_at >= starts AND finished_at < ends AND due_at IS NOT NULL, false) AS timed
  FROM d LEFT JOIN r ON r.dossier_id = d.id LEFT JOIN c ON c.dossier_id = d.id
    LEFT JOIN p ON p.dossier_id = d.id LEFT JOIN g ON g.dossier_id = d.id LEFT JOIN z ON z.dossier_id = d.id),
t AS (SELECT competent_unit_id, count(*) AS procedures_done,
    count(*) FILTER (WHERE taken <= allowed) AS procedures_in_mean
  FROM (SELECT competent_unit_id, procedure_id, sum(round(extract(epoch FROM finished_at - received_at) / 60)) AS taken,
      sum(round(extract(epoch FROM due_at - received_at) / 60)) AS allowed FROM x WHERE timed GROUP BY 1, 2) AS y GROUP BY 1)
SELECT x.competent_unit_id,
  coalesce(max(t.procedures_done), 0) AS procedures_done, coalesce(max(t.procedures_in_mean), 0) AS procedures_in_mean,
  count(*) FILTER (WHERE came AND synced) AS synced,
  count(*) FILTER (WHERE done AND rated) AS ended_rated,
  count(*) FILTER (WHERE came) AS received,
  count(*) FILTER (WHERE done) AS ended,
  count(*) FILTER (WHERE done AND ended_at <= due_at AND supplement_count <= 1) AS ended_in_time,
  count(*) FILTER (WHERE done AND NOT (ended_at <= due_at AND supplement_count <= 1)) AS ended_late,
  count(*) FILTER (WHERE done AND channel = 'ONLINE' AND (NOT gives OR result)) AS ended_online,
  count(*) FILTER (WHERE done AND unhappy) AS ended_unhappy,
  count(*) FILTER (WHERE done AND gives AND outcome = 'granted') AS results_due,
  count(*) FILTER (WHERE done AND gives AND outcome = 'granted' AND result) AS results_electronic,
  count(*) FILTER (WHERE done AND digitised AND result) AS results_digitised,
  count(*) FILTER (WHERE came AND reused) AS reused,
  count(*) FILTER (WHERE came AND looked_up) AS database_used,
  count(*) FILTER (WHERE came AND money > 0) AS fee_dossiers,
  count(*) FILTER (WHERE came AND money > 0 AND online) AS fee_paid_online,
  count(*) FILTER (WHERE still) AS open_766,
  count(*) FILTER (WHERE still AND due_at < ends) AS open_766_late,
  count(*) FILTER (WHERE still AND due_at IS NULL) AS open_766_without_due,
  count(DISTINCT procedure_id) FILTER (WHERE came AND channel = 'ONLINE') AS procedures_used_online
FROM x LEFT JOIN t ON t.competent_unit_id = x.competent_unit_id GROUP BY 1
"""


def main(rounds: int) -> dict[str, Any]:
    """Milliseconds of both sides, how long the rebuild took, and whether they are equal."""
    began = time.perf_counter()
    made = max(services.rebuild(), key=lambda one: one.facts)
    rebuilt = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) warehouse_unitmonth, warehouse_proceduremonth")
        cursor.execute(
            "SELECT month FROM warehouse_unitmonth WHERE province_id = %s GROUP BY 1 ORDER BY sum(ended) DESC LIMIT 1",
            [made.province_id],
        )
        month = cursor.fetchone()[0]
    period, scope = selectors.Period(month, month), Scope(made.province_id, None)
    card = scorecards.scorecard_on(period.end)
    ours, whole, plain = [], [], []
    for turn in range(rounds + 1):  # the first warms up
        read = [_timed(lambda: selectors.numbers_of(made.province_id, period)) for _time in range(READS)]
        scored = [_timed(lambda: selectors.index_of_units(scope, period, card)) for _time in range(READS)]
        counted = _timed(lambda: _plain(made.province_id, month))
        if turn:
            ours += [taken for taken, _found in read]
            whole += [taken for taken, _found in scored]
            plain.append(counted[0])
    return {
        "facts": made.facts,
        "facts_per_second": round(made.facts / rebuilt),
        "units": len(counted[1]),
        "ours": median(ours) * 1e3,
        "least": [min(ours) * 1e3, min(whole) * 1e3],
        "whole": median(whole) * 1e3,
        "plain": median(plain) * 1e3,
        "equal": _equal(read[0][1], counted[1]),
    }


def _timed(work: Any) -> tuple[float, Any]:
    """Seconds and answer; as within one request, which reads the stamps of reference data once."""
    began = time.perf_counter()
    with stamps.of_one_request():
        found = work()
    return time.perf_counter() - began, found


def _plain(province_id: int, month: date) -> dict[int, dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"province": province_id, "first": month})
        names = [column[0] for column in cursor.description][1:]
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}


def _equal(ours: dict[int, dict[str, int]], plain: dict[int, dict[str, int]]) -> bool:
    """Every number of every unit is the same on both sides."""
    for unit_id, numbers in plain.items():
        differing = {key: (ours[unit_id][key], n) for key, n in numbers.items() if ours[unit_id][key] != n}
        if differing:
            print(f"đơn vị {unit_id}: {differing}", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
