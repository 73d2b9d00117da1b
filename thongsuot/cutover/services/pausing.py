"""Tạm dừng một lần chuyển: it stops behind the batch at which it is, and goes on where it stopped when it is continued."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, Refused
from thongsuot.cutover import journalling
from thongsuot.cutover.models import Plan, Run
from thongsuot.cutover.permissions import plans_for

MARK = "paused"


class Paused(Refused):
    """Lần chuyển đã tạm dừng: nothing is half done; continuing goes on behind the last batch."""

    code = "paused"
    title = _("Đang tạm dừng")
    detail = _("Lần chuyển đã tạm dừng sau đợt vừa xong. Bấm “Chuyển tiếp” để làm tiếp từ đó.")


@transaction.atomic
def pause(plan: Plan, *, by: Principal, at: datetime) -> Run:
    """Yêu cầu dừng; the running process heeds it before its next batch."""
    if not plans_for(by, plan):
        raise Forbidden()
    run = _open_run(plan)
    if MARK not in run.report:
        run.report = run.report | {MARK: at.isoformat()}
        run.save(update_fields=["report"])
        journalling.about_plan(plan, "execution_paused", by=by, at=at, run=run.pk)
    return run


@transaction.atomic
def lift(plan: Plan, *, by: Principal, at: datetime) -> Run:
    """Thôi dừng; whoever calls then starts the execution again."""
    if not plans_for(by, plan):
        raise Forbidden()
    run = _open_run(plan)
    if MARK in run.report:
        run.report = {key: value for key, value in run.report.items() if key != MARK}
        run.save(update_fields=["report"])
        journalling.about_plan(plan, "execution_continued", by=by, at=at, run=run.pk)
    return run


def heed(run: Run) -> None:
    """Raises Paused when somebody asked for it; called before each batch, one short statement."""
    if Run.objects.filter(pk=run.pk, report__has_key=MARK).exists():
        raise Paused()


def _open_run(plan: Plan) -> Run:
    run = (
        Run.objects.select_for_update(of=("self",))
        .filter(plan=plan, kind=Run.Kind.EXECUTE, state=Run.State.RUNNING)
        .first()
    )
    if run is None:
        raise MoveNotAllowed(_("Không có lần chuyển nào đang chạy."), reason="state")
    return run
