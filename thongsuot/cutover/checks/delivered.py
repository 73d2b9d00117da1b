"""Kiểm tra số liệu: which units have been asked for data and have not handed it in yet."""

from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.cutover.checks.facts import Facts
from thongsuot.cutover.checks.findings import Finding, Severity, Thing
from thongsuot.cutover.models import DataRequest, DataState


def delivered(facts: Facts) -> Iterator[Finding]:
    """Đơn vị chưa nộp đủ số liệu; one statement."""
    rows = DataRequest.objects.filter(plan=facts.plan).exclude(state=DataState.HANDED_IN).order_by("unit__name", "kind")
    waiting: dict[str, list[str]] = defaultdict(list)
    for request in rows.select_related("unit"):
        waiting[request.unit.full_name].append(str(request.get_kind_display()))
    if waiting:
        board = reverse("cutover:data_board", args=[facts.plan.code])
        things = [Thing(f"{name}: {', '.join(kinds)}", board) for name, kinds in waiting.items()]
        advice = _("Nhắc đơn vị nộp, hoặc gia hạn ở bảng số liệu.")
        yield Finding("data_not_delivered", Severity.WARN, _("Đơn vị chưa nộp đủ số liệu"), advice, things, 46)
