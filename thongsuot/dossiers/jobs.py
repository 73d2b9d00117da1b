"""Việc định kỳ của một cửa."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.dossiers import drafts, notices


@app.periodic(cron="41 3 * * *", periodic_id="forget_old_drafts")
@app.task(name="dossiers.forget_old_drafts", queueing_lock="dossiers.forget_old_drafts")
def forget_old_drafts(timestamp: int) -> int:
    """Xoá bản nháp hai tháng không động tới."""
    return drafts.forget_old(now())


@app.periodic(cron="* * * * * */20", periodic_id="tell_citizens")
@app.task(name="dossiers.tell_citizens", queueing_lock="dossiers.tell_citizens")
def tell_citizens(timestamp: int) -> int:
    """Xếp thông báo cho những việc vừa xảy ra, until the feed is empty."""
    told = 0
    while read := notices.tell_citizens(now()):
        told += read
    return told
