"""Việc nền của chuyển đổi."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.cutover.services import telling


@app.periodic(cron="* * * * * */30", periodic_id="cutover_tell")
@app.task(name="cutover.tell", queueing_lock="cutover.tell")
def tell(timestamp: int) -> int:
    """Báo cho người dân và hệ thống khác về những đợt đã chuyển, theo nhịp họ đọc kịp."""
    return telling.tell(now())
