"""Thẻ của diễn tập, điều kiện chuyển, lần chuyển và kiểm tra trên trang kế hoạch."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common import numbering
from thongsuot.common.now import now
from thongsuot.cutover import go_lines, hooks, steps
from thongsuot.cutover.models import Plan, PlanState, Rehearsal, Side
from thongsuot.cutover.permissions import READERS, provinces_ahead
from thongsuot.cutover.services.registers import end_registers
from thongsuot.cutover.split_permissions import AFTER, BEFORE
from thongsuot.cutover.steps import Progress, State


def _rehearsed(plan: Plan) -> Progress:
    last = Rehearsal.objects.filter(plan=plan, state=Rehearsal.State.DONE).order_by("-pk").first()
    if last is None:
        return Progress(0, 1)
    if last.plan_version != plan.version and plan.state in BEFORE:
        return Progress(0, 1, _("kế hoạch đã sửa sau lần diễn tập"), State.TROUBLE)
    if last.signed_by_id is None:
        return Progress(0, 1, _("chờ người thứ hai ký"), State.DOING)
    return Progress(1, 1, _("đã ký"))


def _go(plan: Plan) -> Progress:
    if plan.state not in (*BEFORE, PlanState.CANCELLED):
        return Progress(1, 1, state=State.DONE)
    if plan.state != PlanState.DECIDED:
        return Progress(0, 0, _("sau khi quyết"), State.LATER)
    lines = go_lines.standing(plan, now())
    clear = sum(one.clear for one in lines)
    return Progress(clear, len(lines), _("vạch đạt hoặc được miễn"), None if clear == len(lines) else State.TROUBLE)


def _run(plan: Plan) -> Progress:
    if plan.state in BEFORE:
        return Progress(0, 0, state=State.LATER)
    words = PlanState(plan.state).label
    done = plan.state in AFTER
    return Progress(0, 0, words, State.DONE if done else State.DOING)


def _verified(plan: Plan) -> Progress:
    if plan.state not in AFTER:
        return Progress(0, 0, state=State.LATER)
    return Progress(
        int(plan.state == PlanState.VERIFIED), 1, state=None if plan.state == PlanState.VERIFIED else State.TROUBLE
    )


def _registers_end(plan: Plan, **said: object) -> None:
    """At the decision: every register of an old unit ends by itself at the instant."""
    end_registers(plan)


def _registers_go_on(plan: Plan, **said: object) -> None:
    """The decision is taken back before its day."""
    units = plan.units.filter(side=Side.OLD, unit__isnull=False).values_list("unit_id", flat=True)
    numbering.open_again(list(units))


def register() -> None:
    """Called once by `apps.ready()`."""
    hooks.on_decide("registers", _registers_end)
    hooks.on_cancel("registers", _registers_go_on)
    for key, order, title, purpose, name, progress in (
        ("rehearsal", 50, gettext_lazy("Diễn tập"), gettext_lazy("Chạy thử trên bản sao, người thứ hai xem và ký báo cáo."), "rehearsals", _rehearsed),
        ("go", 70, gettext_lazy("Đủ điều kiện chuyển chưa?"), gettext_lazy("Các vạch đỏ; nút chuyển chỉ hiện khi mọi vạch đã đạt."), "go", _go),
        ("run", steps.THE_MOVE, gettext_lazy("Chuyển"), gettext_lazy("Tiến độ theo đơn vị, tạm dừng, chuyển tiếp, quay lại."), "run", _run),
        ("verified", 90, gettext_lazy("Kiểm tra sau khi chuyển"), gettext_lazy("Sổ trước bằng sau, không việc nào lạc, không quyền nào còn ở đơn vị cũ."), "verified", _verified),
    ):  # fmt: skip
        steps.register(
            steps.Step(
                key,
                order,
                title,
                purpose,
                address=lambda plan, name=name: reverse(f"cutover:{name}", args=[plan.code]),
                progress=progress,
                opens_to=lambda principal, plan: plan.province_id in provinces_ahead(principal, *READERS),
            )
        )
