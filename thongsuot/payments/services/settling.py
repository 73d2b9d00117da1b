"""Quyết toán một yêu cầu nộp tiền, inside the transaction of the verb that recorded or cancelled it.

Whatever door the money came through, it ends here: the try is paid, the receipt issued, cash booked, and what is left
over waits to be given back.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.dossiers.events import PaymentCancelled, PaymentRecorded, PaymentRequested
from thongsuot.dossiers.models import Payment
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.payments import journalling, store
from thongsuot.payments.booked import booked_at
from thongsuot.payments.models import Arrival, CashEntry, Exemption, Intent, Receipt, Refund
from thongsuot.payments.permissions import drawer_unit
from thongsuot.payments.revenue import revenue_unit_of
from thongsuot.payments.services import cash, receipts, tries

State = Intent.State


def on_recorded(event: PaymentRecorded) -> Receipt:
    """Khoản vừa ghi nhận: lần thanh toán, biên lai, sổ quỹ."""
    loaded, payment, at = event.loaded, event.payment, booked_at(event.at)
    tried = store.was_tried(payment.province_id, loaded.dossier.pk, payment.pk)
    used = _use_arrivals(loaded, payment, at) if tried else []
    if tried:
        _end_tries(loaded, payment, event.principal, at, {a.intent_id for a in used})
    unit_id = drawer_unit(event.principal, loaded) if event.principal else loaded.counter_id
    receipt = receipts.issue(
        loaded, payment, collected_unit_id=unit_id, principal=event.principal, at=at, with_try=not tried
    )
    in_cash = _in_cash(payment, used)
    if in_cash:
        assert event.principal is not None, "cash always has a hand that took it"
        move = cash.Move(
            CashEntry.Kind.IN,
            CashEntry.Cause.FEE,
            in_cash,
            revenue_unit_id=receipt.unit_id,
            dossier_code=loaded.dossier.code,
            receipt_id=receipt.pk,
        )
        cash.book_move(unit_id=unit_id, move=move, principal=event.principal, at=at)
    return receipt


def _use_arrivals(loaded: Loaded, payment: Payment, at: datetime) -> list[Arrival]:
    """Money that had come in pays the request, oldest first; when all of it was paid in cash, what had come goes back."""
    kept = tries.kept_arrivals(loaded, payment.pk)
    whole_in_cash = payment.method == Payment.Method.CASH and not any(a.source == Arrival.Source.CASH for a in kept)
    left = 0 if whole_in_cash else payment.amount
    used = []
    for arrival in kept:
        arrival.used = min(arrival.amount, left)
        left -= arrival.used
        over = arrival.amount - arrival.used
        arrival.state = Arrival.State.TO_REFUND if over else Arrival.State.USED
        arrival.save(update_fields=["used", "state"])
        if arrival.used:
            used.append(arrival)
        if over:
            queue_refund(loaded, arrival, over, Refund.Cause.OVERPAID, at)
    return used


def _in_cash(payment: Payment, used: list[Arrival]) -> int:
    """What goes into the drawer: all of it, or only what was still missing."""
    if payment.method != Payment.Method.CASH:
        return 0
    return sum(a.used for a in used if a.source == Arrival.Source.CASH) or payment.amount


def _end_tries(
    loaded: Loaded, payment: Payment, principal: Principal | None, at: datetime, paid: set[int | None]
) -> None:
    """Tries through which the money came are paid; others are over, though the gateway may still be asked about them."""
    rows = (
        Intent.objects.select_for_update().filter(province_id=payment.province_id, request_id=payment.pk).order_by("id")
    )
    ways = list(rows)
    if not paid:
        same = next((i for i in ways if i.state == State.PENDING and i.method == payment.method), None)
        paid = {same.pk} if same else set()
    for intent in ways:
        if intent.pk in paid:
            tries.end(intent, State.PAID, at)
        elif intent.state == State.PENDING:
            tries.end(intent, State.EXPIRED, at, trouble="paid_otherwise")
    if not paid:
        by = principal.user_id if principal else None
        tries.open_try(loaded, payment, payment.method, amount=payment.amount, user_id=by, at=at, state=State.PAID)


def on_cancelled(event: PaymentCancelled) -> None:
    """Không phải nộp nữa: tries are over, and what has come in already waits to be given back."""
    loaded, payment, at = event.loaded, event.payment, booked_at(event.at)
    for intent in Intent.objects.select_for_update().filter(
        province_id=payment.province_id, request_id=payment.pk, state=State.PENDING
    ):
        tries.end(intent, State.EXPIRED, at, trouble="cancelled")
    for arrival in tries.kept_arrivals(loaded, payment.pk):
        arrival.state = Arrival.State.TO_REFUND
        arrival.save(update_fields=["state"])
        queue_refund(loaded, arrival, arrival.amount, Refund.Cause.WITHDRAWN, at)


def on_requested(event: PaymentRequested) -> None:
    """Who has been exempted is not asked for the fee of the tariff again."""
    if event.payment.reason:
        return
    place = {"province_id": event.loaded.dossier.province_id, "dossier_id": event.loaded.dossier.pk}
    if Exemption.objects.filter(**place, kind=Exemption.Kind.EXEMPT).exists():
        raise MoveNotAllowed(
            _("Hồ sơ này đã được miễn phí, lệ phí theo biểu phí. Khoản khác thì ghi khoản, số tiền và lý do."),
            code="fee_exempted",
        )


def queue_refund(loaded: Loaded, arrival: Arrival, amount: int, cause: str, at: datetime) -> Refund:
    """Xếp một khoản phải hoàn; a person asks for it and another approves."""
    rows = Payment.objects.filter(province_id=arrival.province_id, pk=arrival.request_id or 0)
    payment = rows.first()
    refund = Refund.objects.create(
        province_id=loaded.dossier.province_id,
        dossier_id=loaded.dossier.pk,
        dossier_code=loaded.dossier.code,
        unit_id=revenue_unit_of(loaded, payment, at) if payment else loaded.competent_id,
        request_id=arrival.request_id,
        arrival_id=arrival.pk,
        intent_id=arrival.intent_id,
        cause=cause,
        amount=amount,
        receiver=arrival.payer or loaded.dossier.applicant_name,
        queued_at=at,
    )
    journalling.about_dossier(
        loaded,
        "refund_queued",
        principal=None,
        at=at,
        amount=amount,
        cause=cause,
        refund_id=refund.pk,
        reason=str(Refund.Cause(cause).label),
    )
    return refund
