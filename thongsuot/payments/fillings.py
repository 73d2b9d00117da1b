"""Chỗ cắm: what the pages of lower rooms show about money. Each costs one statement, and none where nobody could pay."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from thongsuot.common.now import now
from thongsuot.dossiers import payments
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.org.selectors import unit_info
from thongsuot.payments.gateway.client import gateway
from thongsuot.payments.permissions import money_verbs
from thongsuot.payments.selectors.dossier import Money, money_of
from thongsuot.payments.views.collecting import WORDS
from thongsuot.procedures.fees import total
from thongsuot.ui import slots


def register() -> None:
    """Cắm vào trang hồ sơ, trang đã tiếp nhận, trang hồ sơ của người dân."""
    slots.fill("dossier.side", "payments/_side.html", beside_a_dossier)
    slots.fill("counter.done", "payments/_done.html", after_receiving)
    slots.fill("citizen.dossier", "payments/_citizen.html", for_the_citizen)


def beside_a_dossier(request: HttpRequest, *, loaded: Loaded) -> Mapping[str, Any] | None:
    """Khoản chờ nộp, biên lai, khoản phải hoàn; nothing where the procedure has no fee and nobody asked for any."""
    if loaded.sight is not Sight.OFFICIAL or not _may_have_money(loaded):
        return None
    money, verbs = money_of(loaded), money_verbs(request.principal, loaded)
    to_ask = not money.has_paid_by_rule and bool(total(payments.lines_by_rule(loaded)))
    return {
        "money": money,
        "code": loaded.dossier.code,
        "words": WORDS,
        "may_collect": bool(verbs) and (money.asked is not None or (to_ask and not money.exemption)),
    }


def _may_have_money(loaded: Loaded) -> bool:
    """A fee by the tariff, or a request of its own: then the clock has a pause for it, now or in the past."""
    if loaded.dossier.status == Status.AWAITING_PAYMENT or payments.lines_by_rule(loaded):
        return True
    return any(pause.get("reason") == "payment" for pause in loaded.dossier.clock.get("pauses", ()))


def after_receiving(request: HttpRequest, *, loaded: Loaded) -> Mapping[str, Any] | None:
    """Thu ngay: when the fee is known, not paid yet, and this person may take it."""
    lines = payments.lines_by_rule(loaded)
    amount = total(lines)
    if not amount or not money_verbs(request.principal, loaded):
        return None
    money = money_of(loaded)
    if money.has_paid_by_rule or money.exemption or (money.asked and money.asked.reason):
        return None
    return {
        "code": loaded.dossier.code,
        "amount": amount,
        "items": [line for line in lines if line.amount],
        "revenue": unit_info(loaded.competent_id, timezone.localdate(now())).full_name,
    }


def for_the_citizen(request: HttpRequest, *, loaded: Loaded) -> Mapping[str, Any] | None:
    """Nộp ngay, biên lai, tiền được hoàn; nothing before anybody asked for money."""
    if not _may_have_money(loaded):
        return None
    money: Money = money_of(loaded)
    if not money:
        return None
    return {"money": money, "code": loaded.dossier.code, "words": WORDS, "online": gateway() is not None}
