"""Trang quy trình nội bộ: see it as table and drawing, try it on a sample dossier, change it, put it in force."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import needs, official
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.text import clean_line, clean_text
from thongsuot.procedures import process_edit, process_rows, process_store, process_trial
from thongsuot.procedures.bpmn import bpmn_of
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.models import Certainty
from thongsuot.procedures.process import Process, Step, problems
from thongsuot.procedures.process_graph import graph_of, wrapped
from thongsuot.procedures.selectors import version_in_force
from thongsuot.procedures.words import who_words, working_time_words
from thongsuot.ui.forms import parse_date

MOVES = {"up": -1, "down": 1}


def _version(code: str) -> Version:
    version = version_in_force(code, timezone.localdate(now()))
    if version is None:
        raise NotFound(_("Không có thủ tục mang mã này đang có hiệu lực. Hãy tìm theo tên thủ tục."))
    return version


@official
@require_safe
def drawing(request: HttpRequest, code: str) -> HttpResponse:
    """Sơ đồ và bảng các bước của quy trình đang có hiệu lực."""
    version = _version(code)
    return render(request, "procedures/process.html", {"version": version, **_shown(version.process)})


@official
@require_safe
def bpmn(request: HttpRequest, code: str) -> HttpResponse:
    """Tệp BPMN 2.0 của quy trình đang có hiệu lực."""
    version = _version(code)
    if problems(version.process):
        raise NotFound(_("Thủ tục này chưa có quy trình để xuất."))
    name = f"quy-trinh-{version.code}.bpmn"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bpmn_of(version), content_type="application/xml", headers=headers)


@official
@require_safe
def trial(request: HttpRequest, code: str) -> HttpResponse:
    """Chạy thử: the draft if there is one and it is asked for, else the process in force."""
    version = _version(code)
    wants_draft = request.GET.get("ban") == "nhap"
    draft = process_store.draft_of(code) if wants_draft and request.principal.has(Role.PROCEDURE_CONTROLLER) else None
    process = Process(process_store.as_steps(draft.steps)) if draft else version.process
    page = process_trial.page_of(version, process, request.GET, principal=request.principal, at=now())
    return render(request, "procedures/process_trial.html", {"version": version, "draft": draft, **page})


@needs(Role.PROCEDURE_CONTROLLER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Sửa quy trình: every button saves the whole table first, so nothing typed is lost by it."""
    version = _version(code)
    draft = process_store.draft_of(code)
    steps = list(process_store.as_steps(draft.steps) if draft else version.process.steps)
    revision = draft.revision if draft else 0
    if request.method != "POST":
        return _editor(request, version, steps, revision)
    try:
        typed, faults = process_rows.steps_from(request.POST, request.POST.getlist, steps)
        if faults:
            raise Invalid(faults[0]["message"], errors=faults)
        changed, goes_to = _changed(typed, request.POST.get("act", "save"))
        process_store.save_draft(
            code=code,
            steps=changed,
            revision=_revision(request),
            principal=request.principal,
            at=now(),
        )
    except Refused as refused:
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        return _editor(request, version, typed if "typed" in locals() else steps, revision, errors, refused.status)
    address = reverse("procedures:process_edit", args=[code])
    return HttpResponseRedirect(f"{address}#buoc-{goes_to}" if goes_to else address)


def _changed(steps: list[Step], act: str) -> tuple[list[Step], str]:
    """The table after the button that was pressed, and the step to look at next."""
    what, _colon, key = act.partition(":")
    known = {step.key for step in steps}
    if what == "save" or (key and key not in known):
        return process_edit.numbered(steps), ""
    if what in ("add", "beside") and len(steps) >= process_edit.LONGEST:
        raise Invalid(_("Quy trình tối đa %(most)s bước.") % {"most": process_edit.LONGEST})
    if what == "add":
        changed = process_edit.add_after(steps, key)
    elif what == "beside" and key:
        changed = process_edit.add_beside(steps, key)
    elif what == "remove" and key:
        return process_edit.remove(steps, key), ""
    elif what in MOVES and key:
        return process_edit.move(steps, key, MOVES[what]), key
    else:
        return process_edit.numbered(steps), ""
    new = next((step.key for step in changed if step.key not in known), "")
    return changed, new


