"""Cho chuyển: the word is given by a person when every red line is clear; the work is done by the job process."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.cutover import go_lines, journalling
from thongsuot.cutover.models import Plan, PlanState, Run
from thongsuot.cutover.permissions import plans_for
from thongsuot.cutover.selectors.routes import instant
from thongsuot.cutover.services.split_gather import gather_all
from thongsuot.cutover.split_permissions import AFTER

GOING = frozenset({PlanState.DECIDED, PlanState.EXECUTING})


def give_the_word(plan: Plan, *, by: Principal, at: datetime) -> None:
    """Ghi lệnh chuyển; refused while a red line stands, before the instant, or without the right to plan.

    What was received since the last gathering is gathered first, so that nothing undecided slips through.
    """
    _require(plan, by)
    if at < instant(plan):
        day = timezone.localtime(instant(plan))
        raise MoveNotAllowed(
            _("Chưa tới %(at)s nên chưa chuyển được.") % {"at": f"{day:%H:%M %d/%m/%Y}"}, reason="too_early"
        )
    gather_all(plan, at, by=by.user_id)
    if titles := _standing(plan, at):
        raise MoveNotAllowed(_("Còn vạch đỏ: %(lines)s.") % {"lines": "; ".join(titles)}, reason="red_lines")
    with transaction.atomic():
        journalling.about_plan(plan, "go_given", by=by, at=at)


def give_the_word_at_the_machine(plan: Plan, *, despite: str, at: datetime) -> None:
    """Lệnh chuyển của người vận hành ở dòng lệnh: the same red lines, unless he says why they are passed over (journalled).

    A run that was begun goes on without asking again; whether the plan may be executed at all, the execution says.
    """
    if plan.state != PlanState.DECIDED or at < instant(plan):
        return
    gather_all(plan, at, by=None)
    titles = _standing(plan, at)
    if titles and not despite.strip():
        raise MoveNotAllowed(_("Còn vạch đỏ: %(lines)s.") % {"lines": "; ".join(titles)}, reason="red_lines")
    with transaction.atomic():
        journalling.about_plan(
            plan, "go_given", by=None, at=at, despite=despite.strip()[:300] if titles else "", red_lines=titles
        )


def _standing(plan: Plan, at: datetime) -> list[str]:
    return [str(one.line.title) for one in go_lines.standing(plan, at) if not one.clear]


def may_go_on(plan: Plan, *, by: Principal) -> Run:
    """Lần chuyển bị ngắt hay tạm dừng, to be continued; its red lines were cleared when it began."""
    _require(plan, by)
    run = plan.runs.filter(kind=Run.Kind.EXECUTE, state=Run.State.RUNNING).first()
    if run is None:
        raise MoveNotAllowed(_("Không có lần chuyển nào đang dở."), reason="state")
    return run


def require_after(plan: Plan, *, by: Principal) -> None:
    """Whether there is something to verify."""
    if not plans_for(by, plan):
        raise Forbidden()
    if plan.state not in AFTER:
        raise MoveNotAllowed(_("Chỉ kiểm tra được sau khi đã chuyển."), reason="state", status_now=plan.state)


@transaction.atomic
def ask_back(plan: Plan, *, confirmation: str, reason: str, by: Principal, at: datetime) -> None:
    """Ghi lệnh quay lại: the plan's code typed again, and why; nothing else undoes a whole province."""
    if not plans_for(by, plan):
        raise Forbidden()
    errors = []
    if confirmation.strip() != plan.code:
        errors.append(
            {"field": "confirmation", "message": _("Gõ đúng mã kế hoạch %(code)s để xác nhận.") % {"code": plan.code}}
        )
    if len(reason.strip()) < 10:
        errors.append({"field": "reason", "message": _("Hãy ghi vì sao phải quay lại (ít nhất 10 chữ cái).")})
    if errors:
        raise Invalid(errors=errors)
    journalling.about_plan(plan, "rollback_asked", by=by, at=at, reason=reason.strip()[:300])


def _require(plan: Plan, by: Principal) -> None:
    if not plans_for(by, plan):
        raise Forbidden()
    if plan.state not in GOING:
        label = PlanState(plan.state).label
        raise MoveNotAllowed(
            _("Kế hoạch đang ở trạng thái “%(state)s” nên không chuyển được.") % {"state": label}, reason="state"
        )
