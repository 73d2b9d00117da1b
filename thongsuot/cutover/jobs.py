"""Việc nền của chuyển đổi."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.cutover.services import accounts, reminders


@app.periodic(cron="5 * * * *", periodic_id="remind_data")
@app.task(name="cutover.remind_data", queueing_lock="cutover.remind_data")
def remind_data(timestamp: int) -> int:
    """Nhắc các đơn vị còn nợ số liệu."""
    return reminders.remind(now())


@app.task(name="cutover.account_run")
def account_run(run_id: int) -> None:
    """Làm hết một lần tạo, chuyển, khép hay hoàn tác tài khoản."""
    accounts.carry_out(run_id, clock=now)
