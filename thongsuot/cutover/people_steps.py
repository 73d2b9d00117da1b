"""Thẻ cho người dân và thẻ những tuần đầu trên trang kế hoạch."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.principal import Principal
from thongsuot.cutover import steps
from thongsuot.cutover.models import Plan, Side, StandstillDay
from thongsuot.cutover.permissions import plans_for
from thongsuot.cutover.selectors.plans import communes
from thongsuot.cutover.services.standstill import WATCHED_STATES
from thongsuot.portal.models import OneStop


def _leaflets(plan: Plan) -> steps.Progress:
    """Xã mới đã khai số điện thoại, without which a leaflet has an empty line."""
    news = communes(plan, Side.NEW)
    total = news.count()
    phones = OneStop.objects.filter(unit_id__in=news.values("unit_id")).exclude(phone="").count()
    return steps.Progress(phones, total, _("xã mới đã khai số điện thoại"))


def _first_weeks(plan: Plan) -> steps.Progress:
    """Việc chuyển sang đã có người làm, as counted last."""
    if plan.state not in WATCHED_STATES:
        return steps.Progress(0, 0, _("đếm từ ngày hiệu lực"), steps.State.LATER)
    rows = StandstillDay.objects.filter(plan=plan)
    last = rows.order_by("-day").values("day")[:1]
    found = list(rows.filter(day=last).values_list("came_over", "untouched"))
    came, untouched = sum(one for one, _two in found), sum(two for _one, two in found)
    return steps.Progress(came - untouched, came, _("việc chuyển sang đã có người làm"))


def _for_planners(principal: Principal, plan: Plan) -> bool:
    return plans_for(principal, plan)


def register() -> None:
    """Called once by `apps.ready()`."""
    steps.register(
        steps.Step(
            "leaflets",
            60,
            gettext_lazy("Tờ “có gì thay đổi” cho người dân"),
            gettext_lazy("Mỗi xã mới một tờ A4: tên cũ, tên mới, trụ sở, điện thoại, giấy tờ nào vẫn dùng được."),
            address=lambda plan: reverse("cutover:leaflet_books"),
            progress=_leaflets,
            opens_to=_for_planners,
        )
    )
    steps.register(
        steps.Step(
            "first-weeks",
            90,
            gettext_lazy("Những tuần đầu"),
            gettext_lazy("Việc nào đứng yên, ai chưa đăng nhập, quầy nào chưa mở, từng đơn vị mới."),
            address=lambda plan: reverse("cutover:standstill", args=[plan.code]),
            progress=_first_weeks,
        )
    )
