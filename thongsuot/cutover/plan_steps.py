"""Thẻ và phép kiểm tra của phần kế hoạch: what this part shows on the plan's home page, and its rules of the check."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.common.now import now
from thongsuot.cutover import checks, steps
from thongsuot.cutover.checks import Severity, delivered, people, units, ways
from thongsuot.cutover.models import Plan, PlanPost, PlanState
from thongsuot.cutover.permissions import plans_for
from thongsuot.cutover.selectors.plans import size
from thongsuot.cutover.steps import Progress, State, Step

BEFORE_DECISION = (PlanState.DRAFT,)


def register() -> None:
    """Called once, when the room is ready."""
    for rule in (units.placed, units.in_force, units.codes, units.names, units.days, units.claimed, units.identifiers):
        checks.register(f"units.{rule.__name__}", rule)
    for rule in (ways.contradictions, ways.splits, ways.circles, ways.seats):
        checks.register(f"ways.{rule.__name__}", rule)
    checks.register("delivered", delivered.delivered)
    for rule in (people.people, people.staffed):
        checks.register(f"people.{rule.__name__}", rule)
    for step in _steps():
        steps.register(step)


def _steps() -> list[Step]:
    return [
        Step(
            "units",
            10,
            _("Đơn vị cũ và mới"),
            _("Đơn vị nào thành đơn vị nào, theo cách nào; trụ sở, cơ quan của từng đơn vị mới."),
            lambda plan: reverse("cutover:plan_units", args=[plan.code]),
            _units,
            for_change=True,
        ),
        Step(
            "people",
            20,
            _("Chức vụ và người"),
            _("Ai giữ chức vụ nào ở đơn vị mới từ ngày hiệu lực, ai thôi việc."),
            lambda plan: reverse("cutover:plan_people", args=[plan.code]),
            _people,
            plans_for,
        ),
        Step(
            "check",
            30,
            _("Kiểm tra kế hoạch"),
            _("Điều không khớp, xếp theo nặng nhẹ; mỗi điều nói phải làm gì và dẫn tới chỗ sửa."),
            lambda plan: reverse("cutover:plan_check", args=[plan.code]),
            _checked,
            for_change=True,
        ),
        Step(
            "decide",
            60,
            _("Quyết kế hoạch"),
            _("Người thứ hai xem lại và quyết; đơn vị mới được ghi trước, tự có hiệu lực lúc 00:00."),
            lambda plan: reverse("cutover:plan_decide", args=[plan.code]),
            _decided,
            plans_for,
            for_change=True,
        ),
    ]


def _units(plan: Plan) -> Progress:
    counted = size(plan)
    return Progress(counted.old, counted.old, _("đơn vị cũ") if counted.old else _("chưa có đơn vị nào"))


def _people(plan: Plan) -> Progress:
    posts = PlanPost.objects.filter(plan=plan)
    named = posts.exclude(user=None, full_name="").count()
    return Progress(named, posts.count(), _("chức vụ có người"))


def _checked(plan: Plan) -> Progress:
    if plan.state not in BEFORE_DECISION:
        return Progress(1, 1, state=State.DONE)
    found = checks.check(plan, today=timezone.localdate(now()))
    red = sum(finding.severity is Severity.RED for finding in found)
    warn = sum(finding.severity is Severity.WARN for finding in found)
    if red:
        return Progress(0, 0, _("%(count)d điều phải sửa") % {"count": red}, State.TROUBLE)
    words = _("%(count)d điều nên xử lý") % {"count": warn} if warn else _("mọi thứ khớp")
    return Progress(0, 0, words, State.DOING if warn else State.DONE)


def _decided(plan: Plan) -> Progress:
    if plan.state == PlanState.CANCELLED:
        return Progress(0, 0, _("đã huỷ"), State.LATER)
    return Progress(int(plan.state not in BEFORE_DECISION), 1)
