"""Việc nền của một cửa: what runs by the clock, exports and acts for many dossiers."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thongsuot.common.now import now
from thongsuot.dossiers import drafts, exports, notices, signed_results
from thongsuot.dossiers.services import archiving, bulk, lost_work, paged_results


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


@app.periodic(cron="51 3 * * *", periodic_id="forget_old_exports")
@app.task(name="dossiers.forget_old_exports", queueing_lock="dossiers.forget_old_exports")
def forget_old_exports(timestamp: int) -> int:
    """Bỏ tệp xuất quá bảy ngày."""
    return exports.forget_old(now())


@app.task(name="dossiers.make_export")
def make_export(export_id: int) -> None:
    """Làm một tệp xuất đã đặt."""
    exports.make(export_id, at=now())


@app.task(name="dossiers.carry_out_bulk")
def carry_out_bulk(run_id: int) -> None:
    """Làm hàng loạt một lần đã đặt."""
    bulk.carry_out(run_id, clock=now)


@app.task(name="dossiers.hand_in_year")
def hand_in_year(run_id: int) -> None:
    """Nộp lưu hồ sơ đã khép của một năm; goes on where a killed one stopped."""
    archiving.carry_out(run_id, clock=now)


def queue_run(run_id: int) -> bool:
    """Xếp việc nộp lưu của một lượt, one worker at a time; False when it stands in the queue already."""
    name = f"dossiers.hand_in_year.{run_id}"
    try:
        with transaction.atomic():
            hand_in_year.configure(lock=name, queueing_lock=name).defer(run_id=run_id)
    except AlreadyEnqueued:
        return False
    return True


@app.periodic(cron="*/5 * * * *", periodic_id="go_on_handing_in")
@app.task(name="dossiers.go_on_handing_in", queueing_lock="dossiers.go_on_handing_in")
def go_on_handing_in(timestamp: int) -> int:
    """Làm tiếp những lượt nộp lưu dở dang: a fault ended their job (the disk full, the database away for a moment)."""
    return sum(queue_run(run_id) for run_id in archiving.unfinished())


@app.task(name=signed_results.MAKE_PAGES)
def make_pages(dossier_id: int) -> int:
    """Làm trang PDF từ ảnh, tệp Word là kết quả của một hồ sơ, rồi trình ký."""
    return paged_results.make_pages(dossier_id, clock=now)


@app.periodic(cron="*/5 * * * *", periodic_id="make_pages_left")
@app.task(name="dossiers.make_pages_left", queueing_lock="dossiers.make_pages_left")
def make_pages_left(timestamp: int) -> int:
    """Xếp lại những tệp còn chờ làm trang: the worker that had them may have been killed."""
    return paged_results.queue_left(now())


@app.periodic(cron="*/10 * * * *", periodic_id="watch_lost_notices")
@app.task(name="dossiers.watch_lost_notices", queueing_lock="dossiers.watch_lost_notices")
def watch_lost_notices(timestamp: int) -> int:
    """Mở việc cho quầy có nhiều thông báo không tới; close it when the list is empty."""
    return lost_work.watch(now())
