"""Bảo đưa vào lưu trữ: which files of a batch are ready, and the wish that a background job fulfils (`storing`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.models import Batch, ScannedDocument, ScannedFile

_READY = (ScannedDocument.State.DESCRIBED, ScannedDocument.State.CHECKED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Kết quả: files that are stored from now on, files that somebody asked for before, files that are not ready."""

    asked: int
    under_way: int
    unready: int


def lacks(file: ScannedFile, documents: Sequence[ScannedDocument]) -> str:
    """Vì sao một hồ sơ chưa đưa vào lưu trữ được; empty when it is ready."""
    if file.described_at is None:
        return _("hồ sơ chưa mô tả")
    undone = sum(document.state not in _READY for document in documents)
    if undone:
        return _("%(count)d tài liệu chưa mô tả hoặc bị trả lại") % {"count": undone}
    unchecked = sum(one.sampled and one.state != ScannedDocument.State.CHECKED for one in documents)
    return _("%(count)d tài liệu trong mẫu chưa kiểm") % {"count": unchecked} if unchecked else ""


@transaction.atomic
def ask_to_keep(*, uid: UUID | str, by: Principal, at: datetime) -> Asked:
    """Bảo đưa mọi hồ sơ đã xong vào lưu trữ; the work is a job's. Also asks again for what failed before.

    Asking twice changes nothing. Raises NotFound, Forbidden; MoveNotAllowed before the batch was split, `nothing_ready`
    when no file is ready.
    """
    batch = batch_for(by, uid, *SCANNERS, lock=True)
    if batch.state == Batch.State.READING:
        raise MoveNotAllowed(_("Mẻ chưa chia thành hồ sơ."))
    waiting = list(batch.files.filter(record_file_id=None).prefetch_related("documents").order_by("box", "number"))
    under_way = [file for file in waiting if file.asked_at is not None]
    fresh = [file for file in waiting if file.asked_at is None and not lacks(file, list(file.documents.all()))]
    if waiting and not fresh and not under_way:
        raise MoveNotAllowed(_("Chưa có hồ sơ nào mô tả, kiểm xong."), code="nothing_ready")
    if fresh:
        batch.files.filter(pk__in=[file.pk for file in fresh]).update(
            asked_at=at, asked_by=by.user_id, claimed_until=None, tries=0, problem=""
        )
        journalling.write(
            batch, "keeping_asked", by_id=by.user_id, at=at, count=len(fresh), files=[str(file) for file in fresh[:100]]
        )
    return Asked(len(fresh), len(under_way), len(waiting) - len(fresh) - len(under_way))
