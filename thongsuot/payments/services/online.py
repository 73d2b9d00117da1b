"""Nộp trực tuyến qua cổng: mở lần thanh toán, gửi sang cổng, hỏi lại, nghe cổng báo. The gateway is never called inside a transaction.

What the gateway says is written in one transaction with what follows from it (money kept, request paid, receipt): whoever
dies between two steps leaves a try that is asked about again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, Refused
from thongsuot.dossiers import payments
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id, dossier_for
from thongsuot.org.selectors import unit_info
from thongsuot.payments import journalling
from thongsuot.payments.gateway import messages
from thongsuot.payments.gateway.client import Gateway, NoAnswer, gateway
from thongsuot.payments.models import Arrival, GatewayMessage, Intent
from thongsuot.payments.revenue import UNIT_DISSOLVED
from thongsuot.payments.services import arrivals, tries

Kind, Outcome, State = GatewayMessage.Kind, GatewayMessage.Outcome, Intent.State
# How long to wait before asking again: soon while somebody looks at the page, then less and less often, never not at all.
WAITS = (10, 20, 40, 60, 120, 300, 600, 1800, 3600)
UNKNOWN_THERE = "05"


class NoGateway(Refused):
    """Bản cài này chưa nối cổng thanh toán."""

    code, status = "no_gateway", 409
    title = gettext_lazy("Chưa nộp trực tuyến được")
    detail = gettext_lazy("Nơi này chưa nối cổng thanh toán. Hãy chuyển khoản theo mã QR, hoặc nộp tại quầy.")


def pay_online(*, code: str, principal: Principal, at: datetime, ip: str = "") -> Intent:
    """Bắt đầu nộp trực tuyến; the try comes back with the address of the gateway's page, or without when it is silent.

    Asked twice it is the same try, sent with the same reference: the gateway knows it.
    """
    line = gateway()
    if line is None:
        raise NoGateway()
    intent = _begin(code=code, principal=principal, at=at)
    if not intent.payment_url:
        _send(line, intent, at=at, ip=ip)
        intent.refresh_from_db()
    return intent


@transaction.atomic
def _begin(*, code: str, principal: Principal, at: datetime) -> Intent:
    loaded = payable(code=code, principal=principal)
    asked = payments.open_one(loaded.dossier)
    assert asked is not None, "a dossier that awaits payment has one open request"
    found = tries.usable(loaded, asked, Intent.Method.ONLINE, at)
    if found is not None and (found.expires_at is None or found.expires_at > at):
        return found
    if found is not None:
        tries.end(found, State.EXPIRED, at, trouble="expired")
    left = asked.amount - sum(a.amount for a in tries.kept_arrivals(loaded, asked.pk))
    intent = tries.open_try(loaded, asked, Intent.Method.ONLINE, amount=left, user_id=principal.user_id, at=at)
    intent.next_ask_at = at + timedelta(seconds=WAITS[0])  # asked about even if this process dies before the answer
    intent.save(update_fields=["next_ask_at"])
    journalling.about_dossier(
        loaded, "online_payment_started", principal=principal, at=at, amount=left, number=intent.reference
    )
    return intent


@transaction.atomic
def offer_transfer(*, code: str, principal: Principal, at: datetime) -> Intent:
    """Người dân xin mã VietQR của khoản đang chờ nộp: the same one while it waits."""
    loaded = payable(code=code, principal=principal)
    asked = payments.open_one(loaded.dossier)
    assert asked is not None, "a dossier that awaits payment has one open request"
    found = tries.usable(loaded, asked, Intent.Method.TRANSFER, at)
    if found is not None:
        return found
    return tries.open_try(loaded, asked, Intent.Method.TRANSFER, amount=asked.amount, user_id=principal.user_id, at=at)


def payable(*, code: str, principal: Principal) -> Loaded:
    """Hồ sơ của chính mình đang chờ nộp tiền, locked."""
    loaded = dossier_for(principal, code, lock=True)
    if loaded.sight is not Sight.CITIZEN:
        raise Forbidden()
    if loaded.dossier.status != Status.AWAITING_PAYMENT:
        raise MoveNotAllowed(_("Hồ sơ này không có khoản nào đang chờ nộp."), code="nothing_asked")
    return loaded


def _send(line: Gateway, intent: Intent, *, at: datetime, ip: str) -> None:
    """INIT; whatever the answer, only what it says is written: the money may have come while we waited for it."""
    here = Intent.objects.filter(province_id=intent.province_id, pk=intent.pk)
    try:
        answer = line.init(order_of(intent, at=at, ip=ip))
    except NoAnswer as silence:
        _message(Kind.INIT, intent.reference, Outcome.NO_ANSWER, at, detail=str(silence))
        here.filter(state=State.PENDING).update(trouble=f"init_{silence.code}")
        return
    _message(Kind.INIT, intent.reference, Outcome.OK, at, body={"UrlThanhToan": answer["UrlThanhToan"]})
    here.update(payment_url=answer["UrlThanhToan"])
    here.filter(state=State.PENDING).update(trouble="")


def order_of(intent: Intent, *, at: datetime, ip: str = "") -> messages.Order:
    """The message's content: procedure, unit, account, payer, lines of the fee."""
    loaded = dossier_by_id(intent.dossier_id)
    request = next(p for p in payments.of_dossier(loaded.dossier) if p.pk == intent.request_id)
    unit = unit_info(intent.revenue_unit_id, timezone.localdate(at))
    fees = [messages.Fee(i["kind"], i["text"], i["amount"]) for i in request.items]
    return messages.Order(
        reference=intent.reference,
        amount=intent.amount,
        text=f"Nop phi le phi {intent.dossier_code}",
        at=at,
        procedure_code=loaded.version.code,
        procedure_name=loaded.version.name,
        unit_code=unit.identifier or unit.code,
        unit_name=unit.full_name,
        dossier_code=intent.dossier_code,
        account=intent.account,
        payer={"name": loaded.dossier.applicant_name, "address": str(loaded.dossier.applicant.get("address", ""))},
        fees=fees,
        ip=ip,
    )


