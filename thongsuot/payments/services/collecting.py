"""Thu tại quầy: yêu cầu (by the fee rules, when nobody has asked yet), nhận tiền mặt, biên lai, sổ quỹ: one transaction."""

from datetime import datetime

from django.db import transaction

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.dossiers import payments
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Payment, Status
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.payments.models import Arrival, Exemption, Intent, Receipt
from thongsuot.payments.permissions import money_verbs
from thongsuot.payments.services import tries


@transaction.atomic
def collect_cash(
    *, code: str, principal: Principal, at: datetime, payer: str = "", amount: int | None = None
) -> Receipt:
    """Thu tiền mặt số còn phải nộp; answers the receipt. `amount` is what the page showed: another one is refused.

    What has come by transfer before counts; only the rest is taken in cash.
    """
    loaded = ensure_asked(code=code, principal=principal, at=at)
    asked = payments.open_one(loaded.dossier)
    if asked is None:
        raise NotFound()
    kept = sum(arrival.amount for arrival in tries.kept_arrivals(loaded, asked.pk))
    given = asked.amount if amount is None else amount + kept
    if kept and given == asked.amount:
        _the_rest_in_cash(asked, asked.amount - kept, payer or loaded.dossier.applicant_name, principal, at)
    dossiers.record_payment(
        code=code,
        principal=principal,
        at=at,
        amount=given,
        method=str(Payment.Method.CASH),
        paid_at=at,
        payer=payer or loaded.dossier.applicant_name,
    )
    return Receipt.objects.get(province_id=loaded.dossier.province_id, request_id=asked.pk, state=Receipt.State.ISSUED)


def _the_rest_in_cash(asked: Payment, amount: int, payer: str, principal: Principal, at: datetime) -> None:
    Arrival.objects.create(
        province_id=asked.province_id,
        dossier_id=asked.dossier_id,
        request_id=asked.pk,
        source=Arrival.Source.CASH,
        external_id=f"TM-{asked.pk}",
        amount=amount,
        payer=payer[:200],
        paid_at=at,
        arrived_at=at,
        noted_by_id=principal.user_id,
    )


@transaction.atomic
def ensure_asked(*, code: str, principal: Principal, at: datetime) -> Loaded:
    """Hồ sơ đang chờ nộp tiền: as it is, or asked now by the fee rules (reduced where that was decided)."""
    loaded = dossier_for(principal, code, lock=True)
    if loaded.dossier.status == Status.AWAITING_PAYMENT:
        if "record-payment" not in money_verbs(principal, loaded):
            raise Forbidden()
        return loaded
    reduced = _reduction(loaded)
    if reduced is None:
        return dossiers.request_payment(code=code, principal=principal, at=at)
    return dossiers.request_payment(
        code=code,
        principal=principal,
        at=at,
        items=reduced_items(reduced),
        reason=f"{reduced.ground} ({reduced.basis})",
    )


@transaction.atomic
def offer_transfer(*, code: str, principal: Principal, at: datetime) -> Intent:
    """Mở lần chuyển khoản để hiện mã VietQR: the same one while it waits."""
    loaded = ensure_asked(code=code, principal=principal, at=at)
    asked = payments.open_one(loaded.dossier)
    assert asked is not None, "it was asked for just now"
    found = tries.usable(loaded, asked, Intent.Method.TRANSFER, at)
    if found is not None:
        return found
    return tries.open_try(loaded, asked, Intent.Method.TRANSFER, amount=asked.amount, user_id=principal.user_id, at=at)


def _reduction(loaded: Loaded) -> Exemption | None:
    rows = Exemption.objects.filter(province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk)
    return rows.filter(kind=Exemption.Kind.REDUCED).first()


def reduced_items(exemption: Exemption) -> list[payments.Item]:
    """Các khoản sau khi giảm: each line by its share, what rounding leaves on the first one."""
    shares = [int(i["amount"]) * exemption.amount_after // exemption.amount_before for i in exemption.items]
    shares[0] += exemption.amount_after - sum(shares)
    pairs = zip(exemption.items, shares, strict=True)
    return [payments.Item(i["kind"], i["text"], share) for i, share in pairs if share]
