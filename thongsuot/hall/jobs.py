"""Việc nền của sảnh."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.hall.services import close_past_everywhere


@app.periodic(cron="7 0 * * *", periodic_id="close_halls")
@app.task(name="hall.close_past", queueing_lock="hall.close_past")
def close_past(timestamp: int) -> int:
    """Khép số còn mở của các ngày trước, where nobody has come yet to do it."""
    return close_past_everywhere(now())
