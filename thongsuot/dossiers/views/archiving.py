"""Nộp lưu hồ sơ một cửa: what of a year is closed, what is in the archive already; hand in, and see how far it has come."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Forbidden, Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.dossiers.jobs import queue_run
from thongsuot.dossiers.selectors import archiving as selectors
from thongsuot.dossiers.services import archiving
from thongsuot.org.selectors import unit_info

YEARS_SHOWN = 5


@needs(*selectors.HANDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def archive_year(request: HttpRequest) -> HttpResponse:
    """Hồ sơ đã khép của một năm, by field; one press hands in what can be handed in."""
    units, at = _units(request), now()
    asked = request.POST if request.method == "POST" else request.GET
    unit = _chosen(asked.get("don-vi", ""), [one[0] for one in units], strict=request.method == "POST")
    this_year = timezone.localdate(at).year
    wanted = _year(asked.get("nam", ""), this_year - 1)
    year = wanted if archiving.FIRST_YEAR <= wanted <= this_year else this_year - 1
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            with transaction.atomic():
                run, _new = archiving.ask(
                    unit_id=unit,
                    year=wanted,
                    with_unsigned=asked.get("ban-giay") == "1",
                    principal=request.principal,
                    at=at,
                )
                queue_run(run.pk)
            return HttpResponseRedirect(reverse("dossiers:archive_run", args=[run.uid]))
        except Invalid as refused:
            errors = list(refused.errors) or [{"field": "", "message": str(refused.detail)}]
    info = unit_info(unit, timezone.localdate(at))
    lines = selectors.of_year(unit_id=unit, year=year)
    context = {
        "units": units,
        "unit": unit,
        "unit_name": info.full_name,
        "year": year,
        "years": [this_year - n for n in range(YEARS_SHOWN)],
        "lines": lines,
        "left": sum(one.left for one in lines),
        "unsigned": sum(one.unsigned for one in lines),
        "awaiting": sum(one.awaiting for one in lines),
        "runs": selectors.runs_of(unit),
        "errors": errors,
    }
    return render(request, "dossiers/archive_year.html", context, status=422 if errors else 200)


@needs(*selectors.HANDERS)
@require_GET
def archive_run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Đã nộp 380/412, hai hồ sơ chưa được vì…: asks again by itself while it runs, with or without script."""
    progress = selectors.progress_of(selectors.run_seen(uid, request.principal))
    template = (
        "dossiers/_archive_run.html" if request.headers.get("HX-Request") == "true" else "dossiers/archive_run.html"
    )
    unit = unit_info(progress.run.unit_id, timezone.localdate(progress.run.asked_at)).full_name
    return render(request, template, {"progress": progress, "run": progress.run, "unit": unit})


def _units(request: HttpRequest) -> list[tuple[int, str]]:
    day = timezone.localdate(now())
    own = request.principal.units_with(*selectors.HANDERS)
    if not own:
        raise Forbidden()
    return sorted(((one, unit_info(one, day).full_name) for one in own), key=lambda pair: pair[1])


def _chosen(typed: str, own: list[int], *, strict: bool) -> int:
    """The unit that was chosen, if it is one of his; else the first. Nobody hands in for another unit than he meant."""
    chosen = int(typed) if typed.isdecimal() and len(typed) < 18 else 0
    if strict and typed and chosen not in own:
        raise NotFound()
    return chosen if chosen in own else own[0]


def _year(typed: str, usual: int) -> int:
    """The year that was typed; 0 for what is none, which no run takes."""
    if not typed:
        return usual
    return int(typed) if typed.isdecimal() and len(typed) == 4 else 0
