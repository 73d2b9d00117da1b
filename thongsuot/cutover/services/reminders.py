"""Nhắc nộp số liệu: before the due moment and after it, at most once a day for each request.

The note of the task in the one list says it; heads who have an address get a message too, all requests in one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held
from thongsuot.common import journal
from thongsuot.common.language import in_vietnamese
from thongsuot.common.notices.posting import Message, post
from thongsuot.common.notices.ways import Way
from thongsuot.cutover.models import DataKind, DataRequest, DataState
from thongsuot.cutover.permissions import HEADS
from thongsuot.cutover.services.collect import SUBJECT

SOON, ONCE_IN = timedelta(days=2), timedelta(hours=20)
AT_ONCE = 500
# The note alone changes; who holds the task and when it is due stay as they are.
_NOTE = """
UPDATE tasks_task t SET note = x.note FROM unnest(%s::bigint[], %s::text[]) AS x(id, note)
 WHERE t.province_id = %s AND t.id = x.id AND t.closed_at IS NULL
"""


@transaction.atomic
@in_vietnamese()
def remind(at: datetime) -> int:
    """Nhắc những yêu cầu sắp hạn hoặc quá hạn; returns how many. A second run the same day changes nothing."""
    rows = (
        DataRequest.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("plan", "unit")
        .filter(due_at__lt=at + SOON)
        .exclude(state=DataState.HANDED_IN)
        .exclude(reminded_at__gt=at - ONCE_IN)
        .exclude(plan__state="cancelled")
        .order_by("plan_id", "id")
    )
    reminded = list(rows[:AT_ONCE])
    for request in reminded:
        request.reminded_at, request.reminders = at, request.reminders + 1
    DataRequest.objects.bulk_update(reminded, ["reminded_at", "reminders"])
    _note_tasks(reminded, at)
    _write_to_heads(reminded, at)
    journal.note([_entry(request, at) for request in reminded])
    return len(reminded)


def _words(request: DataRequest, at: datetime) -> str:
    due = timezone.localtime(request.due_at)
    if request.due_at < at:
        return _("Đã quá hạn nộp từ %(due)s.") % {"due": f"{due:%H:%M %d/%m/%Y}"}
    return _("Sắp đến hạn nộp: %(due)s.") % {"due": f"{due:%H:%M %d/%m/%Y}"}


def _note_tasks(requests: Sequence[DataRequest], at: datetime) -> None:
    by_province: dict[int, list[DataRequest]] = {}
    for request in requests:
        if request.task_id:
            by_province.setdefault(request.plan.province_id, []).append(request)
    with connection.cursor() as cursor:
        for province, own in by_province.items():
            cursor.execute(_NOTE, [[r.task_id for r in own], [_words(r, at) for r in own], province])


def _write_to_heads(requests: Sequence[DataRequest], at: datetime) -> None:
    """One message to each head with an address, naming everything that waits for the unit."""
    units = {request.answered_by_id for request in requests}
    held = Held.objects.filter(unit_id__in=units, role__in=HEADS, valid__contains=at, user__is_active=True)
    addresses = held.exclude(user__email="").values_list("unit_id", "user_id", "user__email").distinct()
    day = timezone.localdate(at)
    messages = []
    for unit, user, email in addresses:
        own = [request for request in requests if request.answered_by_id == unit]
        messages.append(
            Message(
                province_id=own[0].plan.province_id,
                subject_kind=SUBJECT,
                subject_id=own[0].pk,
                event="data_reminder",
                ways=(Way("mail", email, _body(own, at), _subject(own)),),
                key=f"data-{day}-{unit}-{user}",
                unit_id=unit,
            )
        )
    post(messages, at=at)


def _subject(requests: Sequence[DataRequest]) -> str:
    return _("Nhắc nộp số liệu: %(plan)s") % {"plan": requests[0].plan.title}


def _body(requests: Sequence[DataRequest], at: datetime) -> str:
    lines = [f"- {DataKind(r.kind).label}, {r.unit.full_name}: {_words(r, at)}" for r in requests]
    where = _("Điền và nộp tại: %(address)s") % {"address": f"{settings.PUBLIC_URL}/can-bo/chuyen-doi/so-lieu/"}
    return "\n".join([_("Các bảng số liệu sau còn chờ đơn vị nộp:"), *lines, "", where])


def _entry(request: DataRequest, at: datetime) -> journal.Entry:
    data = {"plan": request.plan.code, "kind": request.kind, "times": request.reminders}
    return journal.Entry(
        request.plan.province_id, SUBJECT, request.pk, "data_reminded", at, unit_id=request.answered_by_id, data=data
    )
