"""Phiếu kiểm soát và danh sách bàn giao."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.dossiers import handover, receipts, slips
from thongsuot.dossiers.permissions import WORKING_ROLES
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.typed import day_of
from thongsuot.org.selectors import unit_info


@require_GET
@official
def control_slip(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""
    loaded = dossier_for(request.principal, code)
    receipts.refuse_metadata_only(loaded)
    return receipts.pdf_response(slips.control_slip_pdf(loaded, now()), f"{code}-phieu-kiem-soat.pdf")


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    """Unit, way, division and day of the address; NotFound for what is not of my units, None without a unit."""
    today = timezone.localdate(now())
    mine = sorted(request.principal.units_with(*WORKING_ROLES))
    if not mine:
        return None
    unit = request.GET.get("don-vi", "")
    if unit and unit not in {str(one) for one in mine}:
        raise NotFound()
    unit_id = int(unit) if unit else mine[0]
    way = request.GET.get("chieu", handover.OUT)
    divisions = handover.divisions(unit_id, today)
    organ = request.GET.get("bo-phan", "")
    known = {str(key) for key, _name in divisions}
    if way not in handover.WAYS or (organ and organ not in known):
        raise NotFound()
    return {
        "unit_id": unit_id,
        "way": way,
        "organ_id": int(organ) if organ else None,
        "day": day_of(request.GET.get("ngay", ""), "ngay") or today,
        "divisions": divisions,
        "units": [(u, unit_info(u, today).full_name) for u in mine],
    }


@require_GET
@official
def handover_page(request: HttpRequest) -> HttpResponse:
    """Bàn giao trong ngày: what goes out to the divisions, what comes back to the counter."""
    asked = _asked(request)
    if asked is None:
        return render(request, "dossiers/handover.html", {"asked": None})
    rows = handover.items(**{key: asked[key] for key in ("unit_id", "way", "organ_id", "day")})
    context = {"asked": asked, "rows": rows, "ways": handover.WAYS.items(), "most": handover.MOST}
    return render(request, "dossiers/handover.html", context)


@require_GET
@official
def handover_pdf(request: HttpRequest) -> HttpResponse:
    """Danh sách bàn giao để ký."""
    asked = _asked(request)
    if asked is None:
        raise NotFound()
    wanted = {key: asked[key] for key in ("unit_id", "way", "organ_id", "day")}
    rows = handover.items(**wanted)
    chosen = set(request.GET.getlist("hs"))
    if chosen:
        rows = [row for row in rows if row.code in chosen]
    pdf = handover.handover_pdf(**wanted, rows=rows, at=now())
    return receipts.pdf_response(pdf, f"ban-giao-{wanted['day']:%Y%m%d}.pdf")
