"""Việc nền cho người dân và những tuần đầu: the leaflets of a province, the hourly count of what stands still."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.cutover.services import leaflet_book, standstill


@app.task(name="cutover.make_leaflet_book")
def make_leaflet_book(book_id: int) -> None:
    """Làm tập tờ thay đổi đã đặt."""
    leaflet_book.make(book_id, at=now())


@app.periodic(cron="17 * * * *", periodic_id="count_standstill")
@app.task(name="cutover.count_standstill", queueing_lock="cutover.count_standstill")
def count_standstill(timestamp: int) -> int:
    """Đếm những tuần đầu của mọi kế hoạch vừa thực hiện."""
    return standstill.count_all(now())
