"""Tài khoản nào nhận tiền của đơn vị nào, ngày nào."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from thongsuot.payments.models import BeneficiaryAccount


def account_of(unit_id: int, on: date) -> BeneficiaryAccount | None:
    """Tài khoản thụ hưởng của đơn vị ngày đó; None when nobody has named one."""
    return BeneficiaryAccount.objects.filter(unit_id=unit_id, valid__contains=on).first()


def accounts_of(unit_ids: Iterable[int]) -> list[BeneficiaryAccount]:
    """Mọi tài khoản của các đơn vị này, the newest first."""
    return list(BeneficiaryAccount.objects.filter(unit_id__in=list(unit_ids)).order_by("unit_id", "-valid"))


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
