"""Yêu cầu nộp tiền và ghi nhận đã nộp: one open request at a time, paid whole; the clock stands still by policy (RESUME)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.clock import PausePolicy
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks, events, journalling, payments, store, work
from thongsuot.dossiers.models import Payment, Status
from thongsuot.dossiers.permissions import require
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id, dossier_for
from thongsuot.dossiers.services import pauses
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState
from thongsuot.ui.formats import vi_money

ASK = """
INSERT INTO dossiers_payment (province_id, dossier_id, items, amount, reason, note, revenue_unit_id, requested_at, requested_by_id,
  method, reference, payer)
VALUES (%(province)s, %(id)s, %(p_items)s::jsonb, %(p_amount)s, %(p_reason)s, %(p_note)s, %(p_unit)s, %(p_at)s, %(p_by)s, '', '', '')
"""
RECORD = """
UPDATE dossiers_payment SET method = %(p_method)s, reference = %(p_reference)s, payer = %(p_payer)s, paid_at = %(p_paid)s,
  recorded_at = %(p_at)s, recorded_by_id = %(p_by)s
WHERE province_id = %(province)s AND dossier_id = %(id)s AND recorded_at IS NULL AND cancelled_at IS NULL
"""
CANCEL = """
UPDATE dossiers_payment SET cancelled_at = %(p_at)s
WHERE province_id = %(province)s AND dossier_id = %(id)s AND recorded_at IS NULL AND cancelled_at IS NULL
"""


@transaction.atomic
def request_payment(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    items: Sequence[payments.Item] = (),
    reason: str = "",
    note: str = "",
) -> Loaded:
    """Yêu cầu thực hiện nghĩa vụ tài chính: by the procedure's fee rules, or (with a reason) what is typed."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "request-payment", dossier, loaded.holders)
    reason = clean_text(reason, field="reason", limit=2000)
    note = clean_text(note, field="note", limit=2000)
    if items and not reason:
        raise checks.invalid("reason", _("Khoản ghi tay phải có lý do: vì sao thu, căn cứ nào."))
    asked = payments.typed(items) if items else payments.by_rule(loaded)
    if not items:
        reason = ""  # empty says: by the rules
        _refuse_paid_by_rule(loaded)
    amount = sum(item.amount for item in asked)
    if amount > payments.MOST_MONEY:
        raise checks.invalid("items", _("Tổng số tiền quá lớn; hãy kiểm tra lại."), "amount_invalid")
    rows = [item.as_row() for item in asked]
    tasks.open_tasks([work.payment_spec(loaded, at=at)], at=at)
    loaded.payment = Payment(
        province_id=dossier.province_id,
        dossier_id=dossier.pk,
        items=rows,
        amount=amount,
        reason=reason,
        note=note,
        revenue_unit_id=loaded.competent_id,
        requested_at=at,
        requested_by_id=principal.user_id,
    )
    row = {
        "p_items": orjson.dumps(rows).decode(),
        "p_amount": amount,
        "p_reason": reason,
        "p_note": note,
        "p_unit": loaded.competent_id,
        "p_at": at,
        "p_by": principal.user_id,
    }
    pauses.pause(loaded, Status.AWAITING_PAYMENT, at, also=[store.Also(ASK, row)])
    journalling.write(
        loaded, "payment_requested", principal=principal, at=at, amount=amount, items=rows, reason=reason, note=note
    )
    events.tell(events.PaymentRequested(loaded, loaded.payment, principal, at))
    return loaded


def _refuse_paid_by_rule(loaded: Loaded) -> None:
    if any(p.recorded_at and not p.reason for p in payments.of_dossier(loaded.dossier)):
        raise checks.invalid(
            "items",
            _("Khoản theo biểu phí đã thu rồi. Muốn thu thêm, hãy ghi khoản, số tiền và lý do."),
            "paid_before",
        )


@transaction.atomic
def record_payment(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    amount: int,
    method: str,
    paid_at: datetime,
    payer: str,
    reference: str = "",
) -> Loaded:
    """Ghi nhận đã nộp: exactly what was asked for; the dossier goes back to where it came from."""
    loaded = dossier_for(principal, code, lock=True)
    require(principal, "record-payment", loaded.dossier, loaded.holders)
    paid = Paid(amount, method, paid_at, payer, reference)
    return _record(loaded, paid, principal=principal, at=at)


@transaction.atomic
def confirm_payment(*, dossier_id: int, at: datetime, paid: "Paid") -> Loaded:
    """Ghi nhận khoản nộp do cổng thanh toán, ngân hàng xác nhận: recorded by the platform itself, no person's hand.

    MoveNotAllowed when the dossier does not wait for money (any more).
    """
    loaded = dossier_by_id(dossier_id, lock=True)
    if loaded.dossier.status != Status.AWAITING_PAYMENT:
        raise MoveNotAllowed(reason="state", status_now=loaded.dossier.status)
    return _record(loaded, paid, principal=None, at=at)


@dataclass(frozen=True, slots=True)
class Paid:
    """Một lần nộp: integer đồng, how, when, by whom, and the number of the transaction."""

    amount: int
    method: str
    paid_at: datetime
    payer: str
    reference: str = ""


