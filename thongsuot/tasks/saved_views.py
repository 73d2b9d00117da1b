"""Trang bộ lọc đã lưu: keep the filter of a list, put them in order, drop them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.tasks import saved
from thongsuot.tasks.models import SavedFilter


@require_GET
@official
def saved_page(request: HttpRequest) -> HttpResponse:
    """Bộ lọc của tôi."""
    lists = [
        (SavedFilter.Place(place).label, address, saved.filters_of(request.principal.user_id, place))
        for place, address in saved.ADDRESSES.items()
    ]
    return render(request, "tasks/saved.html", {"lists": lists})


@require_POST
@official
def keep(request: HttpRequest) -> HttpResponse:
    """Lưu bộ lọc của danh sách đang xem, and back to it."""
    place = request.POST.get("place", "")
    address = saved.ADDRESSES.get(place)
    if address is None:
        raise NotFound()
    query = saved.query_of(place, request.POST.get("query", ""))
    try:
        found = saved.save(
            user_id=request.principal.user_id,
            place=place,
            name=request.POST.get("name", ""),
            address=query,
            opens=request.POST.get("opens") == "1",
        )
    except Invalid as refused:
        messages.error(request, str(refused.detail))
    else:
        messages.success(request, _("Đã lưu bộ lọc “%(name)s”.") % {"name": found.name})
    return HttpResponseRedirect(f"{address}?{query or 'nhom='}")


@require_POST
@official
def change(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Đổi thứ tự, mở sẵn, bỏ."""
    one = saved.change(user_id=request.principal.user_id, filter_id=filter_id, act=request.POST.get("viec", ""))
    if request.POST.get("viec") == "remove":
        messages.success(request, _("Đã bỏ bộ lọc “%(name)s”.") % {"name": one.name})
    return HttpResponseRedirect(reverse("tasks:saved"))
