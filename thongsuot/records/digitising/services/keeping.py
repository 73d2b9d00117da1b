"""Bảo đưa vào lưu trữ: which files of a batch are ready, and the wish that a background job fulfils (`storing`)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.digitising.services import signing
from thongsuot.records.digitising.services.readiness import lacks, unsigned
from thongsuot.records.models import Batch


@dataclass(frozen=True, slots=True)
class Asked:
    """Kết quả: files that are stored from now on, files that somebody asked for before, files that are not ready."""

    asked: int
    under_way: int
    unready: int


@transaction.atomic
def ask_to_keep(*, uid: UUID | str, by: Principal, at: datetime) -> Asked:
    """Bảo đưa mọi hồ sơ đã xong vào lưu trữ; the work is a job's. Also asks again for what failed before.

    Asking twice changes nothing. Where the unit signs, only files whose documents are all signed. Raises NotFound,
    Forbidden; MoveNotAllowed before the batch was split, `nothing_ready`, `not_signed`.
    """
    batch = batch_for(by, uid, *SCANNERS, lock=True)
    if batch.state == Batch.State.READING:
        raise MoveNotAllowed(_("Mẻ chưa chia thành hồ sơ."))
    waiting = list(batch.files.filter(record_file_id=None).prefetch_related("documents").order_by("box", "number"))
    under_way = [file for file in waiting if file.asked_at is not None]
    described = [
        file
        for file in waiting
        if file.asked_at is None and file.to_sign_at is None and not lacks(file, list(file.documents.all()))
    ]
    if waiting and not described and not under_way:
        raise MoveNotAllowed(_("Chưa có hồ sơ nào mô tả, kiểm xong."), code="nothing_ready")
    signs = signing.signs(batch, at)
    fresh = [file for file in described if not unsigned(list(file.documents.all()), signs=signs)]
    if waiting and not fresh and not under_way:
        raise MoveNotAllowed(_("Tài liệu ký số xong rồi mới đưa vào lưu trữ."), code="not_signed")
    if fresh:
        batch.files.filter(pk__in=[file.pk for file in fresh]).update(
            asked_at=at, asked_by=by.user_id, claimed_until=None, tries=0, problem=""
        )
        journalling.write(
            batch, "keeping_asked", by_id=by.user_id, at=at, count=len(fresh), files=[str(file) for file in fresh[:100]]
        )
    return Asked(len(fresh), len(under_way), len(waiting) - len(fresh) - len(under_way))
