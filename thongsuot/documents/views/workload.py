"""Khối lượng và thời gian giữ việc: /can-bo/van-ban/tai-trong/, for who leads a unit or keeps its registers."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.common.clock import Calendar, CalendarUnknown
from thongsuot.common.now import now
from thongsuot.documents import permissions
from thongsuot.documents.models import Direction, State
from thongsuot.documents.selectors import workload
from thongsuot.documents.timing import local_day
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import unit_info
from thongsuot.ui.due import working_span

PERIODS = {"7": _("7 ngày qua"), "30": _("30 ngày qua"), "90": _("90 ngày qua")}
ROOMS = {"": _("mọi loại việc"), "document": _("văn bản"), "dossier": _("hồ sơ một cửa"), "records": _("lưu trữ")}
KINDS = {
    "document.register": _("vào sổ văn bản đến"),
    "document.present": _("trình văn bản"),
    "document.instruct": _("cho ý kiến chỉ đạo"),
    "document.work": _("chủ trì giải quyết văn bản"),
    "document.help": _("phối hợp giải quyết"),
    "document.more_time": _("trả lời xin lùi hạn"),
    "document.recall": _("văn bản bị thu hồi"),
    "dossier.step": _("bước của hồ sơ một cửa"),
    "signature.wanted": _("chờ ký"),
}


@require_GET
@official
def report(request: HttpRequest) -> HttpResponse:
    """Bảng: three statements whatever the unit's size."""
    units = request.principal.units_with(*permissions.LEADERS, *permissions.CLERKS)
    period, room, at = request.GET.get("ky", "30"), request.GET.get("loai", ""), now()
    period, room = period if period in PERIODS else "30", room if room in ROOMS else ""
    since = timezone.make_aware(datetime.combine(local_day(at) - timedelta(days=int(period)), time()))
    measure = workload.working_minutes(_calendar(units, at))
    context = {
        "open": workload.open_load(units, at, kind=room) if units else [],
        "documents": workload.document_load(units, at) if units and room in ("", "document") else [],
        "closed": workload.closed_load(units, since, at, measure=measure, kind=room) if units else [],
        "direction": {str(one): one.label for one in Direction},
        "state": {str(one): one.label for one in State},
        "in_hand": lambda oldest: _span(measure(oldest, at)),
        "kinds": KINDS,
        "periods": PERIODS,
        "rooms": ROOMS,
        "period": period,
        "room": room,
        "span": _span,
        "works": bool(units),
    }
    return render(request, "documents/workload.html", context)


def _calendar(units: Collection[int], at: datetime) -> Calendar | None:
    """Lịch của tỉnh các đơn vị ấy; None when nobody set that year's."""
    day = local_day(at)
    first = unit_info(min(units), day) if units else None
    try:
        return calendar_for(first.province_id or first.id, day) if first else None
    except CalendarUnknown:
        return None


def _span(minutes: int | None) -> str:
    return str(_("chưa có lịch làm việc của năm")) if minutes is None else working_span(minutes)
