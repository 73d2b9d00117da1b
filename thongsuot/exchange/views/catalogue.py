"""Lấy danh mục từ cổng (/can-bo/lien-thong/danh-muc/): asked for here, compared and approved in the catalogue's own importer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.exchange import catalogue, jobs_inbound, systems
from thongsuot.procedures.permissions import EDITOR


@needs(EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Các lần lấy; POST asks for another, in the background."""
    connected = bool(systems.address(systems.NATIONAL_PORTAL))
    if request.method == "POST" and connected:
        jobs_inbound.fetch_catalogue.defer(
            by_id=request.principal.user_id, everything=request.POST.get("toan-bo") == "1"
        )
        messages.success(request, _("Đang lấy và so sánh; kết quả hiện ở đây sau ít phút. Chưa có gì vào danh mục."))
        return HttpResponseRedirect(reverse("exchange:catalogue"))
    return render(request, "exchange/catalogue.html", {"fetches": catalogue.recent(), "connected": connected})
