"""Kiểm tra sau khi chuyển: each question counts what should not be, and shows some of it.

All of it is asked of the live tables, not of what the run believed.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.cutover.models import Plan, Run
from thongsuot.cutover.selectors import books
from thongsuot.cutover.selectors.routes import Leaving, instant, left_at_all
from thongsuot.org.moving import mover

MOST = 20

UNEQUAL = """
SELECT p.kind, b.id FROM cutover_batchpart p JOIN cutover_batch b ON b.id = p.batch_id
 WHERE b.run_id = ANY(%(runs)s) AND b.undone_at IS NULL AND (
   p.count <> cardinality(p.ids)
   OR p.count <> (SELECT coalesce(sum((line ->> 1)::bigint), 0) FROM jsonb_array_elements(p.books) AS line)
   OR (SELECT coalesce(sum((line ->> 2)::numeric), 0) FROM jsonb_array_elements(p.books) AS line)
      <> (SELECT coalesce(sum(hashint8extended(i, 0)::numeric), 0) FROM unnest(p.ids) AS i))
 LIMIT %(most)s
"""
# Each thing that moved is open at its new unit, or moved on later, or is open no more.
LOST_DOSSIERS = """
SELECT d.code FROM cutover_batchpart p JOIN cutover_batch b ON b.id = p.batch_id CROSS JOIN LATERAL unnest(p.ids) AS i(id)
  JOIN dossiers_dossier d ON d.province_id = b.province_id AND d.id = i.id
 WHERE b.run_id = ANY(%(runs)s) AND b.undone_at IS NULL AND p.kind = 'dossier' AND d.closed_at IS NULL
   AND NOT EXISTS (SELECT FROM dossiers_holding h
     WHERE h.province_id = b.province_id AND h.dossier_id = i.id AND (h.unit_id = b.new_unit_id OR h.unit_id = ANY(%(heirs)s)))
 LIMIT %(most)s
"""
LOST_TASKS = """
SELECT t.id FROM cutover_batchpart p JOIN cutover_batch b ON b.id = p.batch_id CROSS JOIN LATERAL unnest(p.ids) AS i(id)
  JOIN tasks_task t ON t.province_id = b.province_id AND t.id = i.id
 WHERE b.run_id = ANY(%(runs)s) AND b.undone_at IS NULL AND p.kind = 'task' AND t.closed_at IS NULL
   AND NOT EXISTS (SELECT FROM tasks_openwork o WHERE o.province_id = b.province_id AND o.task_id = i.id
     AND (o.unit_id = b.new_unit_id OR o.unit_id = ANY(%(heirs)s)))
 LIMIT %(most)s
"""
# What an open dossier of these units needs: one unit that resolves it, and that one in force.
NOT_ONE_COMPETENT = """
SELECT d.code FROM dossiers_holding h JOIN dossiers_dossier d ON d.province_id = h.province_id AND d.id = h.dossier_id
 WHERE h.province_id = ANY(%(provinces)s)
 GROUP BY d.code HAVING count(*) FILTER (WHERE h.involvement = 'competent') <> 1 LIMIT %(most)s
"""
NOT_IN_FORCE = """
SELECT u.unit_id::text FROM (
  SELECT DISTINCT unit_id FROM dossiers_holding WHERE province_id = ANY(%(provinces)s)
  UNION SELECT DISTINCT unit_id FROM tasks_openwork WHERE province_id = ANY(%(provinces)s)) u
 WHERE NOT EXISTS (SELECT FROM org_unitversion v WHERE v.unit_id = u.unit_id AND v.valid @> %(today)s::date) LIMIT %(most)s
"""
RIGHTS = """
SELECT DISTINCT u.username FROM accounts_held h JOIN accounts_user u ON u.id = h.user_id
  JOIN org_unitversion v ON v.unit_id = h.unit_id AND v.valid @> %(today)s::date
 WHERE h.unit_id = ANY(%(units)s) AND h.valid @> %(at)s::timestamptz LIMIT %(most)s
"""
# A code given by an old unit for an act of the instant or later; codes of other systems have another shape.
CODES_AFTER = """
SELECT d.code FROM dossiers_dossier d
 WHERE d.receiving_unit_id = ANY(%(units)s) AND d.province_id = ANY(%(provinces)s) AND d.submitted_at >= %(instant)s
   AND d.code LIKE ANY(%(prefixes)s) LIMIT %(most)s
