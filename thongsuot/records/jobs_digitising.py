"""Việc nền đọc chữ: a few lanes that take groups of pages until none waits; behind everything else in the queue."""

import time

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thongsuot.common.now import now
from thongsuot.records.digitising import programs
from thongsuot.records.digitising.services import reading

TURN_SECONDS = 300  # then the lane stands in the queue again, behind who came meanwhile
BEHIND = -10


@app.periodic(cron="* * * * *", periodic_id="read_pages")
@app.task(name="records.start_reading", queueing_lock="records.start_reading")
def start_reading(timestamp: int) -> int:
    """Mở các làn đọc khi có trang chờ: also goes on after a restart; without the programs the pages wait."""
    if not reading.to_read(now()).exists() or programs.missing():
        return 0
    return open_lanes()


def open_lanes() -> int:
    """Xếp việc cho từng làn; a lane that stands in the queue already is left. Returns how many were opened."""
    opened = 0
    for lane in range(settings.OCR_WORKERS):
        name = f"records.read.{lane}"
        try:
            with transaction.atomic():
                read_pages.configure(lock=name, queueing_lock=name, priority=BEHIND).defer(lane=lane)
        except AlreadyEnqueued:
            continue
        opened += 1
    return opened


@app.task(name="records.read_pages")
def read_pages(lane: int) -> int:
    """Một làn: reads groups of pages, oldest batch first, until none waits or its turn is over."""
    began, count = time.monotonic(), 0
    while not programs.missing():
        batch_id = reading.to_read(now()).order_by("batch_id").values_list("batch_id", flat=True).first()
        done = reading.read_some(batch_id=batch_id, clock=now) if batch_id else 0
        count += done
        if not done:
            break
        if time.monotonic() - began > TURN_SECONDS:
            open_lanes()
            break
    return count
