"""Tờ “Từ ngày … có gì thay đổi” (/xa-phuong/…/thay-doi/): on the screen, on A4, as PDF; public, nothing personal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import public
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.cutover.papers import leaflets_pdf
from thongsuot.cutover.selectors.leaflet import Leaflet, leaflet_of
from thongsuot.org.pictures.flow import flow_into

PDFS_PER_MINUTE = 20


@public
@require_safe
def leaflet(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Tờ của một xã, as a page that prints on A4."""
    shown = _leaflet(unit_id)
    page = {"leaflet": shown, "info": shown.info, "flow": flow_into(unit_id, shown.on)}
    return render(request, "cutover/leaflet.html", page)


@public
@require_safe
def leaflet_pdf(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Tờ ấy thành PDF."""
    hit("leaflet-pdf", client_address(request), limit=PDFS_PER_MINUTE, seconds=60, at=now())
    shown = _leaflet(unit_id)
    response = HttpResponse(leaflets_pdf([shown]), content_type="application/pdf")
    name = f"thay-doi-{shown.info.code or shown.info.id}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


def _leaflet(unit_id: int) -> Leaflet:
    shown = leaflet_of(unit_id, timezone.localdate(now()))
    if shown is None:
        raise NotFound(_("Đơn vị này không hình thành từ lần sắp xếp nào trong dữ liệu."))
    return shown
