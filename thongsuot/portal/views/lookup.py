"""Tra cứu công khai: by code or QR, degree of completion only, no personal data (TT 01/2018 Art 16)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import public
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.common.text import clean_line
from thongsuot.dossiers import aliases
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors.one import also_under, public_progress
from thongsuot.dossiers.selectors.visits import public_visit
from thongsuot.dossiers.states import COMPLETION
from thongsuot.org.nowadays import nowadays
from thongsuot.org.selectors import unit_info
from thongsuot.portal.progress import milestones

LOOKUPS_PER_MINUTE = 30
LONGEST_CODE = 60


@public
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Hỏi bằng mã: leads to the address that the QR code holds."""
    typed = request.GET.get("ma", "")
    if not typed:
        return render(request, "portal/lookup.html", {"typed": "", "errors": []})
    code = cleaned(typed)
    if code:
        return HttpResponseRedirect(reverse("portal:progress", args=[code]))
    return _unknown(request, typed[:LONGEST_CODE])


@public
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """Hồ sơ đang tới đâu, for anybody who knows the code."""
    hit("public-lookup", client_address(request), limit=LOOKUPS_PER_MINUTE, seconds=60, at=now())
    wanted = cleaned(code)
    if wanted != code and wanted:
        return HttpResponseRedirect(reverse("portal:progress", args=[wanted]))
    try:
        found = public_progress(wanted)
    except NotFound:
        return _unknown(request, code)
    if found.code != wanted:  # the provisional number of a receipt printed while the line was down
        return HttpResponseRedirect(reverse("portal:progress", args=[found.code]))
    day, today = timezone.localtime(found.submitted_at).date(), timezone.localdate(now())
    context = {
        "found": found,
        "also": also_under(found.code),
        "status": Status(found.status),
        "completion": COMPLETION[found.status],
        "unit": unit_info(found.unit_id, day),
        "nowadays": nowadays(found.unit_id, day, today),
        "held_by": unit_info(found.held_by_id, today) if found.held_by_id not in (None, found.unit_id) else None,
        "steps": milestones(found.status),
        "typed": wanted,
        "errors": [],
    }
    response = render(request, "portal/progress.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_safe
def visit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mọi hồ sơ của một lần nộp, for who holds the common receipt: codes and degrees of completion, no person."""
    hit("public-lookup", client_address(request), limit=LOOKUPS_PER_MINUTE, seconds=60, at=now())
    rows = [
        {
            "found": found,
            "status": Status(found.status),
            "completion": COMPLETION[found.status],
            "nowadays": nowadays(found.unit_id, timezone.localdate(found.submitted_at), timezone.localdate(now())),
        }
        for found in public_visit(uid)
    ]
    response = render(request, "portal/visit.html", {"rows": rows})
    response["X-Robots-Tag"] = "noindex"
    return response


def cleaned(typed: str) -> str:
    """Mã hồ sơ như được cấp: capitals, no spaces; empty for what cannot be a code."""
    try:
        code = clean_line(typed, limit=LONGEST_CODE).upper().replace(" ", "")
    except Invalid:
        return ""
    return code if code and all(char.isascii() and (char.isalnum() or char in ".-") for char in code) else ""


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    message = _("Không có hồ sơ nào mang mã này. Hãy xem lại mã in trên giấy hẹn hoặc biên nhận.")
    if aliases.looks_provisional(typed):
        message = _(
            "Số tạm này chưa có trên hệ thống. Hồ sơ nhận lúc mất mạng được quầy chuyển lên khi có mạng lại. Hãy giữ giấy tạm, "
            "tra lại sau, hoặc hỏi quầy đã nhận."
        )
    context = {"typed": typed, "errors": [{"field": "ma", "message": message}]}
    return render(request, "portal/lookup.html", context, status=404)
