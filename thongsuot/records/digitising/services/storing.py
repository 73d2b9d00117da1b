"""Đưa vào lưu trữ, ở việc nền: file by file, its documents joined to one PDF/A each outside any transaction.

A file is claimed for a while; the record, its documents, its wanted copies and its entry are one short transaction. Whoever
is killed before it left nothing but loose files, which are collected; whoever is killed after it left a whole record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Refused
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.services.claiming import Queue, once_more
from thongsuot.records.digitising.services.handed_in import handed_in
from thongsuot.records.digitising.services.joining import Content, content_of, join
from thongsuot.records.digitising.services.readiness import lacks, unsigned
from thongsuot.records.digitising.services.signing import signs
from thongsuot.records.models import Batch, RecordItem, ScannedDocument, ScannedFile
from thongsuot.records.services.accepting import keep
from thongsuot.records.services.fonds import fonds_of
from thongsuot.records.services.intake import offer

QUEUE = Queue(since="asked_at", by="asked_by_id", problem="problem", given_up="file_not_kept")
Clock = Callable[[], datetime]
Made = dict[int, StoredFile]


@dataclass(frozen=True, slots=True)
class Job:
    """Một hồ sơ đang làm, with what its documents consisted of when it was begun."""

    file: ScannedFile
    by_id: int
    content: Content

    @classmethod
    def of(cls, file: ScannedFile) -> "Job":
        """As it is now."""
        return cls(file, file.asked_by_id or 0, content_of(file))


def keep_next(*, clock: Clock) -> bool:
    """Đưa hồ sơ kế tiếp vào lưu trữ; False when none waits. Never raises for what is wrong with one file."""
    file = QUEUE.claim(clock())
    if file is None:
        return False
    job = Job.of(file)
    try:
        documents = job.file.documents.select_related("stored").order_by("number")
        _store(job, {one.pk: one.stored or join(one, job.by_id) for one in documents}, clock())
    except Refused as refused:
        QUEUE.give_up(job.file.pk, str(refused.detail), clock())
    except OSError as fault:
        QUEUE.postpone(job.file.pk, fault, clock())
    return True


@transaction.atomic
def _store(job: Job, made: Made, at: datetime) -> None:
    """The record with all that belongs to it, or nothing. Row locks: batch, file, documents, fonds."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=job.file.batch_id)
    file = ScannedFile.objects.select_for_update(of=("self",)).filter(pk=job.file.pk).first()
    if file is None or file.record_file_id is not None or file.asked_at is None:
        return  # somebody was quicker, or it was merged away: the loose files are collected
    documents = list(file.documents.select_for_update(of=("self",)).select_related("file").order_by("number"))
    if lacks(file, documents) or unsigned(documents, signs=signs(batch, at)):
        QUEUE.give_up(file.pk, _("Hồ sơ vừa được sửa nên chưa vào lưu trữ. Sửa, ký xong thì bảo đưa vào lại."), at)
        return
    if content_of(file) != job.content:
        once_more(file.pk)
        return
    _write(batch, file, documents, made, job.by_id, at)
    _close_if_done(batch, job.by_id, at)


def _write(
    batch: Batch, file: ScannedFile, documents: list[ScannedDocument], made: Made, by_id: int, at: datetime
) -> None:
    files.attach([made[one.pk].uid for one in documents if not one.signed_at], owner_id=by_id, at=at)
    fonds = fonds_of(batch.origin_id, at, keeper_id=batch.unit_id, by_id=by_id)
    record = offer(fonds, handed_in(batch, file, documents, made), at=at)
    keep([record], by_id=by_id, at=at)
    items = RecordItem.objects.filter(province_id=record.province_id, file=record).order_by("ordinal")
    for document, item in zip(documents, items, strict=True):
        document.state, document.record_item_id = ScannedDocument.State.KEPT, item.pk
        document.stored = made[document.pk]
        document.save(update_fields=["state", "record_item_id", "stored"])
    file.record_file_id, file.claimed_until, file.problem = record.pk, None, ""
    file.save(update_fields=["record_file_id", "claimed_until", "problem"])
    journalling.write(
        batch, "file_kept", by_id=by_id, at=at, file=str(file), code=record.code, documents=len(documents),
        sha256=[made[one.pk].sha256 for one in documents], signed=all(one.signed_at for one in documents),
    )  # fmt: skip


def _close_if_done(batch: Batch, by_id: int, at: datetime) -> None:
    if batch.state != Batch.State.DESCRIBING or batch.files.filter(record_file_id=None).exists():
        return
    batch.state, batch.done_at = Batch.State.DONE, at
    batch.save(update_fields=["state", "done_at"])
    journalling.write(batch, "batch_done", by_id=by_id, at=at, number=str(batch))
