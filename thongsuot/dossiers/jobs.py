"""Việc định kỳ của một cửa."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.dossiers import drafts


@app.periodic(cron="41 3 * * *", periodic_id="forget_old_drafts")
@app.task(name="dossiers.forget_old_drafts", queueing_lock="dossiers.forget_old_drafts")
def forget_old_drafts(timestamp: int) -> int:
    """Xoá bản nháp hai tháng không động tới."""
    return drafts.forget_old(now())
