"""Thẻ của số liệu, tài khoản, bàn giao trên trang kế hoạch; each costs one statement."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.principal import Principal
from thongsuot.cutover import steps
from thongsuot.cutover.models import DataRequest, DataState, HandoverBook, Plan
from thongsuot.cutover.permissions import READERS, plans_for, provinces_ahead
from thongsuot.cutover.selectors import accounts


def _data(plan: Plan) -> steps.Progress:
    states = list(DataRequest.objects.filter(plan=plan).values_list("state", flat=True))
    return steps.Progress(states.count(DataState.HANDED_IN), len(states), _("bảng đã nộp"))


def _accounts(plan: Plan) -> steps.Progress:
    units = accounts.progress(plan)
    return steps.Progress(sum(unit.complete for unit in units), len(units), _("xã đủ tài khoản"))


def _handover(plan: Plan) -> steps.Progress:
    flags = list(HandoverBook.objects.filter(plan=plan).values_list("old_signed_at", "new_signed_at"))
    if not flags:
        return steps.Progress(0, 0, _("chưa lập sổ"), steps.State.LATER)
    return steps.Progress(sum(None not in pair for pair in flags), len(flags), _("sổ hai bên đã ký"))


def _reads(principal: Principal, plan: Plan) -> bool:
    return plan.province_id in provinces_ahead(principal, *READERS)


def register() -> None:
    """Called once by `apps.ready()`."""
    for step in (
        steps.Step(
            "data",
            20,
            gettext_lazy("Số liệu các xã"),
            gettext_lazy("Tổ chức, nhân sự, tài khoản, người ký, trang thiết bị: mỗi xã điền và nộp."),
            address=lambda plan: reverse("cutover:data_board", args=[plan.code]),
            progress=_data,
            opens_to=_reads,
        ),
        steps.Step(
            "accounts",
            50,
            gettext_lazy("Tài khoản các xã mới"),
            gettext_lazy("Tạo, chuyển, khép tài khoản đúng thời điểm hiệu lực; in thư trao tay."),
            address=lambda plan: reverse("cutover:accounts", args=[plan.code]),
            progress=_accounts,
            opens_to=plans_for,
        ),
        steps.Step(
            "handover",
            90,
            gettext_lazy("Bàn giao hồ sơ, trụ sở, tài sản"),
            gettext_lazy("Mỗi xã cũ một sổ: hai bên ghi, đếm, ký; biên bản hai bản."),
            address=lambda plan: reverse("cutover:handover_board", args=[plan.code]),
            progress=_handover,
            opens_to=_reads,
        ),
    ):
        steps.register(step)
