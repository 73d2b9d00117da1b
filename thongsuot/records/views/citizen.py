"""Phòng đọc của công dân: /cong-dan/luu-tru/ records about oneself, asked for with a reason, read when it was granted."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import citizen
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_info
from thongsuot.records import services
from thongsuot.records.giving import item_response
from thongsuot.records.models import ReadRequest, RecordFile, RecordItem
from thongsuot.records.permissions import own_files
from thongsuot.records.views.acting import carry_out


@require_GET
@citizen
def own(request: HttpRequest) -> HttpResponse:
    """Hồ sơ lưu trữ về mình."""
    rows = list(own_files(request.principal).select_related("fonds").order_by("-ended_on", "-id")[:200])
    known = {one.file_id: one for one in _asked(request, rows)}
    context = {
        "rows": [(file, known.get(file.pk)) for file in rows],
        "proved": request.principal.id_number_hash is not None,
        "at": now(),
    }
    return render(request, "records/own.html", context)


def _asked(request: HttpRequest, files: list[RecordFile]) -> list[ReadRequest]:
    return list(ReadRequest.objects.filter(citizen_id=request.principal.user_id, file__in=files).order_by("id"))


@require_http_methods(["GET", "HEAD", "POST"])
@citizen
def own_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một hồ sơ về mình: ask, wait, read."""
    found = own_files(request.principal).select_related("fonds").filter(uid=uid).first()
    if found is None:
        raise NotFound()
    if request.method != "POST":
        return _page(request, found)

    def ask(_request: HttpRequest) -> str:
        services.ask_to_read(uid=uid, reason=request.POST.get("reason", ""), principal=request.principal, at=now())
        return _("Đã gửi. Lưu trữ trả lời ở chính trang này.")

    to = reverse("records:own_file", args=[uid])
    return carry_out(request, {"": ask}, "", page=lambda **more: _page(request, found, **more), to=to)


def _page(request: HttpRequest, found: RecordFile, **more: Any) -> HttpResponse:
    at = now()
    asked = _asked(request, [found])[-1:]
    last = asked[0] if asked else None
    open_now = bool(last and last.open_until and last.open_until > at)
    items = RecordItem.objects.filter(province_id=found.province_id, file=found).defer("text").order_by("ordinal")
    context = {
        "file": found,
        "keeper": unit_info(found.fonds.keeper_id, timezone.localdate(at)).full_name,
        "last": last,
        "open_now": open_now,
        "items": list(items) if open_now else [],
        "errors": more.pop("errors", []),
        "typed": more.pop("typed", {}),
    }
    return render(request, "records/own_file.html", context, **more)


@require_GET
@citizen
def own_item(request: HttpRequest, uid: UUID, ordinal: int) -> HttpResponse:
    """Một tài liệu đã được cho đọc."""
    return item_response(services.view_item(uid=uid, ordinal=ordinal, principal=request.principal, at=now()))
