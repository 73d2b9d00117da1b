"""Lấy từ mẻ số hoá: files that came through a batch stand in the hand-over with their documents and hashes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.records.digitising.permissions import batch_for
from thongsuot.records.handing_over.services.handovers import to_write, touched
from thongsuot.records.models import (
    Batch,
    Handover,
    HandoverBox,
    HandoverFile,
    HandoverItem,
    RecordFile,
    ScannedFile,
)

NO_BOX = "0"


@transaction.atomic
def gather(*, uid: UUID | str, batch_uid: UUID | str, seen: int, by: Principal, at: datetime) -> int:
    """Đưa các hồ sơ đã vào lưu trữ của một mẻ vào đợt; once each, asking again adds what came since. Returns how many.

    Raises NotFound, Invalid when the batch is of another unit's paper, MoveNotAllowed when nothing of it is kept yet.
    """
    handover = to_write(uid, by, at, seen)
    batch = batch_for(by, batch_uid)
    if batch.origin_id != handover.old_id:
        raise Invalid(
            errors=[{"field": "batch", "message": _("Mẻ này là tài liệu của đơn vị khác, không phải bên giao.")}]
        )
    known = handover.files.exclude(scanned_file_id=None).values_list("scanned_file_id", flat=True)
    kept = batch.files.exclude(record_file_id=None).exclude(pk__in=known).order_by("box", "number")
    files = list(kept.prefetch_related("documents__stored"))
    if not files and not known:
        raise MoveNotAllowed(_("Mẻ %(batch)s chưa có hồ sơ nào vào lưu trữ.") % {"batch": batch})
    records = RecordFile.objects.in_bulk([file.record_file_id for file in files if file.record_file_id])
    for file in files:
        _write(handover, batch, file, records[file.record_file_id or 0])
    touched(handover, by, at, "handover_gathered", batch=str(batch), files=len(files))
    return len(files)


def _write(handover: Handover, batch: Batch, file: ScannedFile, record: RecordFile) -> None:
    box, _new = HandoverBox.objects.get_or_create(
        handover=handover, number=file.box or NO_BOX, defaults={"province_id": handover.province_id}
    )
    last = box.files.aggregate(last=Max("number"))["last"] or 0
    free = not box.files.filter(number=file.number).exists()
    documents = sorted(file.documents.all(), key=lambda one: one.number)
    made = HandoverFile.objects.create(
        province_id=handover.province_id,
        handover=handover,
        box=box,
        number=file.number if free else last + 1,
        title=record.title,
        years=_years(record),
        retention=_("vĩnh viễn") if record.is_permanent else _("%(years)d năm") % {"years": record.years},
        documents=record.documents,
        sheets=record.sheets or record.pages,
        digitised=True,
        scanned_file_id=file.pk,
    )
    HandoverItem.objects.bulk_create(
        HandoverItem(
            province_id=handover.province_id,
            file=made,
            number=number,
            title=document.fields.get("summary", ""),
            pages=document.pages.count(),
            sha256=document.stored.sha256 if document.stored else "",
            record_item_id=document.record_item_id,
        )
        for number, document in enumerate(documents, 1)
    )


def _years(record: RecordFile) -> str:
    first = record.began_on.year if record.began_on else record.ended_on.year
    return str(first) if first == record.ended_on.year else f"{first}–{record.ended_on.year}"
