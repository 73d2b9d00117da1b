"""Trang một hồ sơ: facts on the left, the one thing to do next on the right; every verb is a form of this page."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import official
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import clock
from thongsuot.common.crypto import decrypt
from thongsuot.common.errors import MoveNotAllowed, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import (
    acts,
    acts_verbs,
    at_once,
    backdating,
    certified_copies,
    helpers,
    notices,
    present,
    products,
    receipts,
    results,
    reveal,
    services,
)
from thongsuot.dossiers.acts_at_once import AT_ONCE
from thongsuot.dossiers.elsewhere import two_clocks
from thongsuot.dossiers.form_secrets import masked, unseal
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.origins import component_words, notes
from thongsuot.dossiers.permissions import Sight, possible
from thongsuot.dossiers.selectors.one import Loaded, StepRow, dossier_for
from thongsuot.dossiers.selectors.timeline import people_of, timeline_of
from thongsuot.dossiers.states import PAUSED
from thongsuot.dossiers.timing import calendar_of, changes_of, duration_of, explain
from thongsuot.dossiers.views import more as more_views
from thongsuot.dossiers.views.happened import box_of, happened_in
from thongsuot.org import why
from thongsuot.org.selectors import now_called, unit_info
from thongsuot.procedures.eform import prefill
from thongsuot.procedures.form_pages import form_view, lists_used, summary
from thongsuot.procedures.forms import form_from_post
from thongsuot.tasks.selectors import colleagues
from thongsuot.ui import due
from thongsuot.ui.formats import vi_datetime

# The main act of a page: what brings the dossier forward comes first, the ways aside stay quiet.
MAIN = (
    "receive",
    "assign",
    "complete-step",
    "finish",
    "return-result",
    "record-payment",
    "resume",
    "supplement",
    "answer-consultation",
)


def due_words(loaded: Loaded, at: datetime) -> due.Due:
    """Nhãn hạn của hồ sơ, paused while the other side has to answer."""
    dossier = loaded.dossier
    paused = dossier.status in PAUSED
    minutes = None
    if dossier.due_at and not paused and dossier.finished_at is None:
        try:
            calendar = calendar_of(dossier.province_id, at)
            minutes = clock.working_minutes(calendar, min(at, dossier.due_at), max(at, dossier.due_at))
        except clock.CalendarUnknown:
            minutes = None
    return due.words(dossier.due_at, at, minutes=minutes, paused=paused, done_at=dossier.finished_at)


def _mine(loaded: Loaded, principal: Principal) -> list[StepRow]:
    """Open steps this person holds or may take by role."""
    return [
        step
        for step in loaded.open_steps()
        if step.assignee == principal.user_id or step.held_by(principal) or step.may_be_taken_by(principal)
    ]


def context_of(request: HttpRequest, loaded: Loaded, **more: Any) -> dict[str, Any]:
    """Everything the page shows."""
    principal, at = request.principal, now()
    dossier, version = loaded.dossier, loaded.version
    day = timezone.localtime(dossier.submitted_at).date()
    whole = loaded.sight is Sight.OFFICIAL
    entries = timeline_of(loaded)
    people = people_of(entries, loaded.sight)
    verbs = possible(principal, dossier, loaded.holders)
    mine = _mine(loaded, principal)
    if not any(not version.process.step(s.key).signs for s in mine):
        verbs = [v for v in verbs if v != "complete-step"]
    if dossier.status == Status.PROCESSING and not loaded.may_be_signed_by(principal):
        verbs = [v for v in verbs if v != "finish"]
    compared = certified_copies.live(loaded) if whole else []
    asked = [] if compared else _product_fields(loaded, mine)  # copies say all of that themselves
    main = _main(loaded, verbs, mine)
    if at_once.may_finish(loaded, principal, at):
        main, verbs = AT_ONCE, [AT_ONCE, *verbs]
    return {
        "loaded": loaded,
        "dossier": dossier,
        "version": version,
        "whole": whole,
        "status_words": Status(dossier.status).label,
        "due": due_words(loaded, at),
        "elsewhere": two_clocks(loaded, at),
        "receiving": unit_info(dossier.receiving_unit_id, day),
        "competent": unit_info(dossier.competent_unit_id, day),
        "competent_now": now_called(loaded.competent_id, timezone.localdate(now())),
        "birth_date": _birth_date(loaded),
        "masked_number": present.masked_number(dossier) if whole else None,
        "summary": summary(
            version, masked(version, dossier.form, dossier.uid), notes(version, dossier.form_origins, dossier.channel)
        )
        if whole
        else [],
        "component_words": component_words,
        "dossier_delivery": helpers.delivery_words(dossier.delivery),
        "helper": helpers.words(dossier.submitter or {}),
        "evidence": [f for f in loaded.files if f["purpose"] == "mandate"] if whole else [],
        "reveal_reasons": reveal.REASONS,
        "may_read_contents": loaded.sight is Sight.METADATA,
        "missing_for_result": _missing_for_result(loaded, asked) if whole and mine else [],
        "has_draft": whole and bool(mine) and bool(products.template_fields(version)),
        "product_fields": asked,
        "copies_compared": compared,
        "makes_copies": whole and bool(mine) and certified_copies.offered(loaded),
        "timeline": [_entry(e, loaded, people) for e in reversed(entries)],
        "process": _process(loaded),
        "parts": _parts(loaded),
        "verbs": verbs,
        "passed_over": loaded.unfinished() if "finish" in verbs else [],
        "main": main,
        "claimable": _claimable(loaded, mine, verbs),
        "my_steps": [(s, version.process.step(s.key)) for s in mine],
        "colleagues": _assignable(loaded, at) if "assign" in verbs else [],
        "results": [f for f in loaded.files if f["purpose"] == "result"],
        "paper_evidence": [f for f in loaded.files if f["code"] == backdating.EVIDENCE] if whole else [],
        "told": notices.told(loaded) if whole else [],
        "has_form_02": receipts.has_form_02(loaded),
        "has_form_03": receipts.has_form_03(loaded),
        "has_form_04": receipts.has_form_04(loaded),
        "has_form_05": receipts.has_form_05(loaded),
        **more_views.context(loaded, principal, entries, verbs, at, whole=whole),
        "may_reveal": reveal.may_reveal(principal, loaded),
        "may_correct": bool(mine) and dossier.status == Status.PROCESSING,
        **more,
    }


def _birth_date(loaded: Loaded) -> date | None:
    born = loaded.dossier.applicant.get("birth_date")
    return date.fromisoformat(born) if born else None


def _missing_for_result(loaded: Loaded, asked: list[tuple[Any, Any]]) -> list[str]:
    """What the result's template still needs, told to whoever works on the dossier before the signer stumbles over it.

    What the page asks at the step itself is left out.
    """
    if loaded.dossier.status != Status.PROCESSING:
        return []
    here = {field.key for field, _given in asked}
    return [f.label for f in results.missing(loaded, timezone.localdate(now())) if f.key not in here]


def _product_fields(loaded: Loaded, mine: list[StepRow]) -> list[tuple[Any, Any]]:
    """Boxes of the result that the declaration does not have, asked of the specialist at his step."""
    rules = [loaded.version.process.step(step.key) for step in mine]
    if not any(rule.role == Role.SPECIALIST and not rule.signs for rule in rules):
        return []
    return results.fields_for_steps(loaded, timezone.localdate(now()))


def _main(loaded: Loaded, verbs: list[str], mine: list[StepRow]) -> str:
    """The one coloured act: signing for who signs, else the first that brings the dossier forward."""
    if "finish" in verbs and any(loaded.version.process.step(s.key).signs for s in mine):
        return "finish"
    if "complete-step" in verbs:
        return "complete-step"
    taken = all(step.assignee is not None for step in loaded.open_steps())
    return next((v for v in MAIN if v in verbs and not (v == "assign" and taken)), "")


def _claimable(loaded: Loaded, mine: list[StepRow], verbs: list[str]) -> int | None:
    """Task of the step that this person may take before anything else can be done here."""
    if "complete-step" in verbs or "finish" in verbs:
        return None  # doing the step takes it
    return next((step.task_id for step in mine if step.assignee is None), None)


def _assignable(loaded: Loaded, at: datetime) -> list[tuple[str, str]]:
    steps = loaded.open_steps()
    if not steps:
        return []
    target = next((s for s in steps if s.assignee is None), steps[0])
    role = target.role
    if target.key == services.processing.ASSIGNING:
        role = Role.SPECIALIST
    return [
        (c.username, f"{c.full_name} — {c.title}")
        for c in colleagues(target.unit_id, role, at, organ_id=target.organ_id)
    ]


def _entry(entry: Any, loaded: Loaded, people: dict[int, str]) -> dict[str, Any]:
    out = present.entry_out(entry, loaded, people)
    step = entry.data.get("step_name") or ""
    to_name = entry.data.get("to_name") if loaded.sight is Sight.OFFICIAL else ""
    return {
        "at": entry.at,
        "title": f"{out['label']}{': ' + step if step else ''}{' → ' + to_name if to_name else ''}",
        "by": ", ".join(part for part in (out["actor"], out["unit"]) if part),
        "detail": out["note"] or "",
    }


def _process(loaded: Loaded) -> list[dict[str, str]]:
    """Các bước của quy trình: done, now, next; with who holds the open ones."""
    newest = {s.key: s for s in loaded.steps}
    official = loaded.sight is Sight.OFFICIAL
    rows = [{"title": str(_("Tiếp nhận")), "state": "done" if loaded.dossier.received_at else "now", "note": ""}]
    for rule in loaded.version.process.steps:
        step = newest.get(rule.key)
        state = {"open": "now", "done": "done"}.get(step.state, "next") if step else "next"
        if loaded.dossier.finished_at and state != "done":
            state = "next"
        note = (step.assignee_name or _("chờ người nhận")) if official and step and step.state == "open" else ""
        if official and step and step.state == "done":
            note = step.assignee_name or ""
        note = " · ".join(filter(None, (rule.agency, str(note))))
        rows.append({"title": rule.name, "state": state, "note": note})
    last = "done" if loaded.dossier.returned_at else ("now" if loaded.dossier.finished_at else "next")
    rows.append({"title": str(_("Trả kết quả")), "state": last, "note": ""})
    return rows


def _parts(loaded: Loaded) -> list[tuple[str, str]]:
    """Hẹn từng chặng của thủ tục liên thông."""
    told = loaded.dossier.clock.get("parts", ())
    return [(p["agency"] or _("Xã"), vi_datetime(datetime.fromisoformat(p["due_at"]))) for p in told]


@require_GET
@official
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Một hồ sơ."""
    loaded = dossier_for(request.principal, code)
    if loaded.dossier.code != code:  # asked for by its provisional number
        return HttpResponseRedirect(reverse("dossiers:dossier", args=[loaded.dossier.code]))
    return render(request, "dossiers/show.html", context_of(request, loaded))


