"""Việc định kỳ của phòng tài khoản."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from thongsuot.accounts.services import close_due, forget_ended


@app.periodic(cron="47 * * * *", periodic_id="forget_ended_sessions")
@app.task(name="accounts.forget_ended_sessions", queueing_lock="accounts.forget_ended_sessions")
def forget_ended_sessions(timestamp: int) -> int:
    """Xoá phiên đã hết hạn và bộ đếm lần thử không còn dùng."""
    return forget_ended(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="*/10 * * * *", periodic_id="close_due_accounts")
@app.task(name="accounts.close_due", queueing_lock="accounts.close_due")
def close_due_accounts(timestamp: int) -> int:
    """Khoá hẳn những tài khoản đến hẹn."""
    return close_due(datetime.fromtimestamp(timestamp, UTC))
