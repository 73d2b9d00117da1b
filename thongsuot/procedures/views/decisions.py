"""Trang quyết định công bố: the list with its deadlines, a draft with its lines, and putting it into force."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, F, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import official
from thongsuot.common.clock import CalendarUnknown
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.org.calendars import calendar_for
from thongsuot.procedures import amending, decisions, import_report, publication
from thongsuot.procedures.catalogue_forms import TIMED, DecisionForm, ProcedureForm, initial_of
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import Decision, DecisionItem
from thongsuot.procedures.selectors import abolished, version_in_force
from thongsuot.procedures.views.catalogue import asked, editor, page, start_of_page, today
from thongsuot.procedures.words import CHANNELS
from thongsuot.ui.forms import add_refused, errors_of

LONGEST_LIST, LINES = 100, 100
TONES = {"on_time": "success", "late": "danger", "waiting": "info", "overdue": "danger", "unknown": "neutral"}


@official
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Quyết định: drafts first, then the newest, last those of the shipped files; each with whether it was published and entered in time."""
    start = start_of_page(request, LONGEST_LIST)
    first_drafts = Case(When(applied_at=None, created_at__isnull=False, then=0), default=1)
    ordered = Decision.objects.annotate(lines=Count("items")).order_by(
        first_drafts, F("applied_at").desc(nulls_last=True), "-pk"
    )
    rows = list(ordered[start : start + LONGEST_LIST + 1])
    return page(
        request,
        "procedures/office/decisions.html",
        {
            "rows": [(decision, _checks(decision)) for decision in rows[:LONGEST_LIST]],
            "newer": f"?tu={start - LONGEST_LIST}" if start else None,
            "older": f"?tu={start + LONGEST_LIST}" if len(rows) > LONGEST_LIST else None,
            "tones": TONES,
        },
    )


