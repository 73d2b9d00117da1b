"""Quầy tiếp nhận: choose the procedure, fill one page by keyboard alone, receive, print. Under a minute.

What is typed is saved as a draft at every pause; pressing twice, or again after the line dropped, makes one dossier.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import backdating, competent, drafts, receipts, services
from thongsuot.dossiers.backdating import Happened
from thongsuot.dossiers.checks import version_of_day
from thongsuot.dossiers.databases.register import connected
from thongsuot.dossiers.elsewhere import two_clocks
from thongsuot.dossiers.helpers import CONSENTS
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission
from thongsuot.dossiers.models import Channel, Status
from thongsuot.dossiers.papers import tracking_address
from thongsuot.dossiers.selectors import lists
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.selectors.visits import visit_of
from thongsuot.dossiers.services.lookups import codes_reused
from thongsuot.dossiers.timing import local_day
from thongsuot.dossiers.typed import Typed
from thongsuot.dossiers.views import intake_post, tickets, visits
from thongsuot.dossiers.views.at_once import box
from thongsuot.dossiers.views.between import between
from thongsuot.dossiers.views.dossier import due_words
from thongsuot.dossiers.views.happened import box_of, happened_in
from thongsuot.hall import card_page
from thongsuot.org.selectors import UnitInfo, unit_info
from thongsuot.procedures.fees import amount_due
from thongsuot.procedures.form_pages import form_view, lists_used
from thongsuot.procedures.forms import form_from_post
from thongsuot.procedures.search import search, usual_first
from thongsuot.procedures.selectors import (
    Version,
    all_in_force,
    assigned,
    components_for,
    versions_of,
)
from thongsuot.tasks.selectors import TaskFilter, open_work
from thongsuot.ui.forms import VietnameseDateField, parse_date

MOST_FOUND = 12

clerk = needs(Role.COUNTER_CLERK)


def _units(principal: Principal, at: Any) -> list[UnitInfo]:
    """Units at whose counter this person sits."""
    day = timezone.localtime(at).date()
    return [unit_info(u, day) for u in sorted(principal.units_with(Role.COUNTER_CLERK))]


@require_GET
@clerk
def desk(request: HttpRequest) -> HttpResponse:
    """Bàn quầy: find the procedure, what waits to be received or handed out, what was received today."""
    at = now()
    day = timezone.localtime(at).date()
    units = _units(request.principal, at)
    unit = units[0]
    codes = assigned(unit.id, day)
    text = request.GET.get("q", "")[:200]
    found = [v for _score, v in search(text, "", None, day) if v.code in codes]
    found = found if text else usual_first(found)
    if text and found and request.GET.get("mo") == "1":  # Enter in the search box, however fast it was typed
        return HttpResponseRedirect(reverse("dossiers:counter_new", args=[found[0].code]) + tickets.carried(request))
    turn = tickets.asked_turn(request)
    if turn and turn.open and turn.procedure_code in codes and not text:  # what he came for was said at the kiosk
        if request.GET.get("mo") == "1":
            address = reverse("dossiers:counter_new", args=[turn.procedure_code])
            return HttpResponseRedirect(address + tickets.carried(request))
        found.sort(key=lambda version: version.code != turn.procedure_code)
    waiting = open_work(
        request.principal, TaskFilter(view="all", kinds=("dossier.receive", "dossier.return")), limit=10
    )
    recent = lists.dossiers_of_units(request.principal, lists.Wanted(unit_ids=(unit.id,)), limit=8)
    context = {
        "visit": visits.asked_visit(request),
        "turn": turn,
        "carried": tickets.carried(request),
        "unit": unit,
        "text": text,
        "found": found[:MOST_FOUND],
        "more": max(0, len(found) - MOST_FOUND),
        "waiting": waiting.rows,
        "between": between(unit.id, at),
        "recent": [(line, Status(line.status).label) for line in recent.rows],
        # a page that was only opened left nothing to go on with
        "drafts": [draft for draft in drafts.open_drafts(request.principal.user_id) if draft.data][:5],
        "names": {version.code: version.short_name for version in all_in_force(day)},
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "dossiers/_found.html" if part else "dossiers/counter.html", context)


def _version(code: str, at: Any) -> Version:
    day = timezone.localtime(at).date()
    if not versions_of(code):
        raise NotFound()
    return version_of_day(code, day)


def _submission(request: HttpRequest, version: Version, unit: UnitInfo, at: datetime) -> Submission:
    """What the page sends, as the service takes it."""
    post = request.POST
    born = _birth_date(post.get("birth_date", ""))
    known = {c.code for c in components_for(version)}
    components = tuple(
        FiledComponent(
            code,
            post.get(f"source-{code}", "FILED"),
            reference=post.get(f"reference-{code}", ""),
            originals=_count(post, "originals", code, "1"),
            copies=_count(post, "copies", code, "0"),
            file_ids=tuple(
                str(files.store(upload, upload.name or "tep", request.principal.user_id).uid)
                for upload in request.FILES.getlist(f"file-{code}")
            ),
        )
        for code in dict.fromkeys(post.getlist("component"))
        if code in known
    )
    return Submission(
        procedure_code=version.code,
        case_code=post.get("case_code", ""),
        receiving_unit=unit.code,
        competent_unit=competent.code_of(post.get("competent_unit", ""), version, unit, local_day(at)),
        channel=post.get("channel", Channel.DIRECT),
        applicant=Applicant(
            name=post.get("name", ""),
            type=post.get("type", "citizen"),
            id_number=tickets.id_number(request),
            birth_date=born,
            phone=post.get("phone", ""),
            email=post.get("email", ""),
            address=post.get("address", ""),
        ),
        submitter=intake_post.submitter(request),
        postal=intake_post.postal(post),
        wish=intake_post.wish(post),
        form=form_from_post(version, post),
        components=components,
        receive=post.get("act", "receive") == "receive",
    )


def _birth_date(typed: str) -> date | None:
    """What was typed as a date; a day that does not exist is refused, not left out."""
    day = parse_date(typed)
    if typed.strip() and day is None:
        message = str(VietnameseDateField.default_error_messages["invalid"])
        raise Invalid(message, errors=[{"field": "applicant.birth_date", "message": message}])
    return day


def _count(post: QueryDict, name: str, code: str, usual: str) -> int:
    """How many originals or copies of a paper."""
    typed = post.get(f"{name}-{code}", usual).strip() or "0"
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        message = _("Số bản ghi bằng chữ số, từ 0 đến 999.")
        raise Invalid(message, errors=[{"field": f"components.{code}", "message": message}])
    return int(typed)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _typed(data: dict[str, Any]) -> dict[str, Any]:
    """Plain answers of a kept draft, for filling the page again."""
    return {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in data.items()}


@require_http_methods(["GET", "POST"])
@clerk
def new(request: HttpRequest, procedure: str) -> HttpResponse:
    """Hồ sơ mới: applicant, papers, declaration on one page; the main act receives and prints."""
    at = now()
    try:
        version = _version(procedure, at)
    except Invalid as refused:
        if request.method == "POST":
            raise
        messages.warning(request, refused.errors[0]["message"])  # abolished, or without a process: told at the desk
        return HttpResponseRedirect(reverse("dossiers:counter"))
    unit = _units(request.principal, at)[0]
    errors: list[dict[str, str]] = []
    status = 200
    draft = _draft(request, version, at)
    post = Typed(request.POST, "")
    looked: dict[str, Any] = {}
    if request.method == "POST" and request.POST.get("act") == "sources":
        looked = intake_post.look(request, version, unit, at)
        errors, status = looked.pop("errors"), looked.pop("status")
    elif request.method == "POST" and (conflict := intake_post.conflict(request, version, draft)):
        return conflict
    elif request.method == "POST":
        post = Typed(request.POST, "")  # which of two versions was chosen is in it now
        try:
            happened = happened_in(post, request.FILES, request.principal)
            code = _submit_once(request, version, unit, draft.uid, at, happened)
        except Refused as refused:
            errors, status = refused.errors or [{"field": "", "message": str(refused.detail)}], refused.status
        else:
            return HttpResponseRedirect(reverse("dossiers:counter_done", args=[code]))
    typed = post.post.dict() | looked if request.method == "POST" else _known_before(request) | _typed(draft.data)
    form = form_from_post(version, request.POST if request.method == "POST" else _as_post(draft.data))
    view = form_view(version, form, errors=errors, known=_known(typed))
    ticked = request.POST.getlist("component") if request.method == "POST" else draft.data.get("component")
    ticked = None if ticked is None else [*ticked, *(k.removeprefix("reference-") for k in looked)]
    context = {
        "visit": visits.asked_visit(request),
        "card": card_page.names(),
        "turn": tickets.asked_turn(request),
        "turn_number": tickets.masked(request),
        "number_ticked": tickets.number_ticked(request, draft.data),
        "same_person": visits.same_person(request, draft.data),
        "version": version,
        "unit": unit,
        "components": components_for(version),
        "competent_choices": competent.choices(version, unit, local_day(at)),
        "ticked": set(ticked) if ticked is not None else {c.code for c in components_for(version) if c.required},
        "typed": typed,
        "errors": _named(errors),
        "wrong": {e["field"].removeprefix("applicant."): e["message"] for e in errors},
        "view": view,
        "lists": lists_used(view),
        "case_options": [(c.code, c.name) for c in version.cases],
        "fees": amount_due(version, typed.get("case_code", ""), "DIRECT", form),
        "draft": draft,
        "revision": request.POST.get("autosave_revision", draft.revision),  # what was typed may be older than the draft
        "window_name": request.POST.get("cua_so") or uuid.uuid4().hex[:12],
        "consents": list(CONSENTS.items()),
        "can_look": bool(codes_reused(version)) or any(connected(timezone.localtime(at).date())),
    }
    return render(request, "dossiers/new.html", context, status=status)


def _known_before(request: HttpRequest) -> dict[str, Any]:
    """What need not be asked again: said at the kiosk, or written on the dossier before."""
    return tickets.known(request) | visits.known(request)


def _named(errors: list[dict[str, str]]) -> list[dict[str, str]]:
    """Errors under the names of the page's boxes."""
    return [{**e, "field": _box(e["field"])} for e in errors]


