"""Việc ở quầy: sit down, call, and everything that happens to the number called; by buttons, one POST each."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.hall import panel, services
from thongsuot.hall.asked import number, uid_of
from thongsuot.hall.models import Ticket
from thongsuot.hall.permissions import hall_units, may_serve
from thongsuot.hall.selectors.live import stream_of
from thongsuot.hall.selectors.setup import hall_of

clerk = needs(Role.COUNTER_CLERK)


def own_hall(request: HttpRequest) -> int:
    """The unit at whose counters this clerk sits."""
    units = [unit for unit in hall_units(request.principal) if may_serve(request.principal, unit)]
    if not units:
        raise NotFound()
    return next((unit for unit in units if hall_of(unit).counters), units[0])


@require_GET
@clerk
def part(request: HttpRequest) -> HttpResponse:
    """Khung gọi số, for the page that shows it to renew it; opened by itself it is the page of that name."""
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(reverse("hall:desk"))
    found = panel.panel_of(request, own_hall(request), _back(request, request.GET))
    return render(request, panel.TEMPLATE, found or {}) if found else HttpResponse(status=204)


@require_GET
@clerk
def desk(request: HttpRequest) -> HttpResponse:
    """Trang gọi số riêng: the panel alone, for a counter that only calls."""
    found = panel.panel_of(request, own_hall(request), reverse("hall:desk"))
    return render(request, "hall/desk.html", {"panel": found, **(found or {})})


@require_GET
@clerk
def events(request: HttpRequest) -> HttpResponse:
    """Vé theo dõi mới của sảnh."""
    return JsonResponse({"url": stream_of(own_hall(request))}, headers={"Cache-Control": "no-store"})


@require_POST
@clerk
def call(request: HttpRequest) -> HttpResponse:
    """Gọi số tiếp theo; the page then goes on with that number."""
    ticket = services.call_next(
        unit_id=own_hall(request), press=uid_of(request.POST.get("lan_bam", "")), principal=request.principal, at=now()
    )
    if ticket is None:
        messages.info(request, _("Chưa có ai chờ ở quầy này. Có người lấy số thì khung “Hàng chờ” hiện ngay."))
        return HttpResponseRedirect(_back(request, request.POST))
    return HttpResponseRedirect(_with(_back(request, request.POST), so=str(ticket.uid)))


@require_POST
@clerk
def seat(request: HttpRequest) -> HttpResponse:
    """Mở quầy, tạm nghỉ, đóng quầy."""
    unit_id, act = own_hall(request), request.POST.get("viec", "")
    given: dict[str, Any] = {"unit_id": unit_id, "principal": request.principal, "at": now()}
    if act == "mo":
        services.sit(**given, counter_id=number(request.POST.get("quay", "")))
    elif act == "nghi":
        services.rest(**given)
    elif act == "dong":
        services.leave(**given)
    else:
        raise NotFound()
    return HttpResponseRedirect(_back(request, request.POST))


@require_POST
@clerk
def turn(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Việc với một số: gọi lại, khách đã đến, chuyển, vắng mặt, trở lại, kết thúc."""
    act, at, back = request.POST.get("viec", ""), now(), _back(request, request.POST)
    given: dict[str, Any] = {"uid": uid, "principal": request.principal, "at": at}
    if act == "bat-dau":
        services.start(**given)
        return HttpResponseRedirect(_with(back, so=str(uid), mo="1"))
    if act == "goi-lai":
        services.recall(**given)
        return HttpResponseRedirect(_with(back, so=str(uid)))
    if act == "chuyen":
        _transfer(request, given)
    elif act in SIMPLE:
        SIMPLE[act](**given)
    else:
        raise NotFound()
    return HttpResponseRedirect(back)


SIMPLE: dict[str, Any] = {
    "vang": services.no_show,
    "tro-lai": services.come_back,
    "xong": services.finish,
    "bao-den": services.check_in,
}


def _transfer(request: HttpRequest, given: dict[str, Any]) -> None:
    """`toi` is "dv-<service>" or "q-<counter>"."""
    kind, _sep, place_id = request.POST.get("toi", "").partition("-")
    if kind not in ("dv", "q"):
        raise Invalid(_("Hãy chọn một nơi để chuyển tới."), code="transfer_nowhere")
    place = {"service_id" if kind == "dv" else "counter_id": number(place_id)}
    moved = services.transfer(**given, **place)
    messages.success(request, _("Đã chuyển số %(label)s; số giữ nguyên thời gian đã chờ.") % {"label": moved.label})


@require_POST
@clerk
def take(request: HttpRequest) -> HttpResponse:
    """Lấy số giúp một người ở sảnh."""
    ticket = services.take(
        unit_id=own_hall(request),
        service_id=number(request.POST.get("dich-vu", "")),
        uid=uid_of(request.POST.get("lan_bam", "")),
        source=Ticket.Source.DESK,
        priority=request.POST.get("uu-tien", ""),
        principal=request.principal,
        at=now(),
    )
    messages.success(request, _("Đã lấy số %(label)s.") % {"label": ticket.label})
    return HttpResponseRedirect(_with(_back(request, request.POST), phieu=str(ticket.uid)))


def _back(request: HttpRequest, given: Any) -> str:
    """Where the panel stands: an address of ours, without the number of before."""
    target = str(given.get("ve", ""))
    good = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target.partition("?")[0] if good else reverse("hall:desk")


def _with(address: str, **query: str) -> str:
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}"