def _record(loaded: Loaded, paid: Paid, *, principal: Principal | None, at: datetime) -> Loaded:
    dossier = loaded.dossier
    asked = payments.open_one(dossier)
    assert asked is not None, "a dossier that awaits payment has one open request"
    _refuse_other_amount(paid.amount, asked.amount)
    paid = _checked(paid, dossier.submitted_at, at)
    before, by_id = dossier.due_at, principal.user_id if principal else None
    row = {
        "p_method": paid.method,
        "p_reference": paid.reference,
        "p_payer": paid.payer,
        "p_paid": paid.paid_at,
        "p_at": at,
        "p_by": by_id,
    }
    tasks.close_subject_tasks(
        province_id=dossier.province_id, subject_id=dossier.pk, kinds=[work.PAYMENT], by_id=by_id, at=at
    )
    policy = loaded.version.pause_policies.get("payment", PausePolicy.RESUME)
    pauses.go_on(loaded, policy, "payment", at, also=[store.Also(RECORD, row)])
    journalling.write(
        loaded,
        "payment_recorded",
        principal=principal,
        at=at,
        amount=paid.amount,
        method=paid.method,
        reference=paid.reference,
        payer=paid.payer,
        paid_at=paid.paid_at.isoformat(),
        policy=str(policy),
        **journalling.due_change(before, dossier.due_at),
    )
    asked.method, asked.reference, asked.payer, asked.paid_at = paid.method, paid.reference, paid.payer, paid.paid_at
    asked.recorded_at, asked.recorded_by_id = at, by_id
    events.tell(events.PaymentRecorded(loaded, asked, principal, at))
    return loaded


def _checked(paid: Paid, submitted_at: datetime, at: datetime) -> Paid:
    """The payment with clean lines; what cannot be true is refused at its field."""
    if paid.method not in Payment.Method.values:
        raise checks.invalid("method", _("Cách nộp phải là một trong: cash, transfer, online."))
    payer = clean_line(paid.payer, field="payer", limit=200)
    if not payer:
        raise checks.invalid("payer", _("Cần ghi tên người nộp tiền."))
    reference = clean_line(paid.reference, field="reference", limit=100)
    if paid.method != Payment.Method.CASH and not reference:
        raise checks.invalid("reference", _("Chuyển khoản, nộp trực tuyến phải ghi mã giao dịch."))
    if not submitted_at.replace(second=0, microsecond=0) <= paid.paid_at <= at:  # offices write minutes
        raise checks.invalid("paid_at", _("Lúc nộp tiền phải sau lúc nộp hồ sơ và không ở tương lai."))
    return replace(paid, payer=payer, reference=reference)


@transaction.atomic
def cancel_payment_request(*, code: str, principal: Principal, at: datetime, reason: str) -> Loaded:
    """Bỏ yêu cầu nộp tiền đang chờ (được miễn, giảm): nothing is owed any more; back to where the dossier came from."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "record-payment", dossier, loaded.holders)
    asked = payments.open_one(dossier)
    assert asked is not None, "a dossier that awaits payment has one open request"
    reason = clean_text(reason, field="reason", limit=2000)
    if not reason:
        raise checks.invalid("reason", _("Cần ghi vì sao không phải nộp nữa."))
    before = dossier.due_at
    tasks.close_subject_tasks(
        province_id=dossier.province_id,
        subject_id=dossier.pk,
        kinds=[work.PAYMENT],
        by_id=principal.user_id,
        at=at,
        state=TaskState.CANCELLED,
    )
    policy = loaded.version.pause_policies.get("payment", PausePolicy.RESUME)
    pauses.go_on(loaded, policy, "payment", at, also=[store.Also(CANCEL, {"p_at": at})])
    journalling.write(
        loaded,
        "payment_cancelled",
        principal=principal,
        at=at,
        amount=asked.amount,
        reason=reason,
        **journalling.due_change(before, dossier.due_at),
    )
    asked.cancelled_at = at
    events.tell(events.PaymentCancelled(loaded, asked, principal, at))
    return loaded


def _refuse_other_amount(given: int, asked: int) -> None:
    if given == asked:
        return
    words = {"given": vi_money(given), "asked": vi_money(asked)}
    text = (
        _("Số tiền %(given)s ít hơn số phải nộp %(asked)s. Chỉ ghi nhận khi đã nộp đủ; chưa có gì được lưu.")
        if given < asked
        else _(
            "Số tiền %(given)s nhiều hơn số phải nộp %(asked)s. Hãy trả lại phần thừa rồi ghi đúng số; chưa có gì được lưu."
        )
    )
    raise checks.invalid("amount", text % words, "amount_differs")


def cancelled_with(loaded: Loaded, at: datetime) -> Sequence[store.Also]:
    """Hồ sơ rút thì không phải nộp nữa; goes with the statement that saves the dossier."""
    return (store.Also(CANCEL, {"p_at": at}),) if loaded.dossier.status == Status.AWAITING_PAYMENT else ()
