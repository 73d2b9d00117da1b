"""Vạch đỏ về chữ ký số: new units can sign from the first morning, and nothing of the old ones waits for a signature."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.cutover.go_lines import Answer, RedLine, register
from thongsuot.cutover.models import Plan, PlanUnit, Side
from thongsuot.cutover.selectors.routes import instant, leaving_units
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.register import without_signer_or_seal

NAMED = 3


def signers_ready(plan: Plan, at: datetime) -> Answer:
    """Mọi đơn vị mới có người ký và chữ ký số cơ quan, as of the first moment of the effective day."""
    page = reverse("signatures:register") + "?xem=thieu"
    units = list(
        PlanUnit.objects.filter(plan=plan, side=Side.NEW, unit__isnull=False).values_list("unit_id", flat=True)
    )
    if not units:
        return Answer(False, _("chưa có đơn vị mới nào để xem"), page)
    missing = without_signer_or_seal(units, max(instant(plan) + timedelta(minutes=1), at))
    if not missing:
        return Answer(True, _("%(n)d đơn vị mới đều có người ký và chữ ký số cơ quan") % {"n": len(units)}, page)
    named = ", ".join(one.unit for one in missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
    words = _("%(n)d/%(all)d đơn vị mới chưa có người ký hoặc chữ ký số cơ quan: %(names)s")
    return Answer(False, words % {"n": len(missing), "all": len(units), "names": named}, page)


def nothing_waits_for_a_signature(plan: Plan, at: datetime) -> Answer:
    """Không văn bản nào của đơn vị cũ còn chờ ký: from that night on its seal signs nothing."""
    units = [one.unit_id for one in leaving_units(plan)]
    waiting = SigningRequest.objects.filter(unit_id__in=units, state=SigningRequest.State.WAITING).aggregate(
        n=Count("pk")
    )
    page = reverse("signatures:register")
    if waiting["n"]:
        return Answer(False, _("%(n)d chữ ký của đơn vị cũ đang chờ") % {"n": waiting["n"]}, page)
    return Answer(True, _("không còn chữ ký nào đang chờ"), page)


def register_lines() -> None:
    """Called once by `apps.ready()`."""
    register(RedLine("signers", 62, gettext_lazy("Đơn vị mới ký số được ngay"), signers_ready))
    register(
        RedLine("signatures", 64, gettext_lazy("Đơn vị cũ không còn văn bản chờ ký"), nothing_waits_for_a_signature)
    )
