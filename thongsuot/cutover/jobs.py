"""Việc nền của chuyển đổi."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.cutover.services import reminders


@app.periodic(cron="5 * * * *", periodic_id="remind_data")
@app.task(name="cutover.remind_data", queueing_lock="cutover.remind_data")
def remind_data(timestamp: int) -> int:
    """Nhắc các đơn vị còn nợ số liệu."""
    return reminders.remind(now())
