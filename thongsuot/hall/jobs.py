"""Việc nền của sảnh."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.hall import telling
from thongsuot.hall.services import close_past_everywhere


@app.periodic(cron="7 0 * * *", periodic_id="close_halls")
@app.task(name="hall.close_past", queueing_lock="hall.close_past")
def close_past(timestamp: int) -> int:
    """Khép số còn mở của các ngày trước, where nobody has come yet to do it."""
    return close_past_everywhere(now())


@app.periodic(cron="* * * * * */20", periodic_id="hall_tell_near")
@app.task(name="hall.tell_near", queueing_lock="hall.tell_near")
def tell_near(timestamp: int) -> int:
    """Nhắn những số sắp tới lượt."""
    return telling.tell_near(now())


@app.periodic(cron="*/20 * * * *", periodic_id="hall_remind")
@app.task(name="hall.remind", queueing_lock="hall.remind")
def remind(timestamp: int) -> int:
    """Nhắc lượt hẹn ngày mai."""
    return telling.remind(now())


@app.periodic(cron="17 0 * * *", periodic_id="hall_forget_phones")
@app.task(name="hall.forget_phones", queueing_lock="hall.forget_phones")
def forget_phones(timestamp: int) -> int:
    """Xoá số điện thoại của những ngày đã qua."""
    return telling.forget(now())
