"""Danh sách máy quầy: which PCs may receive without the line, where their numbers went, taking one out of use."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.offline import selectors, services
from thongsuot.offline.permissions import REVOKES, WATCHES


@needs(*WATCHES)
@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """Máy quầy của đơn vị."""
    found = selectors.my_devices(request.principal)
    counted = selectors.counts(found)
    rows = [
        (device, counted[device.pk], bool(set(REVOKES) & request.principal.roles_in(device.unit_id)))
        for device in found
    ]
    return render(request, "offline/devices.html", {"rows": rows})


@needs(*WATCHES)
@require_POST
def revoke(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Thu hồi một máy."""
    why = request.POST.get("why", "")
    try:
        device = services.revoke(device_uid=uid, why=why, principal=request.principal, at=now())
    except Invalid as refused:
        messages.error(request, refused.errors[0]["message"])
    else:
        messages.success(request, _("Đã thu hồi %(name)s. Máy ấy không được cấp thêm số.") % {"name": device.name})
    return HttpResponseRedirect(reverse("offline:devices"))
