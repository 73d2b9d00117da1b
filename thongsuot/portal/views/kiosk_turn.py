"""Lấy số ở ki-ốt: at once, after saying or laying on the card what the counter will need, by appointment, or as booked before."""

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from thongsuot.accounts.id_numbers import clean, problem_of_id_number
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.common.text import clean_line
from thongsuot.hall import card_page, cards, services, telling
from thongsuot.hall.asked import number
from thongsuot.hall.models import Ticket
from thongsuot.hall.selectors.line import booked_with_code, ticket_of
from thongsuot.hall.selectors.setup import groups_on
from thongsuot.hall.views.public import choices, standing
from thongsuot.portal import kiosk as shared
from thongsuot.portal.kiosk import Kiosk, uid_of_mark
from thongsuot.portal.views.kiosk import page, screen, to
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.selectors import version_in_force
from thongsuot.ui.forms import parse_date

TAKEN_PER_QUARTER = 120  # of one kiosk, or of whoever pretends to be one


@screen
def take(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Lấy số: choose what for, or come with it chosen; who belongs to a group that goes first says so here."""
    if request.method == "POST":
        ticket = _taken(request, kiosk, {})
        return to(kiosk, "kiosk_ticket", uid=ticket.uid)
    return page(
        request,
        kiosk,
        "portal/kiosk/take.html",
        {"version": _version(request.GET.get("thu-tuc", ""), kiosk), "groups": groups_on(kiosk.day)},
    )


@screen
def say(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Khai trước: name and what belongs to it, typed or read from the card, alone or with a helper; then the number."""
    version = _version(request.POST.get("thu-tuc") or request.GET.get("thu-tuc", ""), kiosk)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            ticket = _taken(request, kiosk, _said(request))
            return to(kiosk, "kiosk_ticket", uid=ticket.uid)
        except Invalid as refused:
            if not refused.errors:
                raise
            errors = refused.errors
    return page(
        request,
        kiosk,
        "portal/kiosk/say.html",
        {
            "version": version,
            "groups": groups_on(kiosk.day),
            "card": card_page.names(),
            "typed": request.POST,
            "errors": errors,
            "wrong": {error["field"]: error["message"] for error in errors},
        },
        status=422 if errors else 200,
    )


@screen
def ticket(request: HttpRequest, kiosk: Kiosk, uid: UUID) -> HttpResponse:
    """Số của bạn: large, to print, and as QR for the phone."""
    found = ticket_of(uid)
    if found.unit_id != kiosk.unit.id:
        raise NotFound()
    return page(request, kiosk, "portal/kiosk/ticket.html", {**standing(found, now()), "unit": kiosk.unit})


@screen
def arrived(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Tôi đã hẹn trước: the short code of the appointment becomes a number in the line."""
    error, typed = "", request.POST.get("ma", "")[:100]
    if request.method == "POST":
        uid_of_mark(request)
        code = typed.rstrip("/").rsplit("/", 1)[-1].replace("-", "")[:6]  # or the scanned address of the ticket
        booked = booked_with_code(kiosk.unit.id, kiosk.day, code)
        if booked is not None:
            services.check_in(uid=booked.uid, at=now())
            return to(kiosk, "kiosk_ticket", uid=booked.uid)
        error = _("Hôm nay không có lượt hẹn nào mang mã này. Hãy xem lại mã, hoặc lấy số mới.")
    return page(
        request, kiosk, "portal/kiosk/arrived.html", {"typed": typed, "error": error}, status=404 if error else 200
    )


@screen
def booking(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Hẹn ngày khác."""
    if request.method == "POST":
        slot = parse_datetime(request.POST.get("gio", ""))
        if slot is None or is_naive(slot):
            raise Invalid(_("Không có giờ hẹn này. Hãy chọn một giờ trong danh sách."), code="slot_unknown")
        booked = services.book(
            unit_id=kiosk.unit.id,
            service_id=number(request.POST.get("dich-vu", "")),
            slot_at=slot,
            uid=uid_of_mark(request),
            phone=request.POST.get(telling.FIELD, "")[:40],
            at=now(),
        )
        return to(kiosk, "kiosk_ticket", uid=booked.uid)
    return page(request, kiosk, "portal/kiosk/booking.html", {**choices(request, kiosk.hall, now())})


def _taken(request: HttpRequest, kiosk: Kiosk, said: dict[str, Any]) -> Ticket:
    """The number this form makes; sent twice it is the same one."""
    hit("hall-kiosk", client_address(request), limit=TAKEN_PER_QUARTER, seconds=900, at=now())
    version = _version(request.POST.get("thu-tuc", ""), kiosk)
    service = shared.service_of(kiosk, version) if version else None
    return services.take(
        unit_id=kiosk.unit.id,
        service_id=service.id if service else number(request.POST.get("dich-vu", "")),
        uid=uid_of_mark(request),
        source=Ticket.Source.KIOSK,
        priority=request.POST.get("uu-tien", ""),
        procedure_code=version.code if version else "",
        said=said,
        phone=_phone(request)[:40],
        at=now(),
    )


def _phone(request: HttpRequest) -> str:
    """The number to be told of the turn: typed for just that, or the one of the declaration where that was ticked."""
    return request.POST.get(telling.FIELD, "") or (
        request.POST.get("phone", "") if request.POST.get("nhan-tin") else ""
    )


def _said(request: HttpRequest) -> dict[str, Any]:
    """What was typed, over what the card says where one was laid on; the card's facts are checked here once more."""
    post, at = request.POST, now()
    proof = post.get("the", "")
    read = cards.read(_json(proof), at).as_said() if proof else {}
    errors = []
    said = {key: clean_line(post.get(key, ""), field=key, limit=200) for key in ("name", "phone", "address", "helper")}
    born = clean_line(post.get("birth_date", ""), field="birth_date", limit=20)
    typed_number = clean(post.get("id_number", ""))
    if not said["name"]:
        errors.append({"field": "name", "message": _("Hãy cho biết họ và tên.")})
    if born and parse_date(born) is None:
        errors.append({"field": "birth_date", "message": _("Ngày sinh ghi ngày/tháng/năm, ví dụ 20/05/1990.")})
    if typed_number and (
        problem := problem_of_id_number(typed_number, birth_date=parse_date(born), today=timezone.localdate(at))
    ):
        errors.append({"field": "id_number", "message": problem})
    if said["helper"] and not post.get("consent"):
        errors.append(
            {"field": "consent", "message": _("Người được giúp cần đồng ý. Hãy đánh dấu, hoặc bỏ tên người giúp.")}
        )
    if errors:
        raise Invalid(errors=errors)
    day = parse_date(born)
    said |= {"birth_date": f"{day:%d/%m/%Y}" if day else "", "id_number": typed_number}
    same = bool(read) and read["id_number"] == typed_number and read["name"] == said["name"]
    return {**said, "card": read.get("card", "") if same else "", "gender": read.get("gender", "") if same else ""}


def _json(text: str) -> Any:
    try:
        return orjson.loads(text) if len(text) <= cards.LARGEST else None
    except ValueError:
        return None


def _version(code: str, kiosk: Kiosk) -> Version | None:
    found = version_in_force(code, kiosk.day) if code else None
    return found if found is not None and found.code in {v.code for v in shared.offered(kiosk)} else None