def _box(field: str) -> str:
    group = field.partition(".")[0]
    field = box_of(field)
    return field.replace(".", "_") if group in ("submitter", "postal", "return") else field.removeprefix("applicant.")


def _as_post(data: dict[str, Any]) -> Any:
    query = QueryDict(mutable=True)
    for key, value in data.items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return query


def _known(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed for the applicant is not asked again in the declaration."""
    birth = parse_date(str(typed.get("birth_date") or ""))
    return {
        "applicant": {
            "name": typed.get("name", ""),
            "id_number": typed.get("id_number", ""),
            "birth_date": birth.isoformat() if birth else "",
            "phone": typed.get("phone", ""),
            "email": typed.get("email", ""),
            "address": typed.get("address", ""),
        }
    }


def _draft(request: HttpRequest, version: Version, at: Any) -> Any:
    """The page's own draft: named in the address or the form, else a new one."""
    given = request.POST.get("draft") or request.GET.get("nhap") or ""
    try:
        uid = uuid.UUID(given)
    except ValueError:
        uid = uuid.uuid4()
    return drafts.start(user_id=request.principal.user_id, procedure_code=version.code, at=at, uid=uid)


@transaction.atomic
def _submit_once(
    request: HttpRequest, version: Version, unit: UnitInfo, uid: uuid.UUID, at: Any, happened: Happened | None
) -> str:
    """Submit the draft, now or as it was taken in on paper; whoever presses twice gets the same dossier."""
    draft = drafts.lock_for_submission(uid=uid, user_id=request.principal.user_id)
    if draft.submitted_code:
        return str(draft.submitted_code)
    submission = _submission(request, version, unit, happened.at if happened else at)
    loaded = backdating.run(
        lambda when: services.submit(submission=submission, principal=request.principal, at=when),
        happened,
        principal=request.principal,
        at=at,
        code_of=lambda loaded: str(loaded.dossier.code),
    )
    drafts.mark_submitted(draft, loaded.dossier.code, at=at)
    visits.joined(request, loaded, at)
    tickets.joined(request, loaded, at)
    return str(loaded.dossier.code)


@require_POST
@clerk
def autosave(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Lưu nháp của quầy; ID numbers are not kept in drafts."""
    data = {k: v for k, v in request.POST.lists() if k not in ("csrfmiddlewaretoken", "autosave_revision", "draft")}
    data = {k: v for k, v in data.items() if "id_number" not in k and any(v)}
    revision = _number(request.POST.get("autosave_revision", "0"))
    at = now()
    try:
        draft = drafts.save(uid=uid, user_id=request.principal.user_id, revision=revision, data=data, at=at)
    except Refused as refused:
        return JsonResponse(
            {"revision": refused.extra.get("revision"), "detail": str(refused.detail)}, status=refused.status
        )
    return JsonResponse({"revision": draft.revision, "saved_at": f"{timezone.localtime(at):%H:%M}"})


@require_GET
@clerk
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Xong: code and appointment large, the paper to print, and straight on to the next person."""
    loaded = dossier_for(request.principal, code)
    context = {
        "loaded": loaded,
        "dossier": loaded.dossier,
        "version": loaded.version,
        "elsewhere": two_clocks(loaded, now()),
        "at_once": box(loaded, request.principal, now()),
        "due": due_words(loaded, now()),
        "duration": receipts.duration_text(loaded.dossier),
        "fee": receipts.fee_text(loaded),
        "tracking": tracking_address(loaded.dossier.code),
        "visit": visit_of(loaded.dossier.code),
        "status_words": Status(loaded.dossier.status).label,
    }
    return render(request, "dossiers/done.html", context)