def _checks(decision: Decision) -> list[publication.Check]:
    day = today()
    try:
        return list(publication.checks(decision, calendar_for(None, decision.signed_on or day), day))
    except CalendarUnknown:
        return []


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Quyết định mới: a draft without lines."""
    start = {"rank": Decision.Rank.PROVINCE, "kind": Decision.Effect.AMEND}
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = decisions.draft(act=form.act(), lines=[], by=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã lập dự thảo. Hãy thêm các thủ tục mà quyết định này thay đổi."))
            return HttpResponseRedirect(reverse("procedures:decision", args=[made.pk]))
    return _form_page(request, "procedures/office/decision_form.html", form, {"decision": None})


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sửa dự thảo, or add the day a decision in force was entered in the national database."""
    decision = _decision(pk)
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=initial_of(decision))
    if request.method == "POST" and form.is_valid():
        try:
            decisions.change(decision_id=pk, act=form.act(), by=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã lưu quyết định."))
            return HttpResponseRedirect(reverse("procedures:decision", args=[pk]))
    return _form_page(request, "procedures/office/decision_form.html", form, {"decision": decision})


@official
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Một quyết định: its days, its lines and what they change."""
    return _shown(request, _decision(pk))


def _shown(request: HttpRequest, decision: Decision, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    start = start_of_page(request, LINES)
    items = list(decision.items.order_by("position", "code")[start : start + LINES + 1])
    on = decision.effective_on or today()
    return page(
        request,
        "procedures/office/decision.html",
        {
            "decision": decision,
            "checks": _checks(decision),
            "tones": TONES,
            "items": [_item(item, on) for item in items[:LINES]],
            "total": decision.items.count(),
            "newer": f"?tu={start - LINES}" if start else None,
            "older": f"?tu={start + LINES}" if len(items) > LINES else None,
            "errors": errors or [],
        },
        422 if errors else 200,
    )


def _item(item: DecisionItem, on: date) -> dict[str, Any]:
    version = version_in_force(item.code, on) or abolished(item.code, on)
    amends = item.effect == Decision.Effect.AMEND  # what an amendment empties is a change, and is shown
    changes = [
        {
            "field": import_report.field_name(name),
            "new": import_report.in_words(name, value),
        }
        for name, value in item.record.items()
        if name in import_report.FIELD_NAMES and (amends or value not in ("", [], None))
    ]
    return {
        "item": item,
        "effect": Decision.Effect(item.effect).label,
        "name": item.record.get("name") or (version.name if version else ""),
        "changes": changes,
    }


@editor
@require_POST
def add_abolition(request: HttpRequest, pk: int) -> HttpResponse:
    """Thêm thủ tục bị bãi bỏ: code and, where known, what replaces it."""
    code = request.POST.get("code", "").strip()[:40]
    replaced = [part for part in request.POST.get("replaced_by", "").replace(",", " ").split() if len(part) <= 40][:10]
    if version_in_force(code, today()) is None:
        message = _("Không có thủ tục mang mã “%(code)s” đang có hiệu lực.") % {"code": code}
        return _shown(request, _decision(pk), [{"field": "code", "message": message}])
    line = Line(code, Decision.Effect.ABOLISH, replaced_by=replaced)
    amending.put(decision_id=pk, line=line, by=request.principal, at=now())
    messages.success(request, _("Đã thêm %(code)s vào dự thảo.") % {"code": code})
    return HttpResponseRedirect(reverse("procedures:decision", args=[pk]))


@editor
@require_POST
def take_out(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Bỏ một dòng khỏi dự thảo."""
    amending.take_out(decision_id=pk, code=code, by=request.principal, at=now())
    messages.success(request, _("Đã bỏ %(code)s khỏi dự thảo.") % {"code": code})
    return HttpResponseRedirect(reverse("procedures:decision", args=[pk]))


@editor
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Bỏ cả dự thảo."""
    number = _decision(pk).number
    decisions.discard(decision_id=pk, by=request.principal, at=now())
    messages.success(request, _("Đã bỏ dự thảo %(number)s. Danh mục giữ nguyên.") % {"number": number})
    return HttpResponseRedirect(reverse("procedures:decisions"))


@editor
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Thi hành: every line or none; what does not fit is shown line by line."""
    try:
        decision = decisions.apply(decision_id=pk, by=request.principal, at=now())
    except Refused as refused:
        if refused.status == 404:
            raise
        shown = refused.errors or [{"field": "", "message": str(refused.detail)}]
        return _shown(request, _decision(pk), [{**error, "field": ""} for error in shown])
    text = _("Quyết định %(number)s đã vào danh mục, có hiệu lực từ %(day)s. Hồ sơ đang giải quyết giữ phiên bản cũ.")
    day = f"{decision.effective_on:%d/%m/%Y}"
    messages.success(request, text % {"number": decision.number, "day": day})
    return HttpResponseRedirect(reverse("procedures:decision", args=[pk]))


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def procedure(request: HttpRequest, code: str = "") -> HttpResponse:
    """Thủ tục mới, or changes to one in force: both go into a draft, never straight into the catalogue."""
    version = version_in_force(code, today()) if code else None
    if code and version is None:
        raise NotFound(_("Không có thủ tục mang mã này đang có hiệu lực."))
    drafts = list(Decision.objects.filter(applied_at=None, created_at__isnull=False).order_by("-pk")[:50])
    start = amending.initial(version) if version else {"sets": 1, "offered_DIRECT": True}
    form = ProcedureForm(_with_code(request, code), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            line = amending.line_of(form.cleaned_data, version)
            into = _draft_of(request, drafts)
            amending.put(decision_id=into, line=line, by=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã đưa %(code)s vào dự thảo quyết định.") % {"code": line.code})
            return HttpResponseRedirect(reverse("procedures:decision", args=[into]))
    context = {
        "version": version,
        "drafts": [(d.pk, f"{d.number} · {d.issuer}") for d in drafts],
        "draft": request.POST.get("draft") or asked(request, "du-thao"),
        "channels": [(name, CHANNELS[name]) for name in TIMED],
        "quantities": {name: form[f"quantity_{name}"].value() or "" for name in TIMED},
        "papers_typed": amending.papers_are_typed(version),
    }
    return _form_page(request, "procedures/office/procedure_form.html", form, context)


def _with_code(request: HttpRequest, code: str) -> Any:
    """What was sent; the code of an existing procedure comes from the address."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    if code:
        sent["code"] = code
    return sent


def _draft_of(request: HttpRequest, drafts: list[Decision]) -> int:
    wanted = request.POST.get("draft", "")
    for draft in drafts:
        if str(draft.pk) == wanted:
            return draft.pk
    message = _("Hãy chọn dự thảo quyết định. Chưa có thì lập một dự thảo trước.")
    raise Refused(message, status=422, errors=[{"field": "draft", "message": message}])


def _form_page(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    bad = form.is_bound and bool(form.errors)
    return page(request, template, {"form": form, "errors": errors_of(form), **context}, 422 if bad else 200)


def _decision(pk: int) -> Decision:
    found = Decision.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
