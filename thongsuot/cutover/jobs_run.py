"""Việc nền của lần chuyển: what people start on the pages is done here; killed, it goes on when it is started again."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thongsuot.accounts.principal import principal_of
from thongsuot.common import stamps
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.cutover import journalling
from thongsuot.cutover.models import Plan
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.pausing import Paused
from thongsuot.cutover.services.undoing import roll_back
from thongsuot.cutover.services.verifying import verify


@app.task(name="cutover.execute")
def run_execution(plan_id: int, user_id: int) -> str:
    """Chuyển, or go on where it stopped; verified at once when it is through."""
    return _told(plan_id, user_id, lambda plan, by: (execute(plan, by=by), verify(plan, by=by)))


def move_on(plan: Plan, user_id: int) -> None:
    """Chuyển tiếp điều vừa quyết về việc đang tạm nhận; asked for many times it is done once."""
    try:
        with transaction.atomic():
            run_execution.configure(queueing_lock=f"cutover.move_on.{plan.pk}").defer(plan_id=plan.pk, user_id=user_id)
    except AlreadyEnqueued:
        pass


@app.task(name="cutover.verify")
def run_verification(plan_id: int, user_id: int) -> str:
    """Kiểm tra."""
    return _told(plan_id, user_id, lambda plan, by: verify(plan, by=by))


@app.task(name="cutover.rollback")
def run_rollback(plan_id: int, user_id: int, chosen: dict[str, int]) -> str:
    """Quay lại."""
    homes = {int(new): old for new, old in chosen.items()}
    return _told(plan_id, user_id, lambda plan, by: roll_back(plan, by=by, chosen=homes))


def _told(plan_id: int, user_id: int, work) -> str:
    """Do it; a refusal is written into the plan's journal, where the page shows it, and is no fault of the job."""
    plan, by = Plan.objects.get(pk=plan_id), principal_of(user_id, now())
    try:
        with stamps.of_one_request():
            work(plan, by)
    except Paused:
        return "paused"
    except Refused as refused:
        journalling.about_plan(plan, "run_refused", by=by, at=now(), reason=refused.code, detail=str(refused.detail))
        return refused.code
    return "done"
