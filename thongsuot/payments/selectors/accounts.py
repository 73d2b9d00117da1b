"""Tài khoản nào nhận tiền của đơn vị nào, ngày nào."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from thongsuot.payments.gateway.client import gateway
from thongsuot.payments.models import BeneficiaryAccount


def account_of(unit_id: int, on: date) -> BeneficiaryAccount | None:
    """Tài khoản thụ hưởng của đơn vị ngày đó; None when nobody has named one."""
    return BeneficiaryAccount.objects.filter(unit_id=unit_id, valid__contains=on).first()


def accounts_of(unit_ids: Iterable[int]) -> list[BeneficiaryAccount]:
    """Mọi tài khoản của các đơn vị này, the newest first."""
    return list(BeneficiaryAccount.objects.filter(unit_id__in=list(unit_ids)).order_by("unit_id", "-valid"))


def units_paid_online(unit_ids: Iterable[int], on: date) -> frozenset[int]:
    """Đơn vị nhận được tiền trực tuyến ngày đó: a gateway is connected and the unit has an account; one statement."""
    if gateway() is None:
        return frozenset()
    held = BeneficiaryAccount.objects.filter(unit_id__in=list(unit_ids), valid__contains=on)
    return frozenset(held.values_list("unit_id", flat=True))


def facts(account: BeneficiaryAccount | None) -> dict[str, Any]:
    """As a try to pay keeps it; empty for none."""
    if account is None:
        return {}
    return {
        "bank_bin": account.bank_bin,
        "bank_name": account.bank_name,
        "number": account.number,
        "holder": account.holder,
        "demo": account.is_demo,
    }
