"""Đưa vào lưu trữ: each file by itself, with the signed files of its documents, or unsigned copies where the unit cannot sign.

What is not ready stays and is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.digitising.services import signing
from thongsuot.records.digitising.services.joining import join
from thongsuot.records.digitising.services.readiness import lacks, unsigned
from thongsuot.records.models import (
    AccessLevel,
    Batch,
    Page,
    RecordItem,
    ScannedDocument,
    ScannedFile,
    Trust,
)
from thongsuot.records.services.accepting import keep
from thongsuot.records.services.fonds import fonds_of
from thongsuot.records.services.intake import offer
from thongsuot.records.specs import FileHandedIn, ItemHandedIn

FILE, DOCUMENT = "scanned_file", "scanned_document"
MOST_AT_ONCE = 50  # files; the page says how many are left
_MADE_TEXT = 1_500_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Kết quả: files kept now, files that are ready and left for the next act, files that are not ready."""

    kept: int
    left: int
    unready: int


def keep_batch(*, uid: UUID | str, by: Principal, at: datetime) -> Kept:
    """Đưa những hồ sơ đã xong vào lưu trữ. One transaction a file: what was kept stays kept, asking again goes on.

    Where the unit signs, only files whose documents are all signed. Raises MoveNotAllowed `nothing_ready`, `not_signed`.
    """
    batch = batch_for(by, uid, *SCANNERS)
    if batch.state == Batch.State.READING:
        raise MoveNotAllowed(_("Mẻ chưa chia thành hồ sơ."))
    waiting = list(batch.files.filter(record_file_id=None).prefetch_related("documents").order_by("box", "number"))
    described = [file for file in waiting if not lacks(file, list(file.documents.all()))]
    if waiting and not described:
        raise MoveNotAllowed(_("Chưa có hồ sơ nào mô tả, kiểm xong."), code="nothing_ready")
    signs = signing.signs(batch, at)
    ready = [file for file in described if not unsigned(list(file.documents.all()), signs=signs)]
    if waiting and not ready:
        raise MoveNotAllowed(_("Tài liệu ký số xong rồi mới đưa vào lưu trữ."), code="not_signed")
    for file in ready[:MOST_AT_ONCE]:
        made = {one.pk: one.stored or join(one, by) for one in file.documents.select_related("stored")}
        _keep_file(batch.pk, file.pk, made, by, at)
    left = len(ready) - len(ready[:MOST_AT_ONCE])
    if len(waiting) == len(ready) and not left:
        _close(batch.pk, by, at)
    return Kept(len(ready) - left, left, len(waiting) - len(ready))


@transaction.atomic
def _keep_file(batch_id: int, file_id: int, made: dict[int, StoredFile], by: Principal, at: datetime) -> None:
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    file = ScannedFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    documents = list(file.documents.select_for_update(of=("self",)).select_related("file").order_by("number"))
    if file.record_file_id is not None or lacks(file, documents) or {one.pk for one in documents} != set(made):
        return  # somebody was quicker, or changed it meanwhile: the loose files are collected
    if any((one.asked_at and not one.signed_at) or one.stored_id != _signed(made[one.pk]) for one in documents):
        return  # sent to be signed, withdrawn, or signed anew meanwhile
    files.attach([made[one.pk].uid for one in documents if not one.signed_at], owner_id=by.user_id, at=at)
    fonds = fonds_of(batch.origin_id, at, keeper_id=batch.unit_id, by_id=by.user_id)
    record = offer(fonds, _handed_in(batch, file, documents, made), at=at)
    keep([record], by_id=by.user_id, at=at)
    items = RecordItem.objects.filter(province_id=record.province_id, file=record).order_by("ordinal")
    for document, item in zip(documents, items, strict=True):
        document.state, document.record_item_id = ScannedDocument.State.KEPT, item.pk
        document.stored = made[document.pk]
        document.save(update_fields=["state", "record_item_id", "stored"])
    file.record_file_id = record.pk
    file.save(update_fields=["record_file_id"])
    journalling.write(
        batch, "file_kept", by_id=by.user_id, at=at, file=str(file), code=record.code, documents=len(documents),
        sha256=[made[one.pk].sha256 for one in documents], signed=all(one.signed_at for one in documents),
    )  # fmt: skip


def _signed(file: StoredFile) -> UUID | None:
    """The file, when it is one that was signed; what was joined just now is loose yet."""
    return file.pk if file.attached_at else None


def _handed_in(
    batch: Batch, file: ScannedFile, documents: Sequence[ScannedDocument], made: dict[int, StoredFile]
) -> FileHandedIn:
    said = file.fields
    return FileHandedIn(
        source_kind=FILE,
        source_id=file.pk,
        source_code=f"{batch} {file}",
        title=said["title"],
        began_on=date.fromisoformat(said["began_on"]) if said.get("began_on") else None,
        ended_on=date.fromisoformat(said["ended_on"]),
        rule=said.get("rule", ""),
        access=said.get("access", AccessLevel.INTERNAL),
        keywords=[word.strip() for word in said.get("keywords", "").split(",") if word.strip()],
        sheets=int(said.get("sheets", 0)),
        physical_state=said.get("physical_state", ""),
        paper_code=said.get("paper_code", ""),
        place=_("Hộp %(box)s") % {"box": file.box} if file.box else "",
        note=said.get("note", ""),
        trust=Trust.CERTIFIED if all(one.signed_at for one in documents) else Trust.COPY,
        items=[_item(one, made[one.pk]) for one in documents],
    )


def _item(document: ScannedDocument, stored: StoredFile) -> ItemHandedIn:
    said = document.fields
    pages = list(
        Page.objects.filter(province_id=document.province_id, document=document)
        .order_by("position")
        .values_list("text", flat=True)
    )
    return ItemHandedIn(
        summary=said["summary"],
        type_name=said.get("type_name", ""),
        number=said.get("number", ""),
        notation=said.get("notation", ""),
        issued_on=date.fromisoformat(said["issued_on"]) if said.get("issued_on") else None,
        issuer=said.get("issuer", ""),
        autograph=said.get("autograph", ""),
        note=said.get("note", ""),
        pages=len(pages),
        trust=Trust.CERTIFIED if document.signed_at else Trust.COPY,
        text="\n".join(pages)[:_MADE_TEXT],
        file_uid=stored.uid,
        source_kind=DOCUMENT,
        source_id=document.pk,
    )


@transaction.atomic
def _close(batch_id: int, by: Principal, at: datetime) -> None:
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != Batch.State.DESCRIBING or batch.files.filter(record_file_id=None).exists():
        return
    batch.state, batch.done_at = Batch.State.DONE, at
    batch.save(update_fields=["state", "done_at"])
    journalling.write(batch, "batch_done", by_id=by.user_id, at=at, number=str(batch))
