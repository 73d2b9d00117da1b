"""Việc nền của chuyển đổi."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.cutover.services import accounts, reminders, telling


@app.periodic(cron="5 * * * *", periodic_id="remind_data")
@app.task(name="cutover.remind_data", queueing_lock="cutover.remind_data")
def remind_data(timestamp: int) -> int:
    """Nhắc các đơn vị còn nợ số liệu."""
    return reminders.remind(now())


@app.task(name="cutover.account_run")
def account_run(run_id: int) -> None:
    """Làm hết một lần tạo, chuyển, khép hay hoàn tác tài khoản."""
    accounts.carry_out(run_id, clock=now)


@app.periodic(cron="* * * * * */30", periodic_id="cutover_tell")
@app.task(name="cutover.tell", queueing_lock="cutover.tell")
def tell(timestamp: int) -> int:
    """Báo cho người dân và hệ thống khác về những đợt đã chuyển, theo nhịp họ đọc kịp."""
    return telling.tell(now())
