"""Quyết và huỷ: a decided plan stands in `org`, dated ahead; at midnight it is in force without anybody doing anything.

One transaction, idempotent. Where `org` knows the new units already nothing is written for them: same path. What was
written is kept (`Writing`), so that a decision cancelled before its day leaves no trace but the journal's.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.cutover import checks, hooks, journalling
from thongsuot.cutover.models import Plan, PlanKind, PlanState, Writing
from thongsuot.cutover.permissions import require_planner
from thongsuot.cutover.services import small_change, writing


class RedLines(MoveNotAllowed):
    """Kế hoạch còn điều phải sửa: the findings stand in `errors`."""

    code = "plan_has_red_lines"

    def __init__(self, found: list[checks.Finding]) -> None:
        super().__init__(
            _("Kế hoạch còn %(count)d điều phải sửa nên chưa quyết được.") % {"count": len(found)},
            errors=[
                {"field": "", "message": f"{f.title} ({len(f.things)})" if f.things else str(f.title)} for f in found
            ],
        )


def decide(*, code: str, by: Principal | None, at: datetime, seen_version: int | None = None) -> Plan:
    """Quyết kế hoạch; a decided one stays as it is. `seen_version`: the version that whoever decides has read.

    Raises RedLines, MoveNotAllowed (changed meanwhile, day is past), Forbidden (four eyes).
    """
    with transaction.atomic():
        plan = _locked(code, by)
        if plan.state != PlanState.DRAFT:
            if plan.state in (PlanState.CANCELLED, PlanState.ROLLED_BACK):
                raise MoveNotAllowed(_("Kế hoạch này đã huỷ. Hãy lập kế hoạch mới."))
            return plan
        if seen_version is not None and seen_version != plan.version:
            raise MoveNotAllowed(
                _("Kế hoạch vừa có người sửa. Hãy xem lại bản mới nhất rồi quyết."), code="plan_changed"
            )
        require_second_pair_of_eyes(plan, by)
        writing.lock_old_units(plan)
        if found := checks.red_lines(plan, today=local_day(at)):
            raise RedLines(found)
        _refuse_too_late(plan, at)
        _write(plan, by, at)
        plan.state, plan.decided_at, plan.decided_by_id = PlanState.DECIDED, at, by.user_id if by else None
        plan.save(update_fields=["state", "decided_at", "decided_by"])
        hooks.decided(plan, by=by, at=at)
        journalling.about_plan(
            plan, "plan_decided", by=by, at=at, effective_on=plan.effective_on.isoformat(), basis=plan.legal_basis
        )
        return plan


def cancel(*, code: str, by: Principal | None, at: datetime, reason: str = "") -> Plan:
    """Huỷ quyết định trước ngày hiệu lực: everything it wrote is taken back; the plan can be edited again."""
    with transaction.atomic():
        plan = _locked(code, by)
        if plan.state != PlanState.DECIDED:
            raise MoveNotAllowed(_("Chỉ huỷ được quyết định của kế hoạch đã quyết mà chưa chuyển."))
        if local_day(at) >= plan.effective_on and plan.writings.exists():
            raise MoveNotAllowed(_("Kế hoạch đã có hiệu lực nên không huỷ được nữa; chỉ còn quay lại sau khi chuyển."))
        hooks.cancelled(plan, by=by, at=at)
        if plan.kind == PlanKind.CHANGE:
            small_change.take_back(plan)
        else:
            writing.take_back(plan)
        Writing.objects.filter(plan=plan).delete()
        plan.state, plan.decided_at, plan.decided_by_id = PlanState.DRAFT, None, None
        plan.version += 1
        plan.save(update_fields=["state", "decided_at", "decided_by", "version"])
        stamps.bump(stamps.ORG)
        journalling.about_plan(plan, "plan_decision_cancelled", by=by, at=at, reason=reason[:300])
        return plan


def abandon(*, code: str, by: Principal | None, at: datetime) -> Plan:
    """Bỏ hẳn một kế hoạch chưa quyết; it stays readable."""
    with transaction.atomic():
        plan = _locked(code, by)
        if plan.state != PlanState.DRAFT:
            raise MoveNotAllowed(_("Chỉ bỏ được kế hoạch đang lập. Kế hoạch đã quyết thì huỷ quyết định trước."))
        plan.state = PlanState.CANCELLED
        plan.save(update_fields=["state"])
        journalling.about_plan(plan, "plan_abandoned", by=by, at=at)
        return plan


def require_second_pair_of_eyes(plan: Plan, by: Principal | None) -> None:
    """Bốn mắt: who drew the plan up does not decide it alone; an exercise anybody of the team may decide."""
    if plan.is_exercise:
        return
    if by is None:
        raise Forbidden(_("Quyết một kế hoạch thật phải có người chịu trách nhiệm: nêu tên tài khoản bằng --by."))
    editors = set(plan.edits.filter(undone_at=None).values_list("by_id", flat=True)) | {plan.created_by_id}
    if editors <= {by.user_id}:
        raise Forbidden(_("Bạn là người duy nhất lập kế hoạch này. Cần người thứ hai xem lại và quyết."))
    if plan.created_by_id == by.user_id:
        raise Forbidden(_("Người lập kế hoạch không tự quyết. Hãy nhờ người thứ hai của đội chuyển đổi."))


def may_decide(plan: Plan, by: Principal) -> bool:
    """Whether four eyes let this person decide."""
    try:
        require_second_pair_of_eyes(plan, by)
    except Forbidden:
        return False
    return True


def local_day(at: datetime) -> date:
    """The day in Việt Nam."""
    return timezone.localtime(at).date()


def _locked(code: str, by: Principal | None) -> Plan:
    if by is not None:
        require_planner(by, code)
    plan = Plan.objects.select_for_update(of=("self",)).filter(code=code).first()
    if plan is None:
        raise NotFound(_("Không có kế hoạch mang mã này."))
    return plan


def _refuse_too_late(plan: Plan, at: datetime) -> None:
    """The instant has come: only where the old units have done nothing since, or for an exercise."""
    if local_day(at) != plan.effective_on or plan.is_exercise:
        return
    if writing.old_units_have_acted(plan):
        raise MoveNotAllowed(
            _("Ngày hiệu lực là hôm nay và đơn vị cũ đã làm việc từ 00:00. Hãy lùi ngày hiệu lực sang ngày mai."),
            code="old_units_have_acted",
        )


def _write(plan: Plan, by: Principal | None, at: datetime) -> None:
    if plan.kind == PlanKind.CHANGE:
        small_change.write(plan, by, at)
    else:
        writing.write(plan, at)
    stamps.bump(stamps.ORG)
