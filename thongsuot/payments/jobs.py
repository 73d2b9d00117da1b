"""Việc nền của phòng thanh toán: asks the gateway again until it has said its last word."""

import logging

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.payments.gateway.client import gateway
from thongsuot.payments.selectors.asking import not_understood, to_ask, without_bill
from thongsuot.payments.services import online

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */10", periodic_id="ask_payment_gateway")
@app.task(name="payments.ask_gateway", queueing_lock="payments.ask_gateway")
def ask_gateway(timestamp: int) -> int:
    """Hỏi lại những lần thanh toán đến giờ, hiểu nốt bản tin đã cất, lấy biên lai của cổng; returns how many were asked."""
    if gateway() is None:
        return 0
    for message in not_understood(now()):
        online.understand(message, at=now())
    asked = to_ask(now())
    for intent in asked:
        online.ask(intent, at=now())
    for intent in without_bill(now()):
        online.fetch_bill(intent, at=now())
    return len(asked)
