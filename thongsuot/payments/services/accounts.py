"""Tài khoản thụ hưởng: đặt từ một ngày; the one before ends that day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.common.errors import NotFound
from thongsuot.common.text import clean_line
from thongsuot.dossiers import checks
from thongsuot.org.selectors import unit_info
from thongsuot.payments import journalling, vietqr
from thongsuot.payments.models import BeneficiaryAccount


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Tài khoản như trên giấy của ngân hàng, kho bạc."""

    bank_bin: str
    bank_name: str
    number: str
    holder: str
    valid_from: date
    basis: str = ""


def may_administer(principal: Principal, unit_id: int, on: date) -> bool:
    """Administrators of the unit, or of its province."""
    if Role.UNIT_ADMIN in principal.roles_in(unit_id):
        return True
    return unit_info(unit_id, on).province_id in principal.provinces_with(Role.PROVINCE_ADMIN)


@transaction.atomic
def set_account(*, unit_id: int, new: NewAccount, principal: Principal, at: datetime, on: date) -> BeneficiaryAccount:
    """Đặt tài khoản nhận tiền của đơn vị từ một ngày; what was received before stays with the old one."""
    if not may_administer(principal, unit_id, on):
        raise NotFound()
    bank_bin = clean_line(new.bank_bin, field="bank_bin", limit=6)
    number = clean_line(new.number, field="number", limit=30).replace(" ", "")
    lines: dict[str, Any] = {
        "bank_name": clean_line(new.bank_name, field="bank_name", limit=120),
        "holder": clean_line(new.holder, field="holder", limit=140),
    }
    if not vietqr.BIN.fullmatch(bank_bin):
        raise checks.invalid("bank_bin", _("Mã ngân hàng (BIN) gồm sáu chữ số."))
    if not vietqr.ACCOUNT.fullmatch(number):
        raise checks.invalid("number", _("Số tài khoản gồm 1–19 chữ số hoặc chữ cái không dấu."))
    for field, line in lines.items():
        if not line:
            raise checks.invalid(field, _("Cần ghi mục này."))
    return put(
        unit_id,
        bank_bin,
        number,
        new.valid_from,
        by_id=principal.user_id,
        at=at,
        basis=clean_line(new.basis, field="basis", limit=300),
        **lines,
    )


@transaction.atomic
def put(
    unit_id: int,
    bank_bin: str,
    number: str,
    valid_from: date,
    *,
    by_id: int | None,
    at: datetime,
    bank_name: str,
    holder: str,
    basis: str = "",
    is_demo: bool = False,
) -> BeneficiaryAccount:
    """Write it, ending the one before; refuses a day on or before the beginning of what stands there already."""
    running = list(BeneficiaryAccount.objects.select_for_update().filter(unit_id=unit_id).order_by("valid"))
    if running and running[-1].valid.lower >= valid_from:
        raise checks.invalid(
            "valid_from",
            _("Tài khoản mới phải bắt đầu sau ngày %(day)s, ngày bắt đầu của tài khoản hiện có.")
            % {"day": f"{running[-1].valid.lower:%d/%m/%Y}"},
            "account_too_early",
        )
    if running and (running[-1].valid.upper is None or running[-1].valid.upper > valid_from):
        running[-1].valid = DateRange(running[-1].valid.lower, valid_from)
        running[-1].save(update_fields=["valid"])
    account = BeneficiaryAccount.objects.create(
        unit_id=unit_id,
        valid=DateRange(valid_from, None),
        bank_bin=bank_bin,
        bank_name=bank_name,
        number=number,
        holder=holder,
        is_demo=is_demo,
        basis=basis,
        added_by_id=by_id,
        added_at=at,
    )
    journalling.about(
        journalling.ACCOUNT,
        account.pk,
        "account_set",
        province_id=unit_info(unit_id, valid_from).province_id or unit_id,
        unit_id=unit_id,
        by_id=by_id,
        at=at,
        bank=bank_bin,
        number=number,
        holder=holder,
        valid_from=valid_from.isoformat(),
    )
    stamps.bump(stamps.CATALOGUE)  # which procedures can be paid online is counted with the catalogue
    return account
