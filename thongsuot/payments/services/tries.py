"""Lần thanh toán: mở, kết thúc; one pending try per request and way, each with a reference that is never used again."""

import re
from datetime import datetime, timedelta

from django.utils import timezone

from thongsuot.dossiers.models import Payment
from thongsuot.dossiers.payments import reference_of
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.payments import journalling
from thongsuot.payments.models import Arrival, Intent
from thongsuot.payments.revenue import UNIT_DISSOLVED, is_outdated, revenue_unit_of
from thongsuot.payments.selectors.accounts import account_of, facts

ONLINE_LASTS = timedelta(minutes=30)
KEY_LENGTH = 25
Method, State = Intent.Method, Intent.State


def open_try(
    loaded: Loaded,
    payment: Payment,
    method: str,
    *,
    amount: int,
    user_id: int | None,
    at: datetime,
    state: str = State.PENDING,
) -> Intent:
    """Mở một lần thanh toán; the caller holds the dossier's lock."""
    number = 1 + Intent.objects.filter(province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk).count()
    revenue_unit = revenue_unit_of(loaded, payment, at)
    account = account_of(revenue_unit, timezone.localdate(at))
    return Intent.objects.create(
        province_id=loaded.dossier.province_id,
        request_id=payment.pk,
        dossier_id=loaded.dossier.pk,
        dossier_code=loaded.dossier.code,
        revenue_unit_id=revenue_unit,
        method=method,
        state=state,
        reference=f"{reference_of(loaded.dossier.code, payment.requested_at)}-{number}",
        transfer_key=transfer_key(loaded.dossier.code, loaded.dossier.pk, number) if method == Method.TRANSFER else "",
        amount=amount,
        account=facts(account),
        started_at=at,
        started_by_id=user_id,
        ended_at=None if state == State.PENDING else at,
        expires_at=at + ONLINE_LASTS if method == Method.ONLINE and state == State.PENDING else None,
    )


def transfer_key(code: str, dossier_id: int, number: int) -> str:
    """Nội dung chuyển khoản: the code without dots and dashes (domain-2 §8); a later try of the dossier adds its number."""
    bare = re.sub(r"[^0-9A-Za-z]", "", code).upper()
    tail = "" if number == 1 else f"L{number}"
    return f"{bare}{tail}" if len(bare) + len(tail) <= KEY_LENGTH else f"HS{dossier_id}L{number}"


def pending(loaded: Loaded, request_id: int, method: str) -> Intent | None:
    """Lần đang chờ bằng cách này, locked."""
    rows = Intent.objects.select_for_update().filter(
        province_id=loaded.dossier.province_id, request_id=request_id, method=method, state=State.PENDING
    )
    return rows.first()


def usable(loaded: Loaded, payment: Payment, method: str, at: datetime) -> Intent | None:
    """Lần đang chờ còn dùng được. One that leads to the account of a dissolved unit ends here; money that still comes by it counts."""
    found = pending(loaded, payment.pk, method)
    if found is None or not is_outdated(loaded, payment, found, at):
        return found
    end(found, State.EXPIRED, at, trouble=UNIT_DISSOLVED)
    journalling.about_dossier(
        loaded, "payment_try_ended", principal=None, at=at, number=found.reference, amount=found.amount,
        unit_before=found.revenue_unit_id, unit_now=revenue_unit_of(loaded, payment, at),
    )  # fmt: skip
    return None


def kept_arrivals(loaded: Loaded, request_id: int) -> list[Arrival]:
    """Tiền đã đến, còn giữ cho yêu cầu này, oldest first, locked."""
    rows = Arrival.objects.select_for_update().filter(
        province_id=loaded.dossier.province_id,
        dossier_id=loaded.dossier.pk,
        request_id=request_id,
        state=Arrival.State.KEPT,
    )
    return list(rows.order_by("id"))


def end(intent: Intent, state: str, at: datetime, *, trouble: str = "") -> None:
    """Kết thúc một lần. A try at the gateway is asked about until the gateway says its last word, whatever we think."""
    intent.state, intent.ended_at, intent.trouble = state, at, trouble
    if intent.method != Method.ONLINE or state in (State.PAID, State.FAILED, State.REFUNDED):
        intent.next_ask_at = None
    intent.save(update_fields=["state", "ended_at", "trouble", "next_ask_at"])
