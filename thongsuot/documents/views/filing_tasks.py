"""Việc vào hồ sơ công việc: from the page of a task (a place that the room of tasks keeps for this), and where it lies."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.now import now
from thongsuot.documents.permissions import WORKERS, units_worked_in
from thongsuot.documents.selectors import work_files as selectors
from thongsuot.documents.services import work_files
from thongsuot.documents.services.work_files import NewItem
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.seen import SeenTask, seen


def on_task_page(request: HttpRequest, found: SeenTask) -> dict[str, Any] | None:
    """Chỗ của hồ sơ công việc trên trang một việc; nothing for who keeps no work files, or for a task that was dropped."""
    task = found.task
    if found.seen_in not in units_worked_in(request.principal) or task.state == TaskState.CANCELLED:
        return None
    known = selectors.for_task(task.pk, task.province_id, found.seen_in, request.principal.user_id)
    return {
        "task": task,
        "there": known.there,
        "files": [(uid, f"{code} – {title}") for uid, code, title in known.mine],
    }


@needs(*WORKERS)
@require_POST
def put(request: HttpRequest, task_id: int) -> HttpResponse:
    """Cho việc vào hồ sơ đã chọn, an open one of the unit where the task is seen."""
    found = seen(request.principal, task_id)
    if found.task.state == TaskState.CANCELLED:
        raise MoveNotAllowed(_("Việc này đã huỷ nên không lập hồ sơ."), code="task_cancelled")
    uid = _chosen(request, found)
    items = [NewItem.of_task(found.task)]
    if work_files.gather(uid=uid, items=items, principal=request.principal, at=now()):
        messages.success(request, _("Đã cho việc này vào hồ sơ công việc."))
    return HttpResponseRedirect(reverse("tasks:one", args=[task_id]))


def _chosen(request: HttpRequest, found: SeenTask) -> UUID:
    """A file of that unit; a task goes into no file of another unit, even when the person works there too."""
    message = _("Hãy chọn một hồ sơ đang lập của đơn vị có việc này.")
    refused = Invalid(message, code="file_unknown", errors=[{"field": "file", "message": message}])
    try:
        uid = UUID(request.POST.get("file", ""))
    except ValueError as exc:
        raise refused from exc
    if selectors.file_seen(request.principal, uid).unit_id != found.seen_in:
        raise refused
    return uid
