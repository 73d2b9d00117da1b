"""Việc định kỳ của nền chung: checkpoints, and removal of what has served its time."""

import logging
from datetime import UTC, datetime

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from thongsuot.common import checkpoints, files, notices, ratelimit
from thongsuot.common.idempotency import KEPT_DAYS
from thongsuot.common.now import now

logger = logging.getLogger(__name__)
_BATCH = 10_000
_OLD_KEYS = """
DELETE FROM common_idempotencykey WHERE id IN (
  SELECT id FROM common_idempotencykey WHERE created_at < %s - make_interval(days => %s) LIMIT %s)
"""


@app.periodic(cron="*/10 * * * *", periodic_id="journal_checkpoint")
@app.task(name="common.journal_checkpoint", queueing_lock="common.journal_checkpoint", pass_context=False)
def journal_checkpoint(timestamp: int) -> None:
    """Lập điểm chốt nhật ký."""
    header = checkpoints.make(datetime.fromtimestamp(timestamp, UTC))
    if header:
        logger.info("điểm chốt %s: %d chuỗi", header.name, header.heads)


@app.periodic(cron="17 * * * *", periodic_id="forget_idempotency_keys")
@app.task(name="common.forget_idempotency_keys", queueing_lock="common.forget_idempotency_keys")
def forget_idempotency_keys(timestamp: int) -> int:
    """Xoá khoá chống lặp quá 7 ngày, a batch per statement so that nobody waits."""
    removed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_OLD_KEYS, [now(), KEPT_DAYS, _BATCH])
            removed += cursor.rowcount
            if cursor.rowcount < _BATCH:
                return removed


@app.periodic(cron="37 * * * *", periodic_id="collect_loose_files")
@app.task(name="common.collect_loose_files", queueing_lock="common.collect_loose_files")
def collect_loose_files(timestamp: int) -> None:
    """Dọn tệp không gắn vào đâu: của không ai quá 2 ngày, của một người quá 62 ngày."""
    rows, removed = files.collect(now())
    logger.info("dọn kho tệp: %d dòng, %d tệp", rows, removed)


@app.periodic(cron="27 3 * * *", periodic_id="forget_rate_hits")
@app.task(name="common.forget_rate_hits", queueing_lock="common.forget_rate_hits")
def forget_rate_hits(timestamp: int) -> int:
    """Xoá bộ đếm nhịp không ai chạm tới trong một ngày."""
    return ratelimit.forget_old(now())


@app.periodic(cron="*/5 * * * *", periodic_id="retry_stalled_jobs")
@app.task(name="common.retry_stalled_jobs", queueing_lock="common.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> int:
    """Làm lại việc nền mà tiến trình của nó đã chết giữa chừng; jobs are written so that doing them again is harmless.

    Where its successor stands in the queue already the dead one only goes, or it would hold the lock of both for ever.
    """
    assert context.app is not None
    manager = context.app.job_manager
    stalled = list(await manager.get_stalled_jobs())
    for job in stalled:
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
    return len(stalled)


@app.periodic(cron="* * * * * */20", periodic_id="send_notices")
@app.task(name="common.send_notices", queueing_lock="common.send_notices")
def send_notices(timestamp: int) -> int:
    """Gửi những thông báo đến lượt."""
    return notices.send_due(now)
