"""Thu tiền: /can-bo/thu-phi/ (ai đang chờ nộp), /can-bo/thu-phi/{mã hồ sơ}/ (thu, mã QR, miễn giảm, biên lai)."""

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
from thongsuot.common import files
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import payments, receipts
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.typed import Typed
from thongsuot.org.selectors import unit_info
from thongsuot.payments import grounds
from thongsuot.payments.models import Arrival, Exemption, Intent, Refund
from thongsuot.payments.papers.receipt import receipt_pdf
from thongsuot.payments.papers.slip import qr_text, slip_pdf
from thongsuot.payments.permissions import COLLECTORS, SUPERVISORS, may_note_money, money_verbs, units_worked_in
from thongsuot.payments.selectors.dossier import Money, money_of, receipt_of
from thongsuot.payments.selectors.waiting import to_collect
from thongsuot.payments.services import arrivals, collecting, exempting, refunding
from thongsuot.payments.services import receipts as receipt_services
from thongsuot.procedures.fees import total


@require_GET
@official
def waiting(request: HttpRequest) -> HttpResponse:
    """Chờ nộp tiền: longest waiting first; a code typed above leads straight to its page."""
    code = request.GET.get("ma", "").strip()
    if code:
        # A slash (of a document's sign) stands in no code, and in no address of one.
        return HttpResponseRedirect(reverse("payments:collect", args=[code.upper()[:60].replace("/", "-")]))
    mine = units_worked_in(request.principal)
    today = timezone.localdate(now())
    rows = [(row, unit_info(row.revenue_unit_id, today).full_name) for row in to_collect(mine)]
    return render(request, "payments/waiting.html", {"rows": rows, "works": bool(mine)})


def context_of(request: HttpRequest, loaded: Loaded, **more: Any) -> dict[str, Any]:
    """Everything the page of one dossier's money shows."""
    money, verbs = money_of(loaded), money_verbs(request.principal, loaded)
    lines = payments.lines_by_rule(loaded)
    by_rule = None if money.has_paid_by_rule or money.asked else total(lines)
    transfer = money.usable(loaded, Intent.Method.TRANSFER, now())
    amount = money.asked.amount if money.asked else _still_to_ask(money, by_rule)
    return {
        "loaded": loaded,
        "dossier": loaded.dossier,
        "version": loaded.version,
        "money": money,
        "items": money.asked.items
        if money.asked
        else [{"text": x.text, "amount": x.amount} for x in lines if x.amount],
        "amount": amount,
        "unknown": [x for x in lines if x.amount is None] if not money.asked and not money.has_paid_by_rule else [],
        "may": verbs,
        "may_collect": bool(amount) and bool(verbs),
        "may_exempt": bool(verbs) and bool(by_rule or _asked_by_rule(money)) and money.exemption is None,
        "may_note_late": not money.asked and bool(money.requests) and may_note_money(request.principal, loaded),
        "may_correct": _may_correct(request, money),
        "transfer": transfer,
        "account_changed": money.account_changed(loaded, now()),
        "qr": qr_text(transfer, money.left) if transfer else "",
        "revenue": unit_info(loaded.competent_id, timezone.localdate(now())).full_name,
        "status_words": Status(loaded.dossier.status).label,
        "words": WORDS,
        "receipt_options": [(r.pk, f"{r} · {r.payer}") for r in money.issued],
        "grounds": [(g.code, g.name) for g in grounds.grounds()],
        "fee_notes": list(dict.fromkeys(x.note for x in lines if x.note)),
        "basis": grounds.grounds()[0].basis,
        **more,
    }


WORDS = {
    "intent": {str(s): s.label for s in Intent.State},
    "method": {str(m): m.label for m in Intent.Method},
    "arrival": {str(s): s.label for s in Arrival.State},
    "refund": {str(s): s.label for s in Refund.State},
    "cause": {str(c): c.label for c in Refund.Cause},
    "exemption": {str(k): k.label for k in Exemption.Kind},
}


def _still_to_ask(money: Money, by_rule: int | None) -> int | None:
    """By the tariff, less what was reduced; nothing for who is exempt or has paid."""
    if money.exemption is not None and not money.has_paid_by_rule:
        return money.exemption.amount_after if not any(p.recorded_at for p in money.requests) else 0
    return by_rule


def _asked_by_rule(money: Money) -> bool:
    return money.asked is not None and not money.asked.reason


def _may_correct(request: HttpRequest, money: Money) -> bool:
    units = {r.collected_unit_id for r in money.receipts} | {r.unit_id for r in money.receipts}
    return any(request.principal.roles_in(unit) & {*COLLECTORS, *SUPERVISORS} for unit in units)


def _inside(request: HttpRequest, code: str) -> Loaded:
    loaded = dossier_for(request.principal, code)
    receipts.refuse_metadata_only(loaded)
    return loaded


@require_GET
@official
def collect(request: HttpRequest, code: str) -> HttpResponse:
    """Tiền của một hồ sơ: what to collect now, in which way, and what was collected."""
    return render(request, "payments/collect.html", context_of(request, _inside(request, code)))


Act = Callable[..., str]


def _cash(request: HttpRequest, post: Typed, *, code: str, at: Any) -> str:
    amount = post.money("amount") if post.get("amount") else None
    receipt = collecting.collect_cash(
        code=code, principal=request.principal, at=at, payer=post.get("payer"), amount=amount
    )
    return _("Đã thu tiền mặt, biên lai %(receipt)s. In biên lai giao người nộp.") % {"receipt": receipt}


