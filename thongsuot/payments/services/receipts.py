"""Biên lai: lập trong cùng giao dịch với khoản nộp, huỷ và thay có lý do, in lại có dấu bản sao."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks
from thongsuot.dossiers.models import Payment
from thongsuot.dossiers.payments import reference_of
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.payments import journalling, store
from thongsuot.payments.grounds import receipt_form
from thongsuot.payments.models import Receipt
from thongsuot.payments.permissions import COLLECTORS, SUPERVISORS
from thongsuot.payments.revenue import revenue_unit_of


def issue(
    loaded: Loaded,
    payment: Payment,
    *,
    collected_unit_id: int,
    principal: Principal | None,
    at: datetime,
    replaces: Receipt | None = None,
    with_try: bool = False,
) -> Receipt:
    """Lập biên lai của một khoản vừa ghi nhận; the number belongs to the unit whose revenue it is.

    `with_try` writes the paid try beside it, where nobody had tried before.
    """
    assert payment.paid_at is not None, "it was recorded just now"
    day, revenue_unit = timezone.localdate(at), revenue_unit_of(loaded, payment, at)
    form = receipt_form(day)
    row = {
        "province_id": loaded.dossier.province_id,
        "unit_id": revenue_unit,
        "collected_unit_id": collected_unit_id,
        "form": form.form,
        "symbol": form.symbol,
        "year": day.year,
        "dossier_id": loaded.dossier.pk,
        "dossier_code": loaded.dossier.code,
        "request_id": payment.pk,
        "payer": payment.payer,
        "address": str(loaded.dossier.applicant.get("address", ""))[:500],
        "about": loaded.version.short_name[:500],
        "items": payment.items,
        "total": payment.amount,
        "method": payment.method,
        "reference": payment.reference,
        "paid_at": payment.paid_at,
        "issued_at": at,
        "issued_by_id": principal.user_id if principal else None,
        "printed": 0,
        "state": str(Receipt.State.ISSUED),
        "void_reason": "",
        "replaces_id": replaces.pk if replaces else None,
    }
    tried = reference_of(loaded.dossier.code, payment.requested_at) if with_try else ""
    series = f"receipt:{revenue_unit}:{form.symbol}"
    identity, number = store.write_receipt(series, row, try_reference=tried)
    receipt = Receipt(pk=identity, number=number, **row)
    _note(receipt, "receipt_issued", principal, at, total=receipt.total, replaces=str(replaces) if replaces else "")
    return receipt


@transaction.atomic
def void(
    *,
    code: str,
    receipt_id: int,
    principal: Principal,
    at: datetime,
    reason: str,
    replace_payer: str = "",
    replace: bool = False,
) -> Receipt | None:
    """Huỷ biên lai ghi sai, with a reason; the number stays used. `replace` issues another for the same money."""
    loaded = dossier_for(principal, code, lock=True)
    receipt = (
        Receipt.objects.select_for_update()
        .filter(province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk, pk=receipt_id)
        .first()
    )
    if receipt is None:
        raise NotFound()
    _need_hand(principal, receipt)
    if receipt.state == Receipt.State.VOID:
        raise MoveNotAllowed(_("Biên lai này đã huỷ."), code="receipt_void")
    reason = clean_text(reason, field="reason", limit=1000)
    if not reason:
        raise checks.invalid("reason", _("Cần ghi vì sao huỷ biên lai."))
    receipt.state, receipt.voided_at, receipt.voided_by_id, receipt.void_reason = (
        Receipt.State.VOID,
        at,
        principal.user_id,
        reason,
    )
    receipt.save(update_fields=["state", "voided_at", "voided_by", "void_reason"])
    _note(receipt, "receipt_voided", principal, at, reason=reason)
    if not replace:
        return None
    payment = Payment.objects.get(province_id=receipt.province_id, pk=receipt.request_id)
    payment.payer = clean_line(replace_payer, field="payer", limit=200) or receipt.payer
    return issue(
        loaded, payment, collected_unit_id=receipt.collected_unit_id, principal=principal, at=at, replaces=receipt
    )


@transaction.atomic
def note_printed(*, receipt: Receipt, principal: Principal, at: datetime) -> int:
    """Ghi một lần in; returns how many times it has been printed before: 0 for the original."""
    locked = Receipt.objects.select_for_update().get(province_id=receipt.province_id, pk=receipt.pk)
    before = locked.printed
    Receipt.objects.filter(province_id=receipt.province_id, pk=receipt.pk).update(printed=before + 1)
    if before:
        _note(receipt, "receipt_reprinted", principal, at, times=before)
    return before


def _note(receipt: Receipt, verb: str, principal: Principal | None, at: datetime, **data: Any) -> None:
    said = {"receipt": str(receipt), "dossier": receipt.dossier_code, **data}
    place = {"province_id": receipt.province_id, "unit_id": receipt.unit_id}
    by_id = principal.user_id if principal else None
    journalling.about(journalling.RECEIPT, receipt.pk, verb, **place, by_id=by_id, at=at, **said)


def _need_hand(principal: Principal, receipt: Receipt) -> None:
    """Who works where the money was taken, or in the unit whose revenue it is; dossiers have said he sees it."""
    roles = principal.roles_in(receipt.collected_unit_id) | principal.roles_in(receipt.unit_id)
    if not roles & {*COLLECTORS, *SUPERVISORS}:
        raise Forbidden()
