"""Ki-ốt ở sảnh: find what one came for, see what to bring, follow a dossier. Every page forgets whoever used it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import public
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.common.text import clean_line
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors.one import public_progress
from thongsuot.dossiers.states import COMPLETION
from thongsuot.portal import guides
from thongsuot.portal import kiosk as shared
from thongsuot.portal.kiosk import LIFE_EVENTS, MOST_SHOWN, Kiosk, kiosk_of
from thongsuot.portal.views.lookup import LOOKUPS_PER_MINUTE, cleaned
from thongsuot.procedures import words
from thongsuot.procedures.selectors import version_in_force
from thongsuot.procedures.views.public import papers_of

TIMEOUT_SECONDS = 60
Page = Callable[..., HttpResponse]


def screen(view: Page) -> Page:
    """A page of the kiosk: open to everybody, never stored by the browser, refusals on the kiosk's own page.

    Its forms carry a signed mark of their own instead of the token of a cookie (`portal.kiosk`).
    """

    @wraps(view)
    def shown(request: HttpRequest, unit: str, **names: Any) -> HttpResponse:
        kiosk = kiosk_of(unit, now())
        try:
            response = view(request, kiosk, **names)
        except Refused as refused:
            response = page(request, kiosk, "portal/kiosk/refused.html", {"refused": refused}, status=refused.status)
        response["Cache-Control"], response["X-Robots-Tag"] = "no-store", "noindex"
        return response

    guarded = require_http_methods(["GET", "HEAD", "POST"])(shown)
    return public(csrf_exempt(guarded))


def page(request: HttpRequest, kiosk: Kiosk, template: str, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """One screen with what all screens have."""
    mark, uid = shared.new_mark()
    context = {
        "unit": kiosk.unit,
        "hall": kiosk.hall,
        "home": reverse("portal:kiosk", args=[kiosk.unit.code]),
        "timeout": TIMEOUT_SECONDS,
        "mark": mark,
        "uid": uid,
        **more,
    }
    return render(request, template, context, status=status)


@screen
def home(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Trang đầu: what can be done here, in a few large buttons."""
    return page(
        request, kiosk, "portal/kiosk/home.html", {"bookable": any(service.per_hour for service in kiosk.hall.offered)}
    )


@screen
def find(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Tìm việc: by what happened in one's life, by field, by a few letters."""
    q, field = _asked(request, "q"), _asked(request, "linh-vuc")
    first = int(request.GET["tu"]) if request.GET.get("tu", "").isdecimal() and len(request.GET["tu"]) < 4 else 0
    hits = shared.found(kiosk, q, field)
    return page(
        request,
        kiosk,
        "portal/kiosk/find.html",
        {
            "q": q,
            "field": field,
            "events": LIFE_EVENTS,
            "fields": sorted({version.field for version in shared.offered(kiosk)}),
            "asked": bool(q or field),
            "hits": hits[first : first + MOST_SHOWN],
            "next": first + MOST_SHOWN if len(hits) > first + MOST_SHOWN else None,
            "count": len(hits),
        },
    )


@screen
def procedure(request: HttpRequest, kiosk: Kiosk, code: str) -> HttpResponse:
    """Cần mang gì: papers, time, fee of one procedure; then a number for it."""
    version = version_in_force(code, kiosk.day)
    if version is None:
        raise NotFound()
    return page(
        request,
        kiosk,
        "portal/kiosk/procedure.html",
        {
            "version": version,
            "papers": papers_of(version),
            "time": words.shortest_time(version)[0],
            "fee": words.fee_words(version)[0],
            "service": shared.service_of(kiosk, version),
        },
    )


@screen
def guide(request: HttpRequest, kiosk: Kiosk, code: str) -> HttpResponse:
    """Hướng dẫn một thủ tục: the way at the counter, to read here, to print, or to take along on the phone."""
    version = version_in_force(code, kiosk.day)
    if version is None:
        raise NotFound()
    address = f"{settings.PUBLIC_URL}{reverse('portal:procedure_guide', args=[version.code])}"
    return page(request, kiosk, "portal/kiosk/guide.html", {**guides.guide_of(version), "address": address})


@screen
def track(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Hồ sơ tới đâu: by the code on the receipt, scanned or typed; degree of completion, no person."""
    typed = _asked(request, "ma")
    if not typed:
        return page(request, kiosk, "portal/kiosk/track.html", {"typed": "", "found": None, "error": ""})
    hit("public-lookup", client_address(request), limit=LOOKUPS_PER_MINUTE, seconds=60, at=now())
    code = cleaned(typed.rstrip("/").rsplit("/", 1)[-1])  # a scanner types the whole address of the QR code
    try:
        found = public_progress(code) if code else None
    except NotFound:
        found = None
    if found is None:
        message = _("Không có hồ sơ nào mang mã này. Hãy xem lại mã in trên giấy hẹn.")
        return page(
            request,
            kiosk,
            "portal/kiosk/track.html",
            {"typed": typed[:60], "found": None, "error": message},
            status=404,
        )
    more = {"status": Status(found.status), "completion": COMPLETION[found.status]}
    return page(request, kiosk, "portal/kiosk/track.html", {"typed": code, "found": found, "error": "", **more})


def to(kiosk: Kiosk, name: str, **names: Any) -> HttpResponse:
    """On to another screen."""
    return HttpResponseRedirect(reverse(f"portal:{name}", kwargs={"unit": kiosk.unit.code, **names}))


def _asked(request: HttpRequest, name: str) -> str:
    try:
        return clean_line(request.GET.get(name, ""), field=name, limit=200)
    except Invalid:
        return ""