def _offer(request: HttpRequest, post: Typed, *, code: str, at: Any) -> str:
    collecting.offer_transfer(code=code, principal=request.principal, at=at)
    return _("Mời người nộp quét mã QR. Khi tài khoản báo có, ghi mã giao dịch bên dưới mã.")


def _transfer(request: HttpRequest, post: Typed, *, code: str, at: Any) -> str:
    arrival = arrivals.note_transfer(
        code=code,
        principal=request.principal,
        at=at,
        external_id=post.get("reference"),
        amount=post.money("transferred"),
        payer=post.get("payer"),
    )
    if arrival.state == Arrival.State.KEPT:
        return _("Đã ghi số tiền đến. Chưa đủ số phải nộp: tiền được giữ, hồ sơ chờ nốt phần còn lại.")
    if arrival.state == Arrival.State.TO_REFUND and not arrival.used:
        return _("Đã ghi tiền đến; hồ sơ không còn phải nộp nên tiền chờ hoàn.")
    return _("Đã ghi nhận chuyển khoản; hồ sơ đi tiếp. In biên lai giao người nộp.")


def _exempt(request: HttpRequest, post: Typed, *, code: str, at: Any) -> str:
    uploads = request.FILES.getlist("evidence")
    file_id = str(files.store(uploads[0], uploads[0].name or "tep", request.principal.user_id).uid) if uploads else ""
    decision = exempting.Decision(
        amount=post.money("remaining") if post.get("remaining") else 0,
        ground=post.get("ground") or post.get("other_ground"),
        basis=post.get("basis"),
        file_id=file_id,
        seen=post.get("seen"),
    )
    exempting.exempt(code=code, decision=decision, principal=request.principal, at=at)
    return _("Đã ghi miễn, giảm kèm căn cứ.")


def _void(request: HttpRequest, post: Typed, *, code: str, at: Any) -> str:
    made = receipt_services.void(
        code=code,
        receipt_id=_number(post.get("receipt")),
        principal=request.principal,
        at=at,
        reason=post.get("reason"),
        replace=post.get("replace") == "1",
        replace_payer=post.get("new_payer"),
    )
    return (
        _("Đã huỷ và lập biên lai thay %(receipt)s.") % {"receipt": made}
        if made
        else _("Đã huỷ biên lai; số không dùng lại.")
    )


def _ask_back(request: HttpRequest, post: Typed, *, code: str, at: Any) -> str:
    refunding.ask_back(
        code=code,
        receipt_id=_number(post.get("receipt")),
        amount=post.money("refund_amount"),
        wish=wish_of(post),
        principal=request.principal,
        at=at,
    )
    return _("Đã đề nghị hoàn; chờ người khác duyệt ở trang Hoàn tiền.")


def wish_of(post: Typed) -> refunding.Wish:
    """Hoàn thế nào, as typed."""
    account = {name: post.get(name) for name in ("bank_bin", "holder")} | {"number": post.get("account")}
    return refunding.Wish(post.get("reason"), post.get("receiver"), post.get("method"), account)


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
        raise NotFound()
    return int(typed)


ACTS: dict[str, Act] = {
    "tien-mat": _cash,
    "ma-qr": _offer,
    "chuyen-khoan": _transfer,
    "mien-giam": _exempt,
    "huy-bien-lai": _void,
    "de-nghi-hoan": _ask_back,
}


@require_POST
@official
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Làm một việc về tiền; a refusal comes back on the same page with everything that was typed."""
    run = ACTS.get(verb)
    if run is None:
        raise NotFound()
    post = Typed(request.POST, verb)
    _inside(request, code)
    try:
        done = run(request, post, code=code, at=now())
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        loaded = dossier_for(request.principal, code)
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        errors = [{**e, "field": f"{verb}-{FIELDS.get(e['field'], e['field'])}" if e["field"] else ""} for e in errors]
        context = context_of(request, loaded, errors=errors, typed=request.POST.dict(), failed=verb)
        return render(request, "payments/collect.html", context, status=refused.status)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("payments:collect", args=[code]))


FIELDS = {"file_id": "evidence", "amount": "amount"}


@require_POST
@official
def print_receipt(request: HttpRequest, code: str, receipt_id: int) -> HttpResponse:
    """In biên lai ba liên: the first printing is the original, each later one is marked as printed again."""
    loaded = _inside(request, code)
    receipt = receipt_of(loaded, receipt_id)
    before = receipt_services.note_printed(receipt=receipt, principal=request.principal, at=now())
    at = timezone.localtime(now())
    mark = _("IN LẠI LẦN %(n)s, %(at)s") % {"n": before, "at": f"{at:%H:%M %d/%m/%Y}"} if before else ""
    return receipts.pdf_response(
        receipt_pdf(receipt, mark=mark), f"bien-lai-{receipt.symbol}-{receipt.number_text}.pdf"
    )


@require_GET
@official
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu yêu cầu nộp tiền có mã VietQR."""
    loaded = _inside(request, code)
    return slip_response(loaded)


def slip_response(loaded: Loaded) -> HttpResponse:
    """The slip of the open request; NotFound when nothing is asked or no transfer was offered."""
    money = money_of(loaded)
    intent = money.usable(loaded, Intent.Method.TRANSFER, now())
    if money.asked is None or intent is None:
        raise NotFound()
    return receipts.pdf_response(
        slip_pdf(loaded, money.asked, intent, money.left, now()), f"{loaded.dossier.code}-yeu-cau-nop-tien.pdf"
    )
