"""Làm hàng loạt: ticked rows → what exactly, for whom → progress with a result for each dossier."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.dossiers.jobs import carry_out_bulk
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors import bulk_runs
from thongsuot.dossiers.services import bulk
from thongsuot.tasks.selectors import colleagues, led_units

ROLES = ("specialist", "counter_clerk", "unit_leader", "chair")


def _codes(request: HttpRequest) -> list[str]:
    return list(dict.fromkeys(code.strip() for code in request.POST.getlist("hs") if 0 < len(code.strip()) <= 60))


@require_POST
@official
def prepare(request: HttpRequest) -> HttpResponse:
    """Xem lại trước khi làm: which dossiers, and what the verb needs. Changes nothing yet."""
    verb = bulk.VERBS.get(request.POST.get("viec", ""))
    if verb is None:
        raise NotFound()
    codes = _codes(request)
    if not codes:
        messages.warning(request, _("Chưa chọn hồ sơ nào. Hãy đánh dấu ít nhất một dòng."))
        return HttpResponseRedirect(reverse("dossiers:list"))
    return _form(request, verb, codes)


def _form(
    request: HttpRequest, verb: bulk.BulkVerb, codes: list[str], errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    lines = bulk_runs.lines_of(request.principal, codes[: bulk.MOST])
    try:
        uid = UUID(request.POST.get("lan", ""))
    except ValueError:
        uid = uuid4()
    context = {
        "verb": verb,
        "words": str(verb.asks) % {"n": len(lines)},
        "lines": [(line, Status(line.status).label) for line in lines],
        "unseen": len(codes) - len(lines),
        "uid": uid,
        "people": _people(request.principal) if "to" in verb.needs else [],
        "typed": request.POST,
        "errors": errors or [],
        "wrong": {e["field"]: e["message"] for e in errors or []},
    }
    return render(request, "dossiers/bulk_form.html", context, status=422 if errors else 200)


def _people(principal: Principal) -> list[tuple[str, str]]:
    """Who may be given a step in the units this person leads."""
    found: dict[str, str] = {}
    for unit_id in led_units(principal):
        for role in ROLES:
            found |= {c.username: f"{c.full_name} — {c.title}" for c in colleagues(unit_id, role, now())}
    return list(found.items())


@require_POST
@official
def start(request: HttpRequest) -> HttpResponse:
    """Bắt đầu: the run is kept, carried out in the background, and shown as it goes."""
    verb = bulk.VERBS.get(request.POST.get("viec", ""))
    try:
        uid = UUID(request.POST.get("lan", ""))
    except ValueError:
        raise NotFound() from None
    if verb is None:
        raise NotFound()
    given: dict[str, Any] = {key: request.POST.get(key, "") for key in verb.needs}
    codes = _codes(request)
    try:
        with transaction.atomic():
            run, new = bulk.ask(
                uid=uid, verb=verb.name, codes=codes, given=given, principal=request.principal, at=now()
            )
            if new:
                carry_out_bulk.defer(run_id=run.pk)
    except Invalid as refused:
        return _form(request, verb, codes, refused.errors or [{"field": "", "message": str(refused.detail)}])
    return HttpResponseRedirect(reverse("dossiers:bulk", args=[run.uid]))


@require_GET
@official
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Đã làm 38/40, hai hồ sơ chưa được vì…: asks again by itself while it runs, with or without script."""
    found = bulk_runs.progress(uid, request.principal)
    template = "dossiers/_bulk.html" if request.headers.get("HX-Request") == "true" else "dossiers/bulk.html"
    return render(request, template, {"progress": found, "run": found.run, "verb": bulk.VERBS[found.run.verb]})