"""
SERIES_OPEN = "SELECT owner FROM common_seriesend WHERE unit_id = ANY(%(units)s) AND closed_at IS NULL LIMIT %(most)s"
SERIES_MOVED_ON = """
SELECT c.series FROM common_seriesend e CROSS JOIN LATERAL jsonb_each(e.last) AS l(series, was)
  JOIN common_counter c ON c.series = l.series
 WHERE e.unit_id = ANY(%(units)s) AND (c.period > l.was ->> 0 OR (c.period = l.was ->> 0 AND c.value <> (l.was ->> 1)::bigint))
 LIMIT %(most)s
"""
# The entry of each moved dossier, and that it hangs on the one before it.
ENTRIES_MISSING = """
SELECT i.id::text FROM cutover_batchpart p JOIN cutover_batch b ON b.id = p.batch_id CROSS JOIN LATERAL unnest(p.ids) AS i(id)
 WHERE b.run_id = ANY(%(runs)s) AND b.undone_at IS NULL AND p.kind = 'dossier' AND NOT EXISTS (
   SELECT FROM common_journalentry e LEFT JOIN common_journalentry f
       ON f.province_id = e.province_id AND f.subject_kind = e.subject_kind AND f.subject_id = e.subject_id AND f.seq = e.seq - 1
    WHERE e.province_id = b.province_id AND e.subject_kind = 'dossier' AND e.subject_id = i.id AND e.verb = 'transferred'
      AND (e.data ->> 'from')::bigint = b.old_unit_id AND (e.data ->> 'to')::bigint = b.new_unit_id
      AND e.prev_hash = coalesce(f.hash, ''::bytea)
      AND e.hash = journal_hash(e.prev_hash, e.province_id, e.subject_kind, e.subject_id, e.seq, e.verb, e.at, e.recorded_at,
        e.actor_id, e.unit_id, e.data))
 LIMIT %(most)s
"""
# Rows that were closed before the run and have been written since it began.
CLOSED_WRITTEN = """
SELECT d.code FROM dossiers_dossier d
 WHERE d.province_id = ANY(%(provinces)s) AND d.closed_at < %(began)s AND age(d.xmin) <= age(%(xid)s::text::xid) LIMIT %(most)s
"""
# The same of the closed ones of each old unit that lie first and last in its index: a look that costs the same however
# much a province has closed. All of them are read when the whole journal is.
SOME_CLOSED_WRITTEN = """
SELECT d.code FROM unnest(%(units)s::bigint[]) AS u(id) CROSS JOIN LATERAL (
  (SELECT c.code, c.xmin AS written FROM dossiers_dossier c WHERE c.competent_unit_id = u.id AND c.province_id = ANY(%(provinces)s)
     AND c.closed_at < %(began)s ORDER BY c.id DESC LIMIT %(each)s)
  UNION ALL
  (SELECT c.code, c.xmin FROM dossiers_dossier c WHERE c.competent_unit_id = u.id AND c.province_id = ANY(%(provinces)s)
     AND c.closed_at < %(began)s ORDER BY c.id LIMIT %(each)s)) d
 WHERE age(d.written) <= age(%(xid)s::text::xid) LIMIT %(most)s
"""
EACH = 200
NOT_ASSIGNED = """
SELECT DISTINCT p.code FROM org_succession s
  JOIN procedures_unitprocedure o ON o.unit_id = s.predecessor_id AND o.valid @> %(eve)s::date
  JOIN procedures_procedure p ON p.id = o.procedure_id
 WHERE s.predecessor_id = ANY(%(units)s) AND s.successor_id = ANY(%(heirs)s) AND s.effective_on = %(day)s
   AND NOT EXISTS (SELECT FROM procedures_unitprocedure n
     WHERE n.unit_id = s.successor_id AND n.procedure_id = o.procedure_id AND n.valid @> %(day)s::date)
 LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Check:
    """Một điều đã kiểm: `found` names some of what should not be; none when it holds."""

    key: str
    words: str
    found: list[str] = field(default_factory=list)
    red: bool = True  # a red line: the plan does not count as verified

    @property
    def ok(self) -> bool:
        """Nothing found."""
        return not self.found

    def as_dict(self) -> dict[str, Any]:
        """For the report."""
        return asdict(self) | {"ok": self.ok, "words": str(self.words)}


