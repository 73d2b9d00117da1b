"""Khai nơi đến và số gọi của trung tâm (/quan-tri/noi-den/): each unit for itself, the province for all of its communes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.portal import contacts

administrators = needs(*contacts.ADMINS)


@administrators
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Xã của tôi (của tỉnh tôi), those without a telephone first."""
    units = contacts.administered(request.principal, now())
    known = contacts.contacts_of([info.id for info in units])
    if len(units) == 1:
        return HttpResponseRedirect(reverse("portal:contact", args=[units[0].id]))
    rows = [{"info": info, "contact": known.get(info.id)} for info in units]
    rows.sort(key=lambda row: bool(row["contact"] and row["contact"].phone))
    return render(request, "portal/contacts.html", {"rows": rows})


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Khai của một xã."""
    at = now()
    info = next((info for info in contacts.administered(request.principal, at) if info.id == unit_id), None)
    if info is None:
        raise NotFound()
    errors: list[dict[str, Any]] = []
    known = contacts.contacts_of([unit_id]).get(unit_id)
    typed = {name: getattr(known, name) if known else "" for name in contacts.LIMITS}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in contacts.LIMITS}
        try:
            contacts.state(unit_id=unit_id, stated=contacts.Stated(**typed), principal=request.principal, at=at)
        except Invalid as refused:
            errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        else:
            messages.success(request, _("Đã ghi. Trang công khai của %(unit)s hiện ngay.") % {"unit": info.full_name})
            return HttpResponseRedirect(reverse("portal:contact", args=[unit_id]))
    page = {"info": info, "typed": typed, "errors": errors, "stated_at": known.stated_at if known else None}
    return render(request, "portal/contact.html", page, status=422 if errors else 200)
