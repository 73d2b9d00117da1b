"""Trang nạp danh mục quốc gia: a file in, its differences shown, chosen and approved; nothing changes before that."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.procedures import import_report, importing
from thongsuot.procedures.catalogue_forms import ApprovalForm, UploadForm
from thongsuot.procedures.models import ImportRow, ImportRun
from thongsuot.procedures.views.catalogue import asked, editor, excel, page, today
from thongsuot.ui.forms import add_refused, errors_of

LONGEST_LIST, PAGE = 50, 50
ORDER = ("changed", "new", "gone", "unreadable", "same")


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Các lần nạp, and a new one."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = importing.compared(file.name, file.read(), whole=form.cleaned_data["whole"], at=now())
            run = importing.start(comparison=found, by=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            return HttpResponseRedirect(reverse("procedures:import", args=[run.pk]))
    runs = list(ImportRun.objects.select_related("decision").order_by("-pk")[:LONGEST_LIST])
    context = {
        "form": form,
        "errors": errors_of(form),
        "runs": [(run, ImportRun.State(run.state).label) for run in runs],
    }
    return page(request, "procedures/office/imports.html", context, 422 if form.errors else 200)


@editor
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Một lần nạp: rows of one outcome at a time, field by field."""
    return _shown(request, _run(pk), ApprovalForm(initial={"effective_on": today()}))


def _shown(request: HttpRequest, run: ImportRun, form: ApprovalForm) -> HttpResponse:
    outcome = _outcome(request, run)
    after = asked(request, "sau", 60)
    key = "line" if outcome == ImportRow.Outcome.UNREADABLE else "code"  # what cannot be read has no code to go by
    start = {"code__gt": after} if key == "code" else {"line__gt": _line(after)}
    shown = list(run.rows.filter(outcome=outcome, **start).order_by(key)[: PAGE + 1])
    more = len(shown) > PAGE
    here = reverse("procedures:import", args=[run.pk])
    chosen = run.rows.filter(choice=ImportRow.Choice.TAKE).count()
    context = {
        "run": run,
        "state": ImportRun.State(run.state).label,
        "waiting": run.state == ImportRun.State.WAITING,
        "outcome": outcome,
        "outcomes": [(f"{here}?xem={name}", ImportRow.Outcome(name).label, run.counts.get(name, 0)) for name in ORDER],
        "current": f"{here}?xem={outcome}",
        "rows": [_row(row) for row in (shown[:PAGE] if more else shown)],
        "older": f"{here}?xem={outcome}&sau={getattr(shown[PAGE - 1], key)}" if more else None,
        "first": f"{here}?xem={outcome}" if after else None,
        "chosen": chosen,
        "form": form,
        "errors": errors_of(form),
        "takes": outcome in importing.EFFECTS,
    }
    return page(request, "procedures/office/import.html", context, 422 if form.errors else 200)


def _line(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _outcome(request: HttpRequest, run: ImportRun) -> str:
    wanted = request.GET.get("xem") or request.POST.get("xem")
    if wanted in ORDER:
        return str(wanted)
    return next((name for name in ORDER if run.counts.get(name)), ORDER[0])


def _row(row: ImportRow) -> dict[str, Any]:
    return {
        "row": row,
        "changes": import_report.change_words(row.changes),
        "faults": import_report.fault_words(row.faults),
        "choice": ImportRow.Choice(row.choice).label if row.choice else "",
        "facts": _facts(row) if row.outcome == ImportRow.Outcome.NEW else [],
    }


def _facts(row: ImportRow) -> list[tuple[str, str]]:
    """What a new procedure would begin with."""
    names = ("channels", "fees", "results", "executing_agency", "decision", "kind")
    record = row.record
    return [(import_report.field_name(n), import_report.in_words(n, record.get(n))) for n in names if record.get(n)]


@editor
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Nhận hay bỏ qua các dòng đã đánh dấu."""
    ids = [
        int(text)
        for text in request.POST.getlist("dong")[:1000]
        if text.isascii() and text.isdigit() and len(text) < 19
    ]
    number = importing.choose(run_id=pk, row_ids=ids, choice=request.POST.get("choice", ""), by=request.principal)
    if number:
        messages.success(request, _("Đã đánh dấu %(count)d dòng.") % {"count": number})
    else:
        messages.warning(request, _("Chưa chọn dòng nào."))
    return HttpResponseRedirect(f"{reverse('procedures:import', args=[pk])}?xem={_outcome(request, _run(pk))}")


@editor
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Duyệt: everything that is plain, or exactly what was chosen, into one decision."""
    run = _run(pk)
    form = ApprovalForm(request.POST)
    if form.is_valid():
        try:
            decision = importing.approve(
                run_id=pk,
                everything=request.POST.get("phan") == "all",
                act=form.act(),
                by=request.principal,
                at=now(),
            )
        except Refused as refused:
            if refused.status == 404:
                raise
            add_refused(form, refused)
        else:
            messages.success(
                request, _("Đã đưa vào danh mục bằng quyết định %(number)s.") % {"number": decision.number}
            )
            return HttpResponseRedirect(reverse("procedures:decision", args=[decision.pk]))
    return _shown(request, run, form)


@editor
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Bỏ lần nạp."""
    importing.discard(run_id=pk, by=request.principal, at=now())
    messages.success(request, _("Đã bỏ lần nạp; danh mục không thay đổi."))
    return HttpResponseRedirect(reverse("procedures:imports"))


@editor
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Báo cáo Excel."""
    run = _run(pk)
    rows = list(run.rows.order_by("line", "code"))
    return excel(import_report.tables(rows), f"so-sanh-danh-muc-{run.pk}")


def _run(pk: int) -> ImportRun:
    run = ImportRun.objects.select_related("decision").filter(pk=pk).first()
    if run is None:
        raise NotFound()
    return run