@require_POST
@official
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Làm một việc trên hồ sơ; a refusal comes back on the same page with everything that was typed."""
    run = acts.ACTS.get(verb)
    if run is None:
        raise NotFound()
    post, principal = acts.Typed(request.POST, verb), request.principal
    # one form may have a second button that does another verb
    form = acts.Typed(request.POST, request.POST.get("verb", verb))
    try:
        happened = happened_in(form, request.FILES, principal)
        backdating.run(
            lambda at: run(post, request.FILES, code=code, principal=principal, at=at),
            happened,
            principal=principal,
            at=now(),
            code_of=lambda _done: code,
        )
    except MoveNotAllowed as refused:
        if refused.extra.get("reason") == "state":  # pressed twice, or somebody was faster: show how it stands now
            messages.warning(request, str(refused.detail))
            return HttpResponseRedirect(reverse("dossiers:dossier", args=[code]))
        return _again(request, code, verb, refused, form)
    except NotFound:
        raise
    except Refused as refused:
        return _again(request, code, verb, refused, form)
    messages.success(request, acts.DONE[verb])
    after = {"receive": "dossiers:counter_done"}.get(verb, "dossiers:dossier")
    return HttpResponseRedirect(reverse(after, args=[code]))


def _again(request: HttpRequest, code: str, verb: str, refused: Refused, form: acts.Typed) -> HttpResponse:
    loaded = dossier_for(request.principal, code)
    errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
    if refused.code == "result_incomplete":  # its boxes stand in the declaration, not on this page
        errors = [{"field": "", "message": str(refused.detail)}]
    errors = [
        {**e, "field": f"{verb}-{acts_verbs.box_of(box_of(e['field'])).replace('.', '-')}" if e["field"] else ""}
        for e in errors
    ]
    context = context_of(request, loaded, errors=errors, typed=form.post)
    return render(request, "dossiers/show.html", context, status=refused.status)


@require_http_methods(["GET", "POST"])
@official
def correct_form(request: HttpRequest, code: str) -> HttpResponse:
    """Kiểm tra, sửa tờ khai: one dense form; the holder of an open step corrects what the paper says differently."""
    loaded = dossier_for(request.principal, code)
    receipts.refuse_metadata_only(loaded)
    services.processing.require_correction(loaded, request.principal)
    version, dossier = loaded.version, loaded.dossier
    form = prefill(version, {"applicant": _known(loaded)}, unseal(version, dossier.form, dossier.uid))
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        form = form_from_post(version, request.POST)
        try:
            services.correct_form(code=code, principal=request.principal, at=now(), form=form)
        except Refused as refused:
            errors, status = refused.errors or [{"field": "", "message": str(refused.detail)}], refused.status
        else:
            messages.success(request, _("Đã lưu tờ khai."))
            return HttpResponseRedirect(reverse("dossiers:dossier", args=[code]))
    view = form_view(version, form, errors=errors)
    context = {
        "loaded": loaded,
        "dossier": dossier,
        "version": version,
        "view": view,
        "lists": lists_used(view),
        "errors": errors,
    }
    return render(request, "dossiers/correct.html", context, status=status)


def _known(loaded: Loaded) -> dict[str, Any]:
    """What the dossier already knows of its applicant: nothing is typed twice."""
    dossier = loaded.dossier
    number = decrypt(bytes(dossier.applicant_cipher), dossier.uid.bytes) if dossier.applicant_cipher else ""
    return {"name": dossier.applicant_name, "id_number": number, **dossier.applicant}


@require_POST
@official
def reveal_number(request: HttpRequest, code: str) -> HttpResponse:
    """Xem số định danh đầy đủ: for clerk and specialist who hold the dossier, with a journalled reveal."""
    reason = request.POST.get("other_reason", "").strip() or request.POST.get("reason", "")
    number = reveal.reveal_number(code=code, principal=request.principal, at=now(), reason=reason)
    loaded = dossier_for(request.principal, code)
    return render(request, "dossiers/show.html", context_of(request, loaded, revealed=number))


@require_POST
@official
def read_contents(request: HttpRequest, code: str) -> HttpResponse:
    """Thanh tra xem nội dung, with a journalled reason; the next page shows metadata again."""
    reason = request.POST.get("reason", "")
    loaded = reveal.read_contents(code=code, principal=request.principal, at=now(), reason=reason)
    return render(request, "dossiers/show.html", context_of(request, loaded))


@require_GET
@official
def why_due(request: HttpRequest, code: str) -> HttpResponse:
    """Vì sao ngày này? Day by day, with every pause."""
    loaded = dossier_for(request.principal, code)
    dossier = loaded.dossier
    counted = explain(dossier)
    explanation = (
        why.explain(
            counted,
            [c if loaded.sight is Sight.OFFICIAL else {**c, "note": ""} for c in changes_of(dossier)],
            calendar=calendar_of(dossier.province_id, dossier.submitted_at),
            duration=duration_of(dossier),
        )
        if counted
        else None
    )
    elsewhere = two_clocks(loaded, now())
    context = {"loaded": loaded, "dossier": dossier, "explanation": explanation, "elsewhere": elsewhere}
    return render(request, "dossiers/why.html", context)
