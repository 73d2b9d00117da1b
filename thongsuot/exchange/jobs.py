"""Việc nền của liên thông."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.exchange import rest, sending, systems
from thongsuot.exchange.models import System
from thongsuot.exchange.services import queueing


@app.periodic(cron="* * * * * */5", periodic_id="exchange_queue_news")
@app.task(name="exchange.queue_news", queueing_lock="exchange.queue_news")
def queue_news(timestamp: int) -> int:
    """Xếp hàng tin mới của nhật ký, until the feed is empty."""
    queued = 0
    while read := queueing.queue_news(now()):
        queued += read
    return queued


@app.periodic(cron="* * * * * */5", periodic_id="exchange_send")
@app.task(name="exchange.send", queueing_lock="exchange.send")
def send(timestamp: int) -> int:
    """Gửi những tin đến lượt của mọi hệ thống đã nối."""
    with rest.place() as free:
        if not free:
            return 0
        return sum(sending.send(key, clock=now).confirmed for key in systems.connected(System.Direction.OUT))
