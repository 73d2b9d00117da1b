"""Hoàn tiền: /can-bo/hoan-tien/ (hàng chờ), một khoản: đề nghị, duyệt, chi, in phiếu."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import receipts
from thongsuot.dossiers.typed import Typed
from thongsuot.org.selectors import unit_info
from thongsuot.payments.models import Refund
from thongsuot.payments.papers.receipt import refund_pdf
from thongsuot.payments.permissions import SUPERVISORS, see_unit, units_worked_in
from thongsuot.payments.selectors.waiting import open_refunds
from thongsuot.payments.services import refunding
from thongsuot.payments.views.collecting import WORDS, wish_of


@require_GET
@official
def refunds(request: HttpRequest) -> HttpResponse:
    """Các khoản phải hoàn, oldest first, with whose turn it is."""
    mine = units_worked_in(request.principal)
    return render(request, "payments/refunds.html", {"rows": open_refunds(mine), "words": WORDS, "works": bool(mine)})


def _refund(request: HttpRequest, refund_id: int) -> Refund:
    found = Refund.objects.select_related("requested_by", "decided_by", "paid_by").filter(pk=refund_id).first()
    if found is None:
        raise NotFound()
    see_unit(request.principal, found.unit_id)
    return found


def context_of(request: HttpRequest, refund: Refund, **more: Any) -> dict[str, Any]:
    """Everything the page of one refund shows; the one act that comes next."""
    leads = bool(request.principal.roles_in(refund.unit_id) & set(SUPERVISORS))
    asked_myself = refund.requested_by_id == request.principal.user_id
    return {
        "refund": refund,
        "unit": unit_info(refund.unit_id, timezone.localdate(refund.queued_at)).full_name,
        "words": WORDS,
        "may_decide": refund.state == Refund.State.REQUESTED and leads and not asked_myself,
        "waits_for_others": refund.state == Refund.State.REQUESTED and (not leads or asked_myself),
        **more,
    }


@require_GET
@official
def refund(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Một khoản hoàn."""
    return render(request, "payments/refund.html", context_of(request, _refund(request, refund_id)))


def _ask(request: HttpRequest, post: Typed, refund_id: int) -> str:
    refunding.request(refund_id=refund_id, wish=wish_of(post), principal=request.principal, at=now())
    return _("Đã đề nghị hoàn; chờ người khác duyệt.")


def _decide(request: HttpRequest, post: Typed, refund_id: int) -> str:
    approve = post.get("approve") == "1"
    refunding.decide(
        refund_id=refund_id, approve=approve, decision=post.get("decision"), principal=request.principal, at=now()
    )
    return _("Đã duyệt hoàn tiền; chờ chi.") if approve else _("Đã ghi không hoàn, kèm lý do.")


def _pay(request: HttpRequest, post: Typed, refund_id: int) -> str:
    refunding.pay_out(refund_id=refund_id, principal=request.principal, at=now(), reference=post.get("reference"))
    return _("Đã chi hoàn. In phiếu hoàn tiền để người nhận ký.")


ACTS: dict[str, Callable[[HttpRequest, Typed, int], str]] = {"de-nghi": _ask, "duyet": _decide, "chi": _pay}


@require_POST
@official
def act(request: HttpRequest, refund_id: int, verb: str) -> HttpResponse:
    """Đề nghị, duyệt, chi; a refusal comes back on the page with everything that was typed."""
    run = ACTS.get(verb)
    if run is None:
        raise NotFound()
    _refund(request, refund_id)
    try:
        done = run(request, Typed(request.POST, verb), refund_id)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        errors = [{**e, "field": f"{verb}-{e['field']}" if e["field"] else ""} for e in errors]
        context = context_of(request, _refund(request, refund_id), errors=errors, typed=request.POST.dict())
        return render(request, "payments/refund.html", context, status=refused.status)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("payments:refund", args=[refund_id]))


@require_GET
@official
def slip(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Phiếu hoàn tiền; NotFound before it was paid out."""
    found = _refund(request, refund_id)
    if found.state != Refund.State.PAID:
        raise NotFound()
    return receipts.pdf_response(refund_pdf(found), f"{found.dossier_code}-phieu-hoan-{found.number:05}.pdf")
