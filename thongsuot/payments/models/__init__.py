"""Tables of money: accounts, tries to pay, what came in, receipts, exemptions, refunds, the cash book. Integer đồng everywhere."""

from thongsuot.payments.models.accounts import BeneficiaryAccount
from thongsuot.payments.models.cash import CashBook, CashEntry, CashSession
from thongsuot.payments.models.exemptions import Exemption
from thongsuot.payments.models.intents import Arrival, GatewayMessage, Intent
from thongsuot.payments.models.receipts import Receipt
from thongsuot.payments.models.refunds import Refund

__all__ = [
    "Arrival",
    "BeneficiaryAccount",
    "CashBook",
    "CashEntry",
    "CashSession",
    "Exemption",
    "GatewayMessage",
    "Intent",
    "Receipt",
    "Refund",
]
