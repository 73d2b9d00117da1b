"""Việc định kỳ của phòng tài khoản."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from thongsuot.accounts.services import forget_ended


@app.periodic(cron="47 * * * *", periodic_id="forget_ended_sessions")
@app.task(name="accounts.forget_ended_sessions", queueing_lock="accounts.forget_ended_sessions")
def forget_ended_sessions(timestamp: int) -> int:
    """Xoá phiên đã hết hạn và bộ đếm lần thử không còn dùng."""
    return forget_ended(datetime.fromtimestamp(timestamp, UTC))
