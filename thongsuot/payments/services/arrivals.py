"""Tiền đến: every amount that reached an account is kept once; enough of it pays the request, the rest is given back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden
from thongsuot.common.text import clean_line
from thongsuot.dossiers import checks, payments
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Payment, Status
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.payments import journalling
from thongsuot.payments.models import Arrival, Intent, Refund
from thongsuot.payments.permissions import may_note_money
from thongsuot.payments.services import settling, tries

MOST_MONEY = 10**12


@dataclass(frozen=True, slots=True)
class Money:
    """Một khoản tiền đến: whence, its number there, integer đồng, when, from whom."""

    source: str
    external_id: str
    amount: int
    paid_at: datetime
    payer: str


@transaction.atomic
def note_transfer(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    external_id: str,
    amount: int,
    payer: str,
    paid_at: datetime | None = None,
) -> Arrival:
    """Ghi một lần chuyển khoản đã thấy trên tài khoản: kept whatever its amount; noted twice it is the same one.

    What comes when the dossier owes nothing any more waits to be given back.
    """
    loaded = dossier_for(principal, code, lock=True)
    if not may_note_money(principal, loaded):
        raise Forbidden()
    external_id = clean_line(external_id, field="reference", limit=100)
    if not external_id:
        raise checks.invalid("reference", _("Cần ghi mã giao dịch của ngân hàng."))
    if not 0 < amount <= MOST_MONEY:
        raise checks.invalid("amount", _("Số tiền phải là số nguyên đồng, lớn hơn 0."), "amount_invalid")
    payer = clean_line(payer, field="payer", limit=200) or loaded.dossier.applicant_name
    place = {"province_id": loaded.dossier.province_id, "source": Arrival.Source.TRANSFER}
    before = Arrival.objects.filter(**place, external_id=external_id).first()
    if before is not None and (before.dossier_id, before.amount) == (loaded.dossier.pk, amount):
        return before
    if before is not None:
        raise checks.invalid(
            "reference",
            _("Mã giao dịch này đã ghi cho khoản khác. Hãy kiểm tra lại sao kê."),
            "transfer_noted_before",
        )
    asked = payments.open_one(loaded.dossier) if loaded.dossier.status == Status.AWAITING_PAYMENT else None
    if asked is None and not payments.of_dossier(loaded.dossier):
        raise checks.invalid(
            "reference",
            _("Hồ sơ này chưa có yêu cầu nộp tiền. Hãy yêu cầu nộp tiền trước."),
            "nothing_asked",
        )
    intent = tries.pending(loaded, asked.pk, Intent.Method.TRANSFER) if asked else None
    money = Money(Arrival.Source.TRANSFER, external_id, amount, paid_at or at, payer)
    return take(loaded, money, intent=intent, principal=principal, at=at)


def take(loaded: Loaded, money: Money, *, intent: Intent | None, principal: Principal | None, at: datetime) -> Arrival:
    """Nhận một khoản: once per number of its source; pays the open request when enough has come. The dossier is locked."""
    dossier = loaded.dossier
    asked = payments.open_one(dossier) if dossier.status == Status.AWAITING_PAYMENT else None
    place = {"province_id": dossier.province_id, "source": money.source, "external_id": money.external_id}
    facts = {
        "dossier_id": dossier.pk,
        "request_id": asked.pk if asked else intent.request_id if intent else None,
        "intent_id": intent.pk if intent else None,
        "amount": money.amount,
        "payer": money.payer[:200],
        "paid_at": money.paid_at,
        "arrived_at": at,
        "noted_by_id": principal.user_id if principal else None,
    }
    arrival, new = Arrival.objects.get_or_create(**place, defaults=facts)
    if not new:
        return arrival
    journalling.about_dossier(
        loaded,
        "money_arrived",
        principal=principal,
        at=at,
        amount=money.amount,
        source=money.source,
        number=money.external_id,
    )
    if asked is None:
        arrival.state = Arrival.State.TO_REFUND
        arrival.save(update_fields=["state"])
        gone = dossier.status == Status.WITHDRAWN
        settling.queue_refund(
            loaded, arrival, arrival.amount, Refund.Cause.WITHDRAWN if gone else Refund.Cause.NOT_ASKED, at
        )
        return arrival
    _pay_when_enough(loaded, asked, arrival, principal, at)
    arrival.refresh_from_db()
    return arrival


def _pay_when_enough(loaded: Loaded, asked: Payment, last: Arrival, principal: Principal | None, at: datetime) -> None:
    kept = tries.kept_arrivals(loaded, asked.pk)
    if sum(arrival.amount for arrival in kept) < asked.amount:
        return
    online = any(arrival.source == Arrival.Source.GATEWAY for arrival in kept)
    submitted = loaded.dossier.submitted_at.replace(second=0, microsecond=0)
    paid: dict[str, Any] = {
        "amount": asked.amount,
        "method": str(Payment.Method.ONLINE if online else Payment.Method.TRANSFER),
        "paid_at": min(max(last.paid_at, submitted), at),  # another system's clock
        "payer": last.payer or loaded.dossier.applicant_name,
        "reference": last.external_id,
    }
    if principal is not None:
        dossiers.record_payment(code=loaded.dossier.code, principal=principal, at=at, **paid)
    else:
        dossiers.confirm_payment(dossier_id=loaded.dossier.pk, at=at, paid=dossiers.Paid(**paid))
