"""Sắp xếp đơn vị, phần chạy: execute, verify, rollback, report."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from config.commands.session import django_session, say

FOUND_SOMETHING, COULD_NOT = 1, 2


def execute(chosen: argparse.Namespace) -> int:
    """Move everything open of the old units to the new ones; goes on where a killed run stopped."""

    def work(plan: Any) -> int:
        from thongsuot.common.now import now
        from thongsuot.cutover.selectors.progress import of_run
        from thongsuot.cutover.services.executing import Pace, execute
        from thongsuot.cutover.services.going import give_the_word_at_the_machine

        give_the_word_at_the_machine(plan, despite=chosen.despite, at=now())
        pace = Pace(workers=chosen.workers, chunk=chosen.chunk, rest=chosen.rest)
        run = execute(plan, pace=pace, told=say)
        return _printed(run, {"progress": of_run(run, at=run.seen_at).as_dict(), "moved": run.report.get("moved", {})})

    return _with_plan(chosen, work)


def verify(chosen: argparse.Namespace) -> int:
    """Ask the live tables whether everything is as it must be; 1 when something is not."""

    def work(plan: Any) -> int:
        from thongsuot.cutover.services.verifying import verify

        run = verify(plan, whole_journal=chosen.whole_journal)
        _printed(run, run.report)
        return 0 if run.report["ok"] else FOUND_SOMETHING

    return _with_plan(chosen, work)


def rollback(chosen: argparse.Namespace) -> int:
    """Bring everything back, within the plan's window; what came in meanwhile is kept and shown."""

    def work(plan: Any) -> int:
        from thongsuot.cutover.services.undoing import roll_back

        return _printed(run := roll_back(plan), run.report)

    return _with_plan(chosen, work)


def report(chosen: argparse.Namespace) -> int:
    """The newest run of the plan, also while it goes on."""

    def work(plan: Any) -> int:
        from thongsuot.common.now import now
        from thongsuot.cutover.selectors.progress import of_run

        run = plan.runs.order_by("-pk").first()
        if run is None:
            say("Kế hoạch này chưa chạy lần nào.")
            return FOUND_SOMETHING
        return _printed(run, {"progress": of_run(run, at=now()).as_dict()} | run.report)

    return _with_plan(chosen, work)


def _printed(run: Any, facts: dict[str, Any]) -> int:
    from thongsuot.cutover.reports import as_text

    say(as_text(run))
    times = {"started_at": run.started_at.isoformat(), "ended_at": run.ended_at.isoformat() if run.ended_at else None}
    head = {"plan": run.plan.code, "run": run.pk, "kind": run.kind, "state": run.state, **times}
    print(json.dumps(head | facts, ensure_ascii=False))
    return 0


def _with_plan(chosen: argparse.Namespace, work: Callable[[Any], int]) -> int:
    with django_session():
        from thongsuot.common import stamps
        from thongsuot.common.errors import Refused
        from thongsuot.cutover.models import Plan

        plan = Plan.objects.filter(code=chosen.code).first()
        if plan is None:
            say(f"Không có kế hoạch “{chosen.code}”.")
            return COULD_NOT
        try:
            with stamps.of_one_request():
                return work(plan)
        except Refused as refused:
            say(str(refused.detail))
            for name, value in refused.extra.items():
                say(f"  {name}: {value}")
            return COULD_NOT
