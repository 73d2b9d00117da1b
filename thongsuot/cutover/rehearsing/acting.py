"""Điều chạy trong bản sao: gather, decide, execute, verify, exactly the services of the real night, at the moment of it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from thongsuot.common import stamps
from thongsuot.common.errors import Refused
from thongsuot.common.now import frozen, now
from thongsuot.cutover.models import Plan, PlanState, Run
from thongsuot.cutover.selectors import books
from thongsuot.cutover.selectors.routes import instant
from thongsuot.cutover.selectors.split_work import undecided
from thongsuot.cutover.services.deciding import decide
from thongsuot.cutover.services.executing import Pace, execute
from thongsuot.cutover.services.split_gather import gather_all
from thongsuot.cutover.services.verifying import verify

NEEDS_THE_PAST = frozenset({"entries"})

_MOVED = """
SELECT b.old_unit_id, b.new_unit_id, p.kind, sum(p.count)::bigint, bool_or(b.caretaking)
  FROM cutover_batchpart p JOIN cutover_batch b ON b.id = p.batch_id
 WHERE b.run_id = %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def rehearse(plan_code: str) -> dict[str, Any]:
    """Chạy thử; what happened, or why it would have been refused, and how long each part took."""
    if not in_a_copy():
        raise RuntimeError("diễn tập chỉ chạy trong bản sao")
    plan = Plan.objects.get(code=plan_code)
    at = max(now(), instant(plan)) + timedelta(minutes=1)
    report: dict[str, Any] = {"at": at.isoformat(), "version": plan.version, "seconds": {}}
    try:
        if plan.state == PlanState.DRAFT:
            _timed(report, "decide", lambda: _decided(plan))
        _timed(report, "gather", lambda: gather_all(plan, now()))
        report["undecided"] = undecided(plan)
        with frozen(at), stamps.of_one_request():
            run = _timed(report, "execute", lambda: execute(plan, pace=Pace(rest=0.0)))
            report |= _of_run(run)
            report["checks"] = _timed(report, "verify", lambda: _checked(plan))
    except Refused as refused:
        report["refused"] = {"code": refused.code, "detail": str(refused.detail), **refused.extra}
    return report


def _decided(plan: Plan) -> None:
    """The decision that has not been taken yet; in a copy it needs no second pair of eyes."""
    Plan.objects.filter(pk=plan.pk).update(is_exercise=True)
    decide(code=plan.code, by=None, at=now())
    plan.refresh_from_db()


def in_a_copy() -> bool:
    """Whether this process finds copies before the live tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema() LIKE 'rehearsal%'")
        return bool(cursor.fetchone()[0])


def _of_run(run: Run) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [run.pk])
        moved = [list(row) for row in cursor.fetchall()]
    before, after = books.totals(run.books_before), books.totals(run.books_after)
    differ = [list(key) for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]
    return {
        "moved": moved,
        "kinds": books.moved_by_kind(run),
        "books": {"before": _counts(before), "after": _counts(after), "differ": differ},
        "staying": run.report.get("staying", {}),
    }


def _checked(plan: Plan) -> list[dict[str, Any]]:
    """The checks of the real night, but for those that need the past of the journal: it is not copied."""
    plan.refresh_from_db()
    return [check for check in verify(plan).report["checks"] if check["key"] not in NEEDS_THE_PAST]


def _counts(totals: dict[tuple[str, str], tuple[int, int]]) -> dict[str, int]:
    """How many of a kind, whatever their state."""
    found: dict[str, int] = {}
    for (kind, _state), (count, _hash) in totals.items():
        found[kind] = found.get(kind, 0) + count
    return found


def _timed(report: dict[str, Any], name: str, work: Callable[[], Any]) -> Any:
    began = time.monotonic()
    try:
        return work()
    finally:
        report["seconds"][name] = round(time.monotonic() - began, 3)


def moment_of(report: dict[str, Any]) -> datetime:
    """The moment a rehearsal pretended."""
    return datetime.fromisoformat(report["at"])
