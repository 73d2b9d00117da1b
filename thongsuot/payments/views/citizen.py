"""Người dân nộp tiền: chọn cách nộp, sang cổng thanh toán, quay về, biên lai của mình."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.accounts.guards import citizen
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.dossiers import receipts
from thongsuot.dossiers.models import Payment
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.org.selectors import unit_info
from thongsuot.payments.gateway.client import gateway
from thongsuot.payments.models import Intent
from thongsuot.payments.papers.receipt import receipt_pdf
from thongsuot.payments.papers.slip import qr_text
from thongsuot.payments.revenue import revenue_unit_of
from thongsuot.payments.selectors.dossier import money_of, receipt_of
from thongsuot.payments.services import online
from thongsuot.payments.views.collecting import WORDS, slip_response

ASKED_A_MINUTE = 12
FRESH = timedelta(seconds=3)


def context_of(loaded: Loaded, **more: Any) -> dict[str, Any]:
    """What the page of paying shows."""
    money = money_of(loaded)
    at = now()
    transfer, pending = (money.usable(loaded, way, at) for way in (Intent.Method.TRANSFER, Intent.Method.ONLINE))
    tries = [i for i in money.intents if i.method == Intent.Method.ONLINE]
    asked = money.asked
    return {
        "dossier": loaded.dossier,
        "version": loaded.version,
        "money": money,
        "words": WORDS,
        "revenue": _revenue(loaded, asked, at),
        "counter": unit_info(loaded.counter_id, timezone.localdate(now())).full_name,
        "online": gateway() is not None,
        "pending": pending,
        "account_changed": money.account_changed(loaded, at),
        "last": tries[-1] if tries else None,
        "transfer": transfer,
        "qr": qr_text(transfer, money.left) if transfer else "",
        **more,
    }


def _revenue(loaded: Loaded, asked: Payment | None, at: datetime) -> str:
    """Đơn vị nhận tiền lúc này: the one that asked, or what has taken its fees over."""
    if asked is None:
        return ""
    unit_id = revenue_unit_of(loaded, asked, at)
    then = asked.requested_at if unit_id == asked.revenue_unit_id else at
    return unit_info(unit_id, timezone.localdate(then)).full_name


@require_http_methods(["GET", "HEAD", "POST"])
@citizen
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Nộp tiền: amount, then online, by transfer with a QR code, or at the counter."""
    loaded = dossier_for(request.principal, code)
    errors: list[dict[str, Any]] = []
    status = 200
    if request.method == "POST":
        try:
            _choose(request, code)
        except Refused as refused:
            if refused.status in (403, 404, 429):
                raise
            errors, status = [{"field": "", "message": str(refused.detail)}], refused.status
        else:
            return HttpResponseRedirect(reverse("payments:pay", args=[code]))
    else:
        _look_again(loaded)
        loaded = dossier_for(request.principal, code)
    return render(request, "payments/pay.html", context_of(loaded, errors=errors), status=status)


def _choose(request: HttpRequest, code: str) -> None:
    way, at = request.POST.get("way"), now()
    if way == "online":
        address = client_address(request)
        hit("pay_online", str(request.principal.user_id), limit=ASKED_A_MINUTE, seconds=60, at=at)
        online.pay_online(code=code, principal=request.principal, at=at, ip=address)
    elif way == "transfer":
        online.offer_transfer(code=code, principal=request.principal, at=at)
    else:
        raise NotFound()


def _look_again(loaded: Loaded) -> None:
    """Whoever comes back from the gateway's page sees what it says now; asked at most once in a few seconds."""
    at, money = now(), money_of(loaded)
    pending = money.waiting(Intent.Method.ONLINE)
    if pending is None or not pending.payment_url or gateway() is None:
        return
    asked_at = (
        pending.next_ask_at - timedelta(seconds=online.WAITS[min(pending.tries, len(online.WAITS) - 1)])
        if pending.next_ask_at
        else at
    )
    if at - asked_at >= FRESH:
        online.ask(pending, at=at)


@require_safe
@citizen
def own_receipt(request: HttpRequest, code: str, receipt_id: int) -> HttpResponse:
    """Biên lai của mình: the payer's copy, marked as a rendering of what the system holds."""
    loaded = dossier_for(request.principal, code)
    receipt = receipt_of(loaded, receipt_id)
    pdf = receipt_pdf(receipt, copies=[_("Liên 2: Giao người nộp tiền")], mark=_("BẢN THỂ HIỆN"))
    return receipts.pdf_response(pdf, f"bien-lai-{receipt.symbol}-{receipt.number_text}.pdf")


@require_safe
@citizen
def own_slip(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu yêu cầu nộp tiền của mình."""
    return slip_response(dossier_for(request.principal, code))
