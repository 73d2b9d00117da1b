"""Việc nền của đánh giá."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.ratings import traces


@app.periodic(cron="31 3 * * *", periodic_id="forget_rating_traces")
@app.task(name="ratings.forget_traces", queueing_lock="ratings.forget_traces")
def forget_traces(timestamp: int) -> int:
    """Bỏ dấu thiết bị quá ba mươi ngày."""
    return traces.forget_old(now())
