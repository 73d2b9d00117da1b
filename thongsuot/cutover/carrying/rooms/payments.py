"""Tiền: what was asked for, paid, receipted, refunded; drawers with their days."""

from thongsuot.cutover.carrying.decisions import carried, left
from thongsuot.payments.models import (
    Arrival,
    BeneficiaryAccount,
    CashBook,
    CashEntry,
    CashSession,
    Exemption,
    GatewayMessage,
    Intent,
    Receipt,
    Refund,
)

MONEY = {
    "request_id": "dossiers.payment",
    "intent_id": "payments.intent",
    "arrival_id": "payments.arrival",
    "receipt_id": "payments.receipt",
    "refund_id": "payments.refund",
    "replaces_id": "payments.receipt",
}

carried(BeneficiaryAccount, "unit")
carried(CashBook, "unit")
for _model in (Arrival, CashEntry, CashSession, Exemption, Intent, Receipt, Refund):
    _named = {name: target for name, target in MONEY.items() if name in {f.attname for f in _model._meta.fields}}
    carried(_model, "province", refs=_named)
left(GatewayMessage, why="lời qua lại với cổng thanh toán; tiền đã đến nằm ở khoản đến, biên lai và nhật ký")
