"""Trang chủ và hướng dẫn: where a citizen begins."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import public
from thongsuot.common.now import now
from thongsuot.portal import guides
from thongsuot.portal.views.desk import version_of
from thongsuot.procedures.search import usual_first
from thongsuot.procedures.selectors import all_in_force

SHOWN = 12


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Trang chủ: find a procedure, follow a dossier, learn what one's old commune is called now."""
    day = timezone.localdate(now())
    procedures = usual_first([version for version in all_in_force(day) if version.receivable])[:SHOWN]
    ways = {"own": "own" in settings.ONLINE_INTAKE, "national": "national" in settings.ONLINE_INTAKE}
    return render(request, "portal/home.html", {"procedures": procedures, **ways})


@public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Hướng dẫn: filing in five steps, and who helps."""
    return render(request, "portal/guide.html", {"national": "national" in settings.ONLINE_INTAKE})


@public
@require_safe
def procedure_guide(request: HttpRequest, procedure: str) -> HttpResponse:
    """Hướng dẫn một thủ tục, on screen and on paper."""
    guide = guides.guide_of(version_of(procedure))
    context = {**guide, "own": "own" in settings.ONLINE_INTAKE, "today": timezone.localdate(now())}
    return render(request, "portal/procedure_guide.html", context)