def all_checks(
    plan: Plan, runs: Sequence[Run], leaving: Sequence[Leaving], *, at: datetime, whole: bool = False
) -> list[Check]:
    """Mọi điều phải đúng sau khi chuyển. `whole`: every closed dossier of the province is looked at, not some of each unit."""
    units = [one.unit_id for one in leaving]
    heirs = sorted({heir for one in leaving for heir in one.heirs})
    first = min((run for run in runs), key=lambda run: run.pk)
    given = {
        "runs": [run.pk for run in runs],
        "units": units,
        "heirs": heirs,
        "provinces": sorted({p for one in leaving for p in one.provinces} | {plan.province_id}),
        "prefixes": [f"{one.plan_unit.identifier}-%" for one in leaving if one.plan_unit.identifier] or ["-"],
        "instant": instant(plan),
        "began": first.started_at,
        "xid": first.report["first_xid"],
        "today": timezone.localdate(at),
        "day": plan.effective_on,
        "eve": plan.effective_on - timedelta(days=1),
        "at": at,
        "most": MOST,
        "each": EACH,
    }
    return [
        _books(runs),
        _left(leaving),
        Check("dossiers_kept", _("mọi hồ sơ đã chuyển đang ở đơn vị mới, hoặc đã khép"), _ask(LOST_DOSSIERS, given)),
        Check("tasks_kept", _("mọi việc đã chuyển đang ở đơn vị mới, hoặc đã xong"), _ask(LOST_TASKS, given)),
        Check("one_competent", _("mỗi hồ sơ đang mở có đúng một nơi giải quyết"), _ask(NOT_ONE_COMPETENT, given)),
        Check("in_force", _("việc mở chỉ ở đơn vị đang có hiệu lực"), _ask(NOT_IN_FORCE, given)),
        Check("no_rights", _("không ai còn quyền ở đơn vị cũ"), _ask(RIGHTS, given)),
        Check("no_codes_after", _("không mã hồ sơ nào của đơn vị cũ sau thời điểm chuyển"), _ask(CODES_AFTER, given)),
        Check("registers_closed", _("mọi sổ số của đơn vị cũ đã khoá"), _ask(SERIES_OPEN, given)),
        Check("no_number_after", _("không sổ nào cấp thêm số sau số cuối đã ghi"), _ask(SERIES_MOVED_ON, given)),
        Check("entries", _("mỗi hồ sơ đã chuyển có bút toán, nối đúng chuỗi"), _ask(ENTRIES_MISSING, given)),
        _closed(given, whole),
        Check("assigned", _("đơn vị mới được giao mọi thủ tục của đơn vị cũ"), _ask(NOT_ASSIGNED, given), red=False),
    ]


def _ask(question: str, given: dict[str, Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return [str(row[0]) for row in cursor.fetchall()]


def _closed(given: dict[str, Any], whole: bool) -> Check:
    if whole:
        return Check(
            "closed_untouched", _("không hồ sơ đã khép nào bị ghi lại (đã xem hết)"), _ask(CLOSED_WRITTEN, given)
        )
    words = _("không hồ sơ đã khép nào bị ghi lại (xem %(n)d cái cũ nhất, %(n)d cái mới nhất của mỗi đơn vị cũ)")
    return Check("closed_untouched", words % {"n": EACH}, _ask(SOME_CLOSED_WRITTEN, given))


def _left(leaving: Sequence[Leaving]) -> Check:
    """What is left at old units; appointments without a hall that could take them are listed, no red line."""
    left = left_at_all(leaving)
    found = [
        f"{one.plan_unit.full_name}: {n} {mover(kind).label}"
        for one in leaving
        for kind, n in left.get(one.unit_id, {}).items()
    ]
    words = _("đơn vị cũ không còn giữ việc mở nào")
    return Check("nothing_left", words, found, red=any(set(kinds) - {"ticket"} for kinds in left.values()))


def _books(runs: Sequence[Run]) -> Check:
    """The books of the batches against their ids, counted again here."""
    with connection.cursor() as cursor:
        cursor.execute(UNEQUAL, {"runs": [run.pk for run in runs], "most": MOST})
        wrong = [f"{kind} {batch}" for kind, batch in cursor.fetchall()]
    return Check("batches", _("sổ của từng đợt khớp với số việc đã chuyển, trước cũng như sau"), wrong)


def before_and_after(run: Run) -> list[dict[str, Any]]:
    """Sổ trước và sau, by kind and state, of all units of the plan together: equal when nobody worked meanwhile."""
    before, after = books.totals(run.books_before), books.totals(run.books_after)
    return [
        {"kind": kind, "state": state, "before": before.get((kind, state), (0, 0))[0],
         "after": after.get((kind, state), (0, 0))[0],
         "same": before.get((kind, state)) == after.get((kind, state))}
        for kind, state in sorted(before.keys() | after.keys())
    ]  # fmt: skip