def ask(intent: Intent, *, at: datetime) -> None:
    """Hỏi lại kết quả một lần (CONFIRM), and write what it means; a silent gateway is asked again later."""
    line = gateway()
    if line is None:
        return
    try:
        result = line.confirm(intent.reference, at)
    except NoAnswer as silence:
        _message(Kind.CONFIRM, intent.reference, Outcome.NO_ANSWER, at, detail=str(silence))
        _later(intent, at, silence)
        return
    _message(
        Kind.CONFIRM, intent.reference, Outcome.OK, at, body={"TrangThai": result.state.value, "SoTien": result.amount}
    )
    apply(result, at=at)


def _later(intent: Intent, at: datetime, silence: NoAnswer | None = None) -> None:
    """Hẹn lần hỏi sau, longer each time; a try the gateway never heard of is over once it has expired."""
    with transaction.atomic():
        dossier_by_id(intent.dossier_id, lock=True)
        now = Intent.objects.select_for_update().get(province_id=intent.province_id, pk=intent.pk)
        if now.next_ask_at is None:
            return  # decided meanwhile
        expired = now.expires_at is not None and now.expires_at <= at
        now.tries += 1
        now.next_ask_at = at + timedelta(seconds=WAITS[min(now.tries, len(WAITS) - 1)])
        if now.trouble != UNIT_DISSOLVED:
            now.trouble = f"confirm_{silence.code}" if silence else "waiting"
        now.save(update_fields=["tries", "next_ask_at", "trouble"])
        never_heard = silence is not None and silence.code == "refused" and silence.detail.startswith(UNKNOWN_THERE)
        if expired and never_heard:
            tries.end(now, State.FAILED, at, trouble="never_reached")
        elif expired and now.state == State.PENDING:
            tries.end(now, State.EXPIRED, at, trouble=now.trouble)