def _editor(
    request: HttpRequest,
    version: Version,
    steps: list[Step],
    revision: int,
    errors: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [
        {
            "step": step,
            "time": process_rows.duration_boxes(step.minutes),
            "condition": process_rows.condition_boxes(step.condition),
            "before": process_edit.may_wait_for(steps, step.key),
            "others": [other for other in steps if other.key != step.key],
        }
        for step in steps
    ]
    process = Process(tuple(steps))
    page = {
        "version": version,
        "rows": rows,
        "revision": revision,
        "errors": errors or [],
        "is_draft": revision > 0,
        "today": timezone.localdate(now()),
        "certainties": [(str(c), c.label) for c in (Certainty.PROPOSED, Certainty.PUBLISHED)],
        **process_rows.choices(version),
        **_shown(process),
    }
    return render(request, "procedures/process_edit.html", page, status=status)


def _shown(process: Process) -> dict[str, Any]:
    """Table and drawing of a process; a faulty one is told in words and not drawn."""
    faults = problems(process)
    lines = [
        {
            "step": step,
            "who": who_words(step.role, step.organ_kind, step.agency),
            "time": working_time_words(step.minutes),
            "after": [process.by_key[key].name or key for key in step.after if key in process.by_key],
        }
        for step in process.steps
    ]
    graph = None if faults else graph_of(process)
    return {
        "faults": faults,
        "lines": lines,
        "graph": graph,
        "wrapped": wrapped,
        "total": working_time_words(process.minutes),
    }


@needs(Role.PROCEDURE_CONTROLLER)
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Bỏ bản nháp."""
    process_store.discard_draft(code=code, principal=request.principal)
    messages.success(request, _("Đã bỏ bản nháp. Quy trình đang có hiệu lực giữ nguyên."))
    return HttpResponseRedirect(reverse("procedures:process", args=[code]))


@needs(Role.PROCEDURE_CONTROLLER)
@require_POST
def put_in_force(request: HttpRequest, code: str) -> HttpResponse:
    """Ban hành bản nháp từ một ngày."""
    version = _version(code)
    try:
        process_store.put_in_force(
            code=code,
            since=_since(request.POST.get("since", "")),
            source=clean_line(request.POST.get("source", ""), field="source", limit=200),
            certainty=_certainty(request.POST.get("certainty", "")),
            note=clean_text(request.POST.get("note", ""), field="note", limit=2000),
            revision=_revision(request),
            principal=request.principal,
            at=now(),
        )
    except Refused as refused:
        draft = process_store.draft_of(code)
        if draft is None:
            raise
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        steps = list(process_store.as_steps(draft.steps))
        if problems(Process(tuple(steps))):  # the boxes of the decision are not on the page then
            errors = [
                {**e, "field": e["field"] if e["field"].startswith(tuple(s.key for s in steps)) else ""} for e in errors
            ]
        return _editor(request, version, steps, draft.revision, errors, refused.status)
    messages.success(
        request, _("Đã ban hành quy trình. Hồ sơ nhận từ ngày đó theo quy trình mới, hồ sơ cũ giữ quy trình cũ.")
    )
    return HttpResponseRedirect(reverse("procedures:process", args=[code]))


def _revision(request: HttpRequest) -> int:
    """Which state of the draft the page showed; -1 matches none."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _since(text: str) -> date:
    day = parse_date(text)
    message = ""
    if day is None:
        message = _("Ngày có hiệu lực phải có dạng ngày/tháng/năm.")
    elif day < timezone.localdate(now()):
        message = _("Quy trình không có hiệu lực lùi: hãy chọn hôm nay hoặc một ngày sau.")
    if message or day is None:
        raise Invalid(message, errors=[{"field": "since", "message": message}])
    return day


def _certainty(text: str) -> str:
    return text if text in (Certainty.PROPOSED, Certainty.PUBLISHED) else str(Certainty.PROPOSED)
