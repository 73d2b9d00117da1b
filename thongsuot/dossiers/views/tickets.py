"""Nhận hồ sơ trong một lượt: the counter's pages go on with the number that was called, and ask nothing twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import urlencode

from thongsuot.accounts.id_numbers import mask_id
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.common.text import fold_marks
from thongsuot.dossiers.models import TicketDossier
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.services import tickets as services
from thongsuot.dossiers.views import visits
from thongsuot.hall.selectors.turns import Turn, turn_of

NUMBER = "ticket_number"


def asked_turn(request: HttpRequest) -> Turn | None:
    """The turn named in the address or the form; none for a bent one or another clerk's."""
    given = request.POST.get("so") or request.GET.get("so") or ""
    if not given:
        return None
    if not hasattr(request, "_asked_turn"):
        try:
            found = turn_of(request.principal, UUID(given), now())
        except ValueError:
            found = None
        request._asked_turn = found  # type: ignore[attr-defined]
    return request._asked_turn  # type: ignore[attr-defined, no-any-return]


def carried(request: HttpRequest) -> str:
    """The query that leads visit and turn from page to page; empty without either."""
    visit, turn = visits.asked_visit(request), asked_turn(request)
    query = {"dot": visit.uid if visit else None, "so": turn.uid if turn and turn.open else None}
    query = {key: value for key, value in query.items() if value}
    return f"?{urlencode(query)}" if query else ""


def known(request: HttpRequest) -> dict[str, Any]:
    """What was said at the kiosk; the ID number is taken over without being shown."""
    turn = asked_turn(request)
    kept = ("name", "birth_date", "phone", "email", "address")
    return {key: turn.said[key] for key in kept if turn.said.get(key)} if turn else {}


def masked(request: HttpRequest) -> str:
    """The number that was read or typed at the kiosk, masked; empty without one."""
    turn = asked_turn(request)
    number = turn.said.get("id_number", "") if turn else ""
    return mask_id(number) if number else ""


def number_ticked(request: HttpRequest, kept: dict[str, Any]) -> bool:
    """Whether that number is to be taken: at first it is, later as the box was left."""
    return bool(request.POST.get(NUMBER)) if request.method == "POST" else not kept or NUMBER in kept


def id_number(request: HttpRequest) -> str:
    """Số định danh typed here, or the visit's, or else the one from the kiosk while the name is still that person's."""
    found = visits.id_number(request)
    turn = asked_turn(request)
    if found or turn is None or not request.POST.get(NUMBER):
        return found
    same = _plain(turn.said.get("name", "")) == _plain(request.POST.get("name", ""))
    return turn.said.get("id_number", "") if same else ""


def joined(request: HttpRequest, loaded: Loaded, at: datetime) -> None:
    """The dossier just filed is part of the turn it was filed in, or of the turn of the visit it was added to."""
    turn, uid = asked_turn(request), None
    if turn is not None:
        uid = turn.uid
    elif (visit := visits.asked_visit(request)) is not None:
        first = TicketDossier.objects.filter(code=visit.first.dossier.code).first()
        uid = first.ticket_uid if first else None
    if uid is None:
        return
    try:
        services.join(uid=uid, loaded=loaded, principal=request.principal, at=at)
    except Refused as refused:
        messages.warning(request, str(refused.detail))


def _plain(name: str) -> str:
    return " ".join(fold_marks(name).split())
