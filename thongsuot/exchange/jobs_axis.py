"""Việc nền của trục văn bản: queue what documents told, send, fetch, read, and once a night the directory."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.exchange.axis import directory, keeping, queueing, sending, understanding


@app.periodic(cron="* * * * * */5", periodic_id="exchange_axis_queue")
@app.task(name="exchange.axis_queue", queueing_lock="exchange.axis_queue")
def queue(timestamp: int) -> int:
    """Xếp hàng tin mới của văn bản, until the feed is empty."""
    queued = 0
    while read := queueing.queue_news(now()):
        queued += read
    return queued


@app.periodic(cron="* * * * * */5", periodic_id="exchange_axis_send")
@app.task(name="exchange.axis_send", queueing_lock="exchange.axis_send", lock="exchange.axis_send")
def send(timestamp: int) -> int:
    """Gửi những tin đến lượt."""
    return sending.send(now).sent


@app.periodic(cron="* * * * * */15", periodic_id="exchange_axis_fetch")
@app.task(name="exchange.axis_fetch", queueing_lock="exchange.axis_fetch", lock="exchange.axis_fetch")
def fetch(timestamp: int) -> int:
    """Lấy thông điệp về, rồi đọc."""
    fresh = keeping.fetch(now).fresh
    understanding.understand_all(understanding.due(now()), at=now())
    return fresh


@app.periodic(cron="21 2 * * *", periodic_id="exchange_axis_directory")
@app.task(name="exchange.axis_directory", queueing_lock="exchange.axis_directory")
def refresh_directory(timestamp: int) -> int:
    """Hằng đêm lấy danh bạ cơ quan của trục."""
    return directory.refresh(now())
