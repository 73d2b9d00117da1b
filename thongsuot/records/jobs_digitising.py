"""Việc nền số hoá: a few lanes that read groups of pages until none waits, one that stores files; behind everything else."""

import time

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thongsuot.common.now import now
from thongsuot.records.digitising import programs
from thongsuot.records.digitising.services import presenting, reading, storing

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
    reading.take_up(lane)
    while not programs.missing():
        batch_id = reading.to_read(now()).order_by("batch_id").values_list("batch_id", flat=True).first()
        done = reading.read_some(batch_id=batch_id, clock=now, lane=lane) if batch_id else 0
        count += done
        if not done:
            break
        if time.monotonic() - began > TURN_SECONDS:
            open_lanes()
            break
    return count


@app.periodic(cron="* * * * *", periodic_id="present_scans")
@app.task(name="records.start_presenting", queueing_lock="records.start_presenting")
def start_presenting(timestamp: int) -> bool:
    """Mở làn trình ký khi có hồ sơ chờ ghép: also after a restart."""
    return presenting.QUEUE.waiting(now()).exists() and open_presenting()


def open_presenting() -> bool:
    """Xếp việc ghép trang và trình ký; one lane. Whether it was opened."""
    name = "records.present_scans"
    try:
        with transaction.atomic():
            present_scans.configure(lock=name, queueing_lock=name, priority=BEHIND).defer()
    except AlreadyEnqueued:
        return False
    return True


@app.task(name="records.present_scans")
def present_scans() -> int:
    """Trình ký từng hồ sơ until none waits or its turn is over; returns how many were tried."""
    began, count = time.monotonic(), 0
    presenting.QUEUE.take_up()
    while presenting.present_next(clock=now):
        count += 1
        if time.monotonic() - began > TURN_SECONDS:
            open_presenting()
            break
    return count


@app.periodic(cron="* * * * *", periodic_id="keep_scans")
@app.task(name="records.start_keeping", queueing_lock="records.start_keeping")
def start_keeping(timestamp: int) -> bool:
    """Mở làn đưa hồ sơ số hoá vào lưu trữ khi có hồ sơ chờ: also after a restart."""
    return storing.QUEUE.waiting(now()).exists() and open_keeping()


def open_keeping() -> bool:
    """Xếp việc đưa vào lưu trữ; one lane, because a fonds gives its numbers one after the other. Whether it was opened."""
    name = "records.keep_scans"
    try:
        with transaction.atomic():
            keep_scans.configure(lock=name, queueing_lock=name, priority=BEHIND).defer()
    except AlreadyEnqueued:
        return False
    return True


@app.task(name="records.keep_scans")
def keep_scans() -> int:
    """Đưa từng hồ sơ vào lưu trữ until none waits or its turn is over; returns how many were tried."""
    began, count = time.monotonic(), 0
    storing.QUEUE.take_up()
    while storing.keep_next(clock=now):
        count += 1
        if time.monotonic() - began > TURN_SECONDS:
            open_keeping()
            break
    return count
