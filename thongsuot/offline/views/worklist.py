"""Chờ xử lý: what came from the counters and needs a person; one page for each, with what can be done about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.id_numbers import mask_id
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers.typed import Typed
from thongsuot.offline import selectors, services
from thongsuot.offline.models import Arrival
from thongsuot.offline.permissions import SETTLES, arrivals_of
from thongsuot.offline.services.settling import Decision
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.eform import fields
from thongsuot.procedures.process import answer
from thongsuot.procedures.selectors import all_in_force, assigned, version_in_force

SOLUTIONS = {
    "accept": gettext_lazy("Nhận đúng như lúc đó, theo giờ thật"),
    "paper": gettext_lazy("Nhận đúng như lúc đó, theo tờ khai giấy; bỏ phần khai trên máy"),
    "today": gettext_lazy("Nhận theo hôm nay, tại quầy này"),
    "join": gettext_lazy("Cùng một việc với hồ sơ đã có: gắn số tạm vào hồ sơ ấy"),
    "void": gettext_lazy("Không nhận: huỷ số tạm, đã báo người dân"),
}
# The first is offered as the usual way out of that problem.
USUAL = {
    "possible_duplicate": ("join", "accept", "void"),
    "procedure_abolished": ("today", "accept", "void"),
    "procedure_unknown": ("today", "accept", "void"),
    "unit_not_in_force": ("today", "join", "void"),
    "series_closed": ("today", "join", "void"),
    "number_taken": ("join", "void"),
    "form_invalid": ("paper", "join", "void"),
}


@needs(*SETTLES)
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """Chờ xử lý."""
    rows = [(arrival, _name(arrival)) for arrival in selectors.to_settle(request.principal)[:100]]
    return render(request, "offline/worklist.html", {"rows": rows})


def _name(arrival: Arrival) -> str:
    applicant = selectors.content_of(arrival).get("applicant")
    return str(applicant.get("name", ""))[:200] if isinstance(applicant, dict) else ""


@needs(*SETTLES)
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Một hồ sơ chờ xử lý: what was written down, why it stopped, and the ways on."""
    arrival = arrivals_of(request.principal).select_related("device", "clerk", "solved_by").filter(uid=uid).first()
    if arrival is None:
        raise NotFound()
    errors: list[dict[str, Any]] = []
    post = Typed(request.POST, "")
    if request.method == "POST":
        try:
            done = services.settle(uid=uid, decision=_decision(post), principal=request.principal, at=now())
        except Refused as refused:
            errors = refused.errors or [{"field": "solution", "message": str(refused.detail)}]
        else:
            return _after(request, done)
    context = {**_shown(arrival), "errors": [_at_box(e) for e in errors], "typed": request.POST.dict()}
    return render(request, "offline/item.html", context, status=422 if errors else 200)


def _decision(post: Typed) -> Decision:
    moment = post.moment("received") if post.get("received_date") else None
    names = ("note", "code", "procedure", "case")
    return Decision(post.get("solution"), received_at=moment, **{name: post.get(name) for name in names})


def _at_box(error: dict[str, Any]) -> dict[str, Any]:
    boxes = {"received_at": "received_date", "solution": "solution", "note": "note", "code": "code"}
    return {**error, "field": boxes.get(error["field"], "solution")}


def _after(request: HttpRequest, done: Arrival) -> HttpResponse:
    if done.dossier_code:
        messages.success(request, _("Đã xử lý %(number)s.") % {"number": done.provisional})
        return HttpResponseRedirect(reverse("dossiers:dossier", args=[done.dossier_code]))
    messages.success(request, _("Đã huỷ số tạm %(number)s.") % {"number": done.provisional})
    return HttpResponseRedirect(reverse("offline:worklist"))


def _shown(arrival: Arrival) -> dict[str, Any]:
    day = timezone.localtime(now()).date()
    content = selectors.content_of(arrival)
    applicant = content.get("applicant") if isinstance(content.get("applicant"), dict) else {}
    code = str(content.get("procedure_code", ""))
    version = version_in_force(code, timezone.localtime(arrival.received_at).date())
    given = assigned(arrival.unit_id, day)
    papers = content.get("components") if isinstance(content.get("components"), list) else []
    names = {c.code: c.name for c in version.components} if version else {}
    usual = USUAL.get(arrival.problem, ("accept", "today", "join", "void"))
    return {
        "arrival": arrival,
        "waits": arrival.state == Arrival.State.WAITING,
        "applicant": applicant,
        "masked": mask_id(applicant["id_number"]) if applicant.get("id_number") else "",
        "procedure": version.short_name if version else code,
        "procedure_code": code,
        "papers": [names.get(p.get("code"), p.get("code")) for p in papers if isinstance(p, dict)],
        "procedures": [
            (v.code, f"{v.short_name} ({v.code})") for v in all_in_force(day) if v.code in given and v.receivable
        ],
        "other_procedure": arrival.problem.startswith(("procedure_", "component_", "case_", "unreadable", "channel_")),
        "solutions": [(key, SOLUTIONS[key]) for key in usual],
        "answers": _answers(version, content.get("form")),
        "alike": arrival.facts.get("alike", []),
        "problems": [error["message"] for error in arrival.facts.get("errors", [])],
    }


def _answers(version: Version | None, form: Any) -> list[tuple[str, str]]:
    """What was typed of the declaration, by label, as it was typed; numbers of persons masked."""
    if version is None or not isinstance(form, dict):
        return []
    said = [(field, answer(form, field.path)) for _part, field in fields(version)]
    plain = [(field, str(value)) for field, value in said if isinstance(value, str | int) and value != ""]
    return [(field.label, mask_id(text) if field.kind == "id_number" else text[:200]) for field, text in plain]


@needs(*SETTLES)
@require_POST
def told(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Đã báo người dân ngày hẹn mới."""
    try:
        services.tell_difference(uid=uid, note=request.POST.get("note", ""), principal=request.principal, at=now())
    except Refused as refused:
        if isinstance(refused, NotFound):
            raise
        messages.error(request, refused.errors[0]["message"] if refused.errors else str(refused.detail))
    else:
        messages.success(request, _("Đã ghi là đã báo."))
    return HttpResponseRedirect(reverse("offline:worklist"))
