"""Việc nền của kho: the news are read every half minute until none wait."""

from procrastinate.contrib.django import app

from thongsuot.warehouse import handlers


@app.periodic(cron="* * * * * */30", periodic_id="follow_the_journal")
@app.task(name="warehouse.follow_the_journal", queueing_lock="warehouse.follow_the_journal")
def follow_the_journal(timestamp: int) -> int:
    """Đọc tin của nhật ký vào kho."""
    read = 0
    while found := handlers.follow_dossiers() + handlers.follow_ratings():
        read += found
    return read
