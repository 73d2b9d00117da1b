"""Hoàn thành bước: steps over HTTP beside raw transactions, and with many clients at once (no lock between dossiers)."""

import json
from random import Random
from statistics import median

from config.bench import raw
from config.bench.client import Request
from config.bench.ground import Ground, say
from config.bench.results import Line
from config.bench.rounds import Side, interleaved
from config.bench.visitors import Visitor, specialists

MANY = 32
# As if a first hand had been laid on every dossier that waits: only then a step can be completed.
BEGIN = """
WITH begun AS (UPDATE dossiers_dossier SET status = 'PROCESSING' WHERE status = 'RECEIVED' AND competent_unit_id IN (
  SELECT unit_id FROM org_unitversion WHERE code = ANY(%s) AND valid @> current_date) RETURNING province_id, id)
UPDATE dossiers_holding h SET status = 'PROCESSING' FROM begun WHERE h.province_id = begun.province_id AND h.dossier_id = begun.id
"""
# Steps that a specialist of the unit may take and complete at once.
WAITING = """
SELECT d.code, s.key FROM tasks_openwork w
  JOIN dossiers_dossierstep s ON s.province_id = w.province_id AND s.dossier_id = w.subject_id AND s.task_id = w.task_id AND s.state = 'open'
  JOIN dossiers_dossier d ON d.province_id = s.province_id AND d.id = s.dossier_id AND d.status = 'PROCESSING'
  JOIN common_journalhead j ON j.province_id = d.province_id AND j.subject_kind = 'dossier' AND j.subject_id = d.id
   AND j.at < now()  -- the made-up dossiers of today have lived until this evening
  JOIN org_unitversion v ON v.unit_id = w.unit_id AND v.code = %s AND v.valid @> current_date
 WHERE w.kind = 'dossier.step' AND w.role = 'specialist' AND w.assignee_id IS NULL AND w.state = 1
   AND (w.organ_id IS NULL OR w.organ_id IN (SELECT p.organ_id FROM accounts_post p JOIN accounts_user u ON u.id = p.user_id WHERE u.username = %s))
 ORDER BY md5(d.code)
"""


def steps(ground: Ground, rounds: int, seconds: float) -> list[Line]:
    """6 · Một bước: rate beside raw transactions; thirty-two clients beside eight. Every step is completed once."""
    found = _waiting(ground)
    waiting = iter(found)
    make: Request = lambda: next(waiting, b"")  # noqa: E731
    few, many = Side("big", make), Side("big", make, connections=MANY)
    program = raw.pgbench(ground)
    rates: list[float] = []

    def transactions() -> None:
        if program:
            rates.append(raw.transactions(ground, program, raw.STEP, seconds))

    interleaved(ground, [few, many], rounds=rounds, seconds=seconds, connections=raw.CLIENTS, beside=transactions)
    if not few.rates or not many.rates:
        say(f"Chỉ có {len(found)} bước chờ ở các xã được đo: cần nhiều hồ sơ hơn, ít vòng hơn, hoặc một bản cài mới.")
        return []
    name = "Một bước: 32 người cùng lúc so với 8 người"
    lines = [Line("6", name, f"{many.rate:.0f}/s", f"{few.rate:.0f}/s", many.rate / few.rate, 0.9, at_least=True)]
    if rates:
        share, name = few.rate / median(rates), "Một bước: tốc độ so với giao dịch thô"
        other = f"{median(rates):.0f}/s"
        lines.insert(0, Line("6", name, few.told(), other, share, 0.08, at_least=True, unit="%"))
    return lines


def _waiting(ground: Ground) -> list[bytes]:
    """Requests for the steps that wait in many communes, mixed; all made before the first is sent."""
    found: list[bytes] = []
    people = specialists(ground, "big")
    with ground.database() as connection:
        connection.execute(BEGIN, [[unit for unit, _name, _visitor in people]])
        for unit, name, visitor in people:
            rows = connection.execute(WAITING, [unit, name]).fetchall()
            found += [_completed(visitor, code, step) for code, step in rows]
    Random(1).shuffle(found)  # noqa: S311
    return found


def _completed(specialist: Visitor, code: str, step: str) -> bytes:
    body = json.dumps({"step": step, "decision": "pass"}).encode()
    return specialist.post(f"/api/v1/dossiers/{code}/complete-step", body)
