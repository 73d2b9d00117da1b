"""Trang của một việc: its five clears, what was said of it, where it is done; higher rooms add what they know of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_info
from thongsuot.tasks import rows
from thongsuot.tasks.forms import STATE_LABELS
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.seen import seen
from thongsuot.ui import due

TONES = {TaskState.DONE: "success", TaskState.CANCELLED: "neutral", TaskState.RETURNED: "warning"}


@require_GET
@official
def one(request: HttpRequest, task_id: int) -> HttpResponse:
    """Một việc, đang mở hay đã xong."""
    found, at = seen(request.principal, task_id), now()
    task, state = found.task, TaskState(found.task.state)
    left = None
    if task.closed_at is None:
        minutes = rows.distance(task.province_id, task.due_at, at)
        left = due.words(task.due_at, at, minutes=minutes, paused=state == TaskState.WAITING)
    context = {
        "found": found,
        "task": task,
        "state": STATE_LABELS.get(state, state.label),
        "tone": TONES.get(state, "info"),
        "due": left,
        "unit": unit_info(found.unit_id, timezone.localdate(at)),
        "organ": unit_info(task.organ_id, timezone.localdate(at)).full_name if task.organ_id else "",
    }
    return render(request, "tasks/one.html", context)
