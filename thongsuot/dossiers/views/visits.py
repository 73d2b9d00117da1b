"""Nhiều hồ sơ của một lần đến quầy: go on with the same person, see them together, print one receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs, official
from thongsuot.accounts.models import Role
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import present, receipts, visit_receipts
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors import visits as selectors
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services import visits as services
from thongsuot.ui.forms import parse_date

SAME = "same_person"


@dataclass(frozen=True, slots=True)
class Asked:
    """The visit a counter page goes on with: whose it is and how many dossiers it has."""

    uid: UUID
    name: str
    count: int
    masked: str
    first: Loaded


def asked_visit(request: HttpRequest) -> Asked | None:
    """The visit named in the address or the form; none for a bent one or another counter's."""
    given = request.POST.get("dot") or request.GET.get("dot") or ""
    if not given:
        return None
    cached: Asked | None = getattr(request, "_asked_visit", None)
    if cached is not None:
        return cached
    try:
        visit = selectors.visit_for(request.principal, UUID(given))
    except (ValueError, NotFound):
        return None
    codes = selectors.codes_in(visit)  # the page needs only the first of them: it is asked at every key pressed
    first = dossier_for(request.principal, codes[0])
    dossier = first.dossier
    asked = Asked(visit.uid, dossier.applicant_name, len(codes), present.masked_number(dossier) or "", first)
    request._asked_visit = asked  # type: ignore[attr-defined]
    return asked


def known(request: HttpRequest) -> dict[str, Any]:
    """What the page needs not ask again; the ID number is taken over without being shown."""
    asked = asked_visit(request)
    if asked is None:
        return {}
    dossier = asked.first.dossier
    born = dossier.applicant.get("birth_date")
    helper = dossier.submitter or {}
    return {
        "name": dossier.applicant_name,
        "type": dossier.applicant_type,
        "birth_date": f"{date.fromisoformat(born):%d/%m/%Y}" if born else "",
        "phone": dossier.applicant.get("phone", ""),
        "email": dossier.applicant.get("email", ""),
        "address": dossier.applicant.get("address", ""),
        "submitter_name": helper.get("name", ""),
        "submitter_relation": helper.get("relation", ""),
    }


def id_number(request: HttpRequest) -> str:
    """Số định danh typed; left empty, that of the visit's person, where the clerk says that it is the same one."""
    typed, asked = request.POST.get("id_number", "").strip(), asked_visit(request)
    if typed or asked is None or not request.POST.get(SAME):
        return typed
    born = parse_date(request.POST.get("birth_date", ""))
    return selectors.id_number_of(asked.first, request.POST.get("name", ""), born)


def same_person(request: HttpRequest, kept: Mapping[str, Any]) -> bool:
    """Whether the box "the same person" is ticked: at first it is, later as it was left (in the form, or in the draft)."""
    return bool(request.POST.get(SAME)) if request.method == "POST" else not kept or SAME in kept


def joined(request: HttpRequest, loaded: Loaded, at: datetime) -> None:
    """The dossier just filed stands in the visit it was filed for; when it cannot, it is filed alone and that is said."""
    asked = asked_visit(request)
    if asked is None:
        return
    try:
        services.join(uid=asked.uid, loaded=loaded, principal=request.principal, at=at)
    except Refused as refused:
        messages.warning(request, str(refused.detail))


@require_POST
@needs(Role.COUNTER_CLERK)
def more(request: HttpRequest, code: str) -> HttpResponse:
    """Thêm hồ sơ khác cho cùng người."""
    visit = services.open_visit(code=code, principal=request.principal, at=now())
    return HttpResponseRedirect(f"{reverse('dossiers:counter')}?dot={visit.uid}")


@require_GET
@official
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Các hồ sơ của một lần nộp."""
    visit = selectors.visit_for(request.principal, uid)
    dossiers = selectors.dossiers_in(visit, request.principal)
    context = {
        "visit": visit,
        "rows": [(loaded, Status(loaded.dossier.status).label) for loaded in dossiers],
        "name": dossiers[0].dossier.applicant_name if dossiers else "",
        "tracking": visit_receipts.visit_address(visit),
        "may_print": any(loaded.dossier.received_at for loaded in dossiers),
    }
    return render(request, "dossiers/visit.html", context)


@require_GET
@official
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Giấy tiếp nhận chung (mẫu 01)."""
    visit = selectors.visit_for(request.principal, uid)
    dossiers = selectors.dossiers_in(visit, request.principal)
    for loaded in dossiers:
        receipts.refuse_metadata_only(loaded)
    pdf = visit_receipts.visit_receipt_pdf(visit, dossiers)
    return receipts.pdf_response(pdf, f"giay-tiep-nhan-chung-{visit.opened_at:%Y%m%d}.pdf")
