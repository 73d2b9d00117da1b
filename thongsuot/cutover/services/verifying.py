"""Kiểm tra sau khi chuyển: everything that must be true is asked of the live tables; the answers are kept with the plan."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal_verify
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.now import now
from thongsuot.cutover.models import Plan, PlanState, Run
from thongsuot.cutover.selectors import books, checks
from thongsuot.cutover.selectors.routes import leaving_units
from thongsuot.cutover.services.executing import write_note

AFTER = (PlanState.EXECUTED, PlanState.VERIFIED)


def verify(plan: Plan, *, by: Principal | None = None, whole_journal: bool = False) -> Run:
    """Kiểm tra; the plan counts as verified when no red line is crossed. `whole_journal` recomputes every chain there is and looks at
    every closed dossier; without it some of each old unit are, and the words of the check say so.
    """
    plan.refresh_from_db()
    if plan.state not in AFTER:
        raise MoveNotAllowed(
            _("Kế hoạch đang ở trạng thái “%(state)s”; chỉ kiểm tra được sau khi đã chuyển.")
            % {"state": PlanState(plan.state).label},
            code="plan_not_executed",
        )
    began, leaving = now(), leaving_units(plan)
    runs = list(plan.runs.filter(kind=Run.Kind.EXECUTE, state=Run.State.DONE).order_by("pk"))
    found = checks.all_checks(plan, runs, leaving, at=began, whole=whole_journal)
    if whole_journal:
        found.append(_journal())
    report: dict[str, Any] = {
        "ok": all(check.ok or not check.red for check in found),
        "checks": [check.as_dict() for check in found],
        "books": checks.before_and_after(runs[0]),
        "moved": {run.pk: books.moved_by_kind(run) for run in runs},
    }
    return _kept(plan, by, report, books.of_plan(plan, leaving), began)


def _journal() -> checks.Check:
    report = journal_verify.verify()
    found = [str(fault) for fault in report.faults[: checks.MOST]]
    return checks.Check("journal", _("mọi chuỗi nhật ký nguyên vẹn"), found)


@transaction.atomic
def _kept(plan: Plan, by: Principal | None, report: dict[str, Any], lines: list[books.Line], began: Any) -> Run:
    at = now()
    run = Run.objects.create(
        plan=plan,
        kind=Run.Kind.VERIFY,
        state=Run.State.DONE,
        by_id=by.user_id if by else None,
        started_at=began,
        seen_at=at,
        ended_at=at,
        plan_version=plan.version,
        books_after=lines,
        report=report,
    )
    plan.state = PlanState.VERIFIED if report["ok"] else PlanState.EXECUTED
    Plan.objects.filter(pk=plan.pk).update(state=plan.state)
    write_note(plan, "verified" if report["ok"] else "verification_failed", by.user_id if by else None, at)
    return run
