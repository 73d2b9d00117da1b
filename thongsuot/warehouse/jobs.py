"""Việc nền của kho: the news are read every half minute until none wait."""

from procrastinate.contrib.django import app

from thongsuot.warehouse import handlers, services


@app.periodic(cron="* * * * * */30", periodic_id="follow_the_journal")
@app.task(name="warehouse.follow_the_journal", queueing_lock="warehouse.follow_the_journal")
def follow_the_journal(timestamp: int) -> int:
    """Đọc tin của nhật ký vào kho; on the first of a month what is open goes over into it."""
    services.reach_this_month()
    read = 0
    while found := handlers.follow():
        read += found
    return read


@app.periodic(cron="17 2 * * *", periodic_id="fill_warehouse_gaps")
@app.task(name="warehouse.fill_gaps", queueing_lock="warehouse.fill_gaps")
def fill_gaps(timestamp: int) -> int:
    """Bù sự kiện của hồ sơ chưa có, một đêm nhiều nhất một triệu."""
    filled = 0
    for _batch in range(50):
        found = services.fill_gaps()
        filled += found
        if not found:
            break
    return filled
