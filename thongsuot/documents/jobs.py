"""Việc nền của văn bản."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.documents.services import delivering


@app.periodic(cron="* * * * * */20", periodic_id="documents_deliver")
@app.task(name="documents.deliver", queueing_lock="documents.deliver")
def deliver(timestamp: int) -> int:
    """Gửi văn bản đã phát hành tới các nơi nhận đang chờ."""
    return delivering.deliver_waiting(now())
