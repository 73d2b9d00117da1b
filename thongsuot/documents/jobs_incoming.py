"""Việc nền của văn bản đến."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thongsuot.common import feeds
from thongsuot.common.now import now
from thongsuot.documents import scans, stamped, texts
from thongsuot.documents.handlers import TEXT_FEED
from thongsuot.documents.services import mail_taking
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_by_code

BEHIND = -10  # a page takes seconds: whatever somebody waits for comes first


@app.task(name="documents.make_stamped")
def make_stamped(document_id: int) -> bool:
    """Đóng dấu “ĐẾN” lên bản chụp."""
    return stamped.make(document_id, at=now())


@app.periodic(cron="* * * * * */20", periodic_id="read_new_documents")
@app.task(name="documents.read_new_documents", queueing_lock="documents.read_new_documents")
def read_new_documents(timestamp: int) -> int:
    """Xếp việc đọc chữ cho những văn bản có tin mới, until the feed is empty."""
    read = 0
    while taken := queue_reading():
        read += taken
    return read


def queue_reading() -> int:
    """One handful of news; each document is read once for it."""
    with feeds.take(TEXT_FEED) as news:
        for document_id in sorted({one.subject_id for one in news}):
            # In a savepoint: a job that waits already must not undo the reading of the news.
            with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
                read_document.configure(queueing_lock=f"documents.read.{document_id}").defer(document_id=document_id)
        return len(news)


@app.task(name="documents.read_document")
def read_document(document_id: int) -> int:
    """Viết lại chữ của một văn bản để tìm được; its scans stand in the queue behind everything else."""
    read = texts.refresh(document_id)
    queue_scans(scans.waiting_of(document_id))
    return read


def queue_scans(file_ids: Sequence[int]) -> int:
    """Xếp việc đọc bản chụp; one that stands in the queue already is left."""
    return sum(_queued(read_scan, f"documents.scan.{one}", file_id=one) for one in file_ids)


def _queued(job: Any, name: str, **given: int) -> int:
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.configure(queueing_lock=name, priority=BEHIND).defer(**given)
        return 1
    return 0


@app.task(name="documents.read_scan")
def read_scan(file_id: int) -> bool:
    """Đọc chữ trên một bản chụp của văn bản."""
    return scans.read(file_id)


@app.task(name="documents.read_upload")
def read_upload(item_id: int) -> bool:
    """Đọc chữ của một tệp đã cho vào hồ sơ công việc."""
    return scans.read_upload(item_id)


@app.periodic(cron="17 * * * *", periodic_id="read_scans_left")
@app.task(name="documents.read_scans_left", queueing_lock="documents.read_scans_left")
def read_scans_left(timestamp: int) -> int:
    """Xếp lại những bản chụp còn chờ: also those that came before the programs were installed."""
    uploads = sum(_queued(read_upload, f"documents.upload.{one}", item_id=one) for one in scans.waiting_uploads())
    return queue_scans(scans.waiting()) + uploads


@app.periodic(cron="* * * * *", periodic_id="take_mail")
@app.task(name="documents.take_mail", queueing_lock="documents.take_mail")
def take_mail(timestamp: int) -> int:
    """Nhận thư mới vào hộp của các đơn vị: a folder a unit code; without a setting nothing is looked at."""
    if not settings.DOCUMENT_MAIL_FOLDER:
        return 0
    taken, at = 0, now()
    for folder in sorted(Path(settings.DOCUMENT_MAIL_FOLDER).glob("*/")):
        unit = unit_by_code(folder.name, local_day(at))
        if unit is not None:
            taken += mail_taking.take_folder(folder, unit_id=unit.id, at=at)[0]
    return taken