def apply(result: messages.Result, *, at: datetime) -> bool:
    """Ghi điều cổng nói về một mã tham chiếu; heard twice it changes nothing. False when nobody knows the reference."""
    found = Intent.objects.filter(reference=result.reference, method=Intent.Method.ONLINE).first()
    if found is None:
        return False
    if result.state is messages.State.WAITING:
        _later(found, at)
        return True
    with transaction.atomic():
        loaded = dossier_by_id(found.dossier_id, lock=True)
        intent = Intent.objects.select_for_update().get(province_id=found.province_id, pk=found.pk)
        _DECIDED[result.state](loaded, intent, result, at)
    return True


def _paid(loaded: Loaded, intent: Intent, result: messages.Result, at: datetime) -> None:
    place = {"province_id": intent.province_id, "source": Arrival.Source.GATEWAY, "external_id": result.transaction}
    if Arrival.objects.filter(**place).exists():
        Intent.objects.filter(province_id=intent.province_id, pk=intent.pk).update(next_ask_at=None)
        return
    payer = result.payer or loaded.dossier.applicant_name
    money = arrivals.Money(Arrival.Source.GATEWAY, result.transaction, result.amount, result.paid_at or at, payer)
    arrivals.take(loaded, money, intent=intent, principal=None, at=at)
    intent.refresh_from_db()
    if intent.state != State.PAID:  # not enough, or nobody asks for it any more: the money itself is kept above
        tries.end(intent, State.FAILED, at, trouble="wrong_amount" if result.amount != intent.amount else "not_asked")


def _not_paid(loaded: Loaded, intent: Intent, result: messages.Result, at: datetime) -> None:
    if intent.state not in (State.PENDING, State.EXPIRED):
        return
    was = intent.state
    tries.end(intent, State.FAILED, at, trouble=result.state.name.lower())
    if was == State.PENDING:
        journalling.about_dossier(
            loaded, "online_payment_failed", principal=None, at=at, number=intent.reference, outcome=result.state.name
        )


_DECIDED = {
    messages.State.PAID: _paid,
    messages.State.FAILED: _not_paid,
    messages.State.CANCELLED: _not_paid,
    messages.State.REFUNDED: _not_paid,
}


def hear(body: Mapping[str, Any], *, at: datetime) -> str:
    """Nghe cổng báo (callback): stored before it is understood; forged ones change nothing, doubled ones do no harm.

    Answers the outcome (`GatewayMessage.Outcome`).
    """
    reference = str(body.get("MaThamChieu", ""))[:100]
    return understand(_message(Kind.CALLBACK, reference, Outcome.STORED, at, body=dict(body)), at=at)


def understand(stored: GatewayMessage, *, at: datetime) -> str:
    """Hiểu một bản tin đã cất; safe to repeat."""
    line = gateway()
    if line is None or not messages.is_genuine(stored.body, line.secret):
        return _known(stored, Outcome.FORGED)
    try:
        result = messages.result_of(stored.body)
    except messages.Unreadable as problem:
        return _known(stored, Outcome.UNREADABLE, str(problem))
    return _known(stored, Outcome.OK if apply(result, at=at) else Outcome.UNKNOWN)


def fetch_bill(intent: Intent, *, at: datetime) -> None:
    """Lấy địa chỉ biên lai của cổng (GET_BILL) for a try that was paid; without one nothing is lost."""
    line = gateway()
    if line is None:
        return
    try:
        address = line.bill_address(intent.reference, at)
    except NoAnswer as silence:
        _message(Kind.GET_BILL, intent.reference, Outcome.NO_ANSWER, at, detail=str(silence))
        return
    _message(Kind.GET_BILL, intent.reference, Outcome.OK, at, body={"UrlBienLai": address})
    Intent.objects.filter(province_id=intent.province_id, pk=intent.pk).update(bill_url=address, bill_asked=True)


def _message(
    kind: str, reference: str, outcome: str, at: datetime, *, body: dict[str, Any] | None = None, detail: str = ""
) -> GatewayMessage:
    return GatewayMessage.objects.create(
        kind=kind, reference=reference, outcome=outcome, at=at, body=body or {}, detail=detail[:300]
    )


def _known(stored: GatewayMessage, outcome: str, detail: str = "") -> str:
    GatewayMessage.objects.filter(pk=stored.pk).update(outcome=outcome, detail=detail[:300])
    return str(outcome)
