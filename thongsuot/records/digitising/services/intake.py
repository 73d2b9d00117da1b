"""Nhận tệp quét vào mẻ: every file is taken with its original bytes, or refused with a reason that stands in the batch."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound, Refused
from thongsuot.common.files.kinds import JPEG, PDF, PNG, TIFF
from thongsuot.common.files.names import shown_name
from thongsuot.common.models import StoredFile
from thongsuot.common.numbering import next_number
from thongsuot.common.text import clean_line
from thongsuot.org.heirs import came_before
from thongsuot.org.selectors import unit_info, versions_of
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.permissions import KEYERS, SCANNERS, batch_for
from thongsuot.records.models import Batch, Page, Scan

if TYPE_CHECKING:
    from thongsuot.records.digitising.pdfs import Looked

ACCEPTED = (PDF, TIFF, JPEG, PNG)
ENDINGS = frozenset(ending for kind in ACCEPTED for ending in kind.extensions)
PLACE_OF_SCAN = 1_000_000  # positions of one scan's pages lie between those of its neighbours
Given = tuple[str, "bytes | File | IO[bytes]"]


@transaction.atomic
def open_batch(
    *,
    unit_id: int,
    origin_id: int,
    title: str,
    box: str,
    by: Principal,
    at: datetime,
    sample_percent: int | None = None,
) -> Batch:
    """Mở mẻ số hoá tài liệu của `origin_id` (the unit itself or one that came before it).

    Raises NotFound outside one's units, Forbidden without the role, Invalid `title`, `origin`, `sample_percent`.
    """
    roles = by.roles_in(unit_id)
    if not roles & set(KEYERS):
        raise NotFound()
    if not roles & set(SCANNERS):
        raise Forbidden()
    today = timezone.localdate(at)
    errors = []
    name = clean_line(title, field="title", limit=300)
    if not name:
        errors.append({"field": "title", "message": _("Cần ghi tên mẻ, ví dụ “Hộ tịch 2015–2019, hộp 1–4”.")})
    if origin_id != unit_id and origin_id not in came_before(unit_id, today):
        errors.append(
            {"field": "origin", "message": _("Đơn vị hình thành tài liệu phải là đơn vị này hoặc đơn vị trước của nó.")}
        )
    percent = settings.SAMPLE_PERCENT if sample_percent is None else sample_percent
    if not 0 <= percent <= 100:
        errors.append({"field": "sample_percent", "message": _("Tỷ lệ kiểm từ 0 đến 100.")})
    if errors:
        raise Invalid(errors=errors)
    info = unit_info(unit_id, today)
    batch = Batch.objects.create(
        province_id=info.province_id or info.id,
        unit_id=unit_id,
        origin_id=origin_id,
        year=today.year,
        number=next_number(f"scan:{unit_id}", str(today.year), at),
        title=name,
        box=clean_line(box, field="box", limit=30),
        sample_percent=percent,
        opened_at=at,
        opened_by_id=by.user_id,
    )
    origin = versions_of(origin_id)[-1].full_name
    journalling.write(batch, "batch_opened", by_id=by.user_id, at=at, number=str(batch), title=name, origin=origin)
    return batch


def take(*, uid: UUID | str, given: Iterable[Given], by: Principal, at: datetime) -> list[Scan]:
    """Nhận các tệp, in the order given, each by itself: what was taken before a fault stays taken.

    The same bytes twice in a batch are one scan. Raises NotFound, Forbidden, MoveNotAllowed once the batch was split.
    """
    batch = batch_for(by, uid, *SCANNERS)
    _refuse_split(batch)
    return [_take_one(batch, name, content, by, at) for name, content in given]


def take_folder(*, uid: UUID | str, folder: Path, by: Principal, at: datetime) -> list[Scan]:
    """Nhận mọi tệp quét của một thư mục, by name; files of other kinds are refused like any other, hidden ones passed over."""
    found = []
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.is_file() and not path.name.startswith("."):
            with path.open("rb") as file:
                found += take(uid=uid, given=[(path.name, file)], by=by, at=at)
    return found


def _take_one(batch: Batch, name: str, content: Any, by: Principal, at: datetime) -> Scan:
    from thongsuot.records.digitising import images

    try:
        file = files.store(
            content, name, by.user_id, accepted=ACCEPTED, limits=images.LIMITS, limit=settings.SCAN_LIMIT_BYTES
        )
    except Refused as refused:
        return _refused(batch, name, refused, by, at)
    known = batch.scans.filter(sha256=file.sha256, refused="").first()
    if known is not None:
        files.release([file.uid])
        return known
    try:
        looked = _look(file)
    except Refused as refused:
        files.release([file.uid])
        return _refused(batch, name, refused, by, at)
    return _taken(batch, file, looked, by, at)


def _look(file: StoredFile) -> "Looked":
    from thongsuot.records.digitising import images, pdfs

    path = files.path_of(file.sha256)
    return pdfs.look_at(path) if file.media_type == PDF.media_type else pdfs.Looked(images.frames(path))


@transaction.atomic
def _taken(batch: Batch, file: StoredFile, looked: "Looked", by: Principal, at: datetime) -> Scan:
    place = _next_place(batch)
    files.attach([file.uid], owner_id=by.user_id, at=at)
    scan = Scan.objects.create(
        province_id=batch.province_id,
        batch=batch,
        position=place,
        name=file.name,
        file=file,
        sha256=file.sha256,
        pages=looked.pages,
        left_out=list(looked.left_out),
        taken_at=at,
        taken_by_id=by.user_id,
    )
    Page.objects.bulk_create(
        (
            Page(
                province_id=batch.province_id,
                batch=batch,
                scan=scan,
                number=number,
                position=place * PLACE_OF_SCAN + number,
            )
            for number in range(1, looked.pages + 1)
        ),
        batch_size=500,
    )
    journalling.write(
        batch,
        "scan_taken",
        by_id=by.user_id,
        at=at,
        name=scan.name,
        sha256=scan.sha256,
        pages=scan.pages,
        left_out=scan.left_out,
    )
    return scan


@transaction.atomic
def _refused(batch: Batch, name: str, refused: Refused, by: Principal, at: datetime) -> Scan:
    place = _next_place(batch)
    scan = Scan.objects.create(
        province_id=batch.province_id,
        batch=batch,
        position=place,
        name=shown_name(name),
        refused=refused.code[:40],
        why=str(refused.detail)[:300],
        taken_at=at,
        taken_by_id=by.user_id,
    )
    journalling.write(batch, "scan_refused", by_id=by.user_id, at=at, name=scan.name, why=refused.code)
    return scan


def _next_place(batch: Batch) -> int:
    """Under the lock of the batch, so that two people who send at once do not take the same place."""
    locked = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    _refuse_split(locked)
    return (locked.scans.aggregate(last=Max("position"))["last"] or 0) + 1


def _refuse_split(batch: Batch) -> None:
    if batch.state != Batch.State.READING:
        raise MoveNotAllowed(_("Mẻ đã chia thành hồ sơ nên không nhận thêm tệp. Hãy mở mẻ mới."))
