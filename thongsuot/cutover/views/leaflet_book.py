"""Tập tờ thay đổi của cả tỉnh (/quan-tri/to-thay-doi/): asked for, made in the background, fetched."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.cutover.selectors.leaflet import formed_in
from thongsuot.cutover.services import leaflet_book
from thongsuot.org.selectors import unit_info, units_in_force
from thongsuot.portal.contacts import stated_by

province_admin = needs(Role.PROVINCE_ADMIN)


@province_admin
@require_http_methods(["GET", "HEAD", "POST"])
def books(request: HttpRequest) -> HttpResponse:
    """Tập tờ của tỉnh mình; a POST asks for one."""
    at = now()
    day = timezone.localdate(at)
    province_id = min(leaflet_book.provinces_of(request.principal))
    if request.method == "POST":
        book = leaflet_book.ask(province_id=province_id, principal=request.principal, at=at)
        return HttpResponseRedirect(reverse("cutover:leaflet_book", args=[book.uid]))
    formed = set(formed_in(province_id, day))
    page = {
        "province": unit_info(province_id, day),
        "communes": len(formed),
        "with_phone": stated_by([info for info in units_in_force(day) if info.id in formed]),
        "books": leaflet_book.recent(province_id),
    }
    return render(request, "cutover/leaflet_books.html", page)


@province_admin
@require_safe
def book(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tập tờ đang làm tới đâu; asks again by itself, with or without script."""
    page = {"book": leaflet_book.book_of(uid, request.principal)}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "cutover/_leaflet_book.html" if part else "cutover/leaflet_book.html", page)


@province_admin
@require_safe
def book_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tải tập tờ."""
    found = leaflet_book.book_of(uid, request.principal)
    if found.file is None:
        raise NotFound(_("Tập tờ này chưa làm xong."))
    return files.download(found.file)
