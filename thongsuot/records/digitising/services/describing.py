"""Mô tả và kiểm: one person keys, of a sample a second one keys again without seeing the first; what differs goes back."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.records.digitising import journalling, shape
from thongsuot.records.digitising.permissions import KEYERS, batch_for
from thongsuot.records.models import Batch, ScannedDocument, ScannedFile

State = ScannedDocument.State


@transaction.atomic
def describe_file(
    *, uid: UUID | str, file_id: int, typed: Mapping[str, Any], by: Principal, at: datetime
) -> ScannedFile:
    """Mô tả một hồ sơ của mẻ. Raises Invalid with the fault at each field, MoveNotAllowed once it is kept."""
    batch = _open_batch(uid, by)
    file = ScannedFile.objects.select_for_update(of=("self",)).filter(batch=batch, pk=file_id).first()
    if file is None:
        raise NotFound()
    if file.record_file_id is not None:
        raise MoveNotAllowed(_("Hồ sơ đã vào lưu trữ."))
    file.fields = shape.read("file", typed, at=at)
    file.described_by_id, file.described_at = by.user_id, at
    file.save(update_fields=["fields", "described_by", "described_at"])
    journalling.write(batch, "file_described", by_id=by.user_id, at=at, file=str(file), fields=file.fields)
    return file


@transaction.atomic
def describe_document(
    *, uid: UUID | str, document_id: int, typed: Mapping[str, Any], seen: int, by: Principal, at: datetime
) -> ScannedDocument:
    """Mô tả một tài liệu, as the person saw and saved it; proposals are never taken by themselves.

    `seen` is the revision he saw. After a return the corrected fields count as checked when they agree with the second
    keying; else somebody keys again. Raises Forbidden for who did the second keying, MoveNotAllowed (`stale`, kept).
    """
    batch = _open_batch(uid, by)
    document = _lock(batch, document_id, seen)
    if document.state in (State.CHECKED, State.KEPT):
        raise MoveNotAllowed(_("Tài liệu đã kiểm khớp nên không sửa nữa."))
    if document.checked_by_id == by.user_id:
        raise Forbidden(_("Bạn đã nhập lần hai tài liệu này; người nhập lần đầu sửa."))
    before = dict(document.fields)
    document.fields = shape.read("document", typed, at=at)
    if document.described_at is None:
        document.sampled = drawn(batch, document.pk)
    document.described_by_id, document.described_at = by.user_id, at
    agreed = document.state == State.RETURNED and not shape.differences(document.fields, document.second)
    document.state = State.CHECKED if agreed else State.DESCRIBED
    _save(document)
    changed = {key: value for key, value in document.fields.items() if before.get(key) != value}
    journalling.write(
        batch, "document_described", by_id=by.user_id, at=at, document=str(document), fields=changed, agreed=agreed
    )
    return document


@transaction.atomic
def check_document(
    *, uid: UUID | str, document_id: int, typed: Mapping[str, Any], seen: int, by: Principal, at: datetime
) -> list[str]:
    """Nhập lần hai; returns the fields that differ (empty: it is checked). The first comparison alone counts as error rate.

    Raises Forbidden for who described it, MoveNotAllowed when it does not wait for a check.
    """
    batch = _open_batch(uid, by)
    document = _lock(batch, document_id, seen)
    if document.state != State.DESCRIBED:
        raise MoveNotAllowed(_("Tài liệu này không chờ kiểm."))
    if document.described_by_id == by.user_id:
        raise Forbidden(_("Người nhập lần đầu không tự kiểm. Hãy để người khác nhập lần hai."))
    document.second = shape.read("document", typed, at=at)
    wrong = shape.differences(document.fields, document.second)
    if document.compared == 0:
        document.compared, document.wrong = shape.compared(), len(wrong)
    document.checked_by_id, document.checked_at = by.user_id, at
    document.state = State.RETURNED if wrong else State.CHECKED
    _save(document)
    journalling.write(
        batch, "document_returned" if wrong else "document_checked", by_id=by.user_id, at=at,
        document=str(document), wrong=wrong,
    )  # fmt: skip
    return wrong


def drawn(batch: Batch, document_id: int) -> bool:
    """Whether a document belongs to the sample: by a hash, so that nobody chooses and asking again answers alike."""
    digest = hashlib.sha256(f"{batch.uid}:{document_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < batch.sample_percent


def _open_batch(uid: UUID | str, by: Principal) -> Batch:
    batch = batch_for(by, uid, *KEYERS)
    if batch.state == Batch.State.READING:
        raise MoveNotAllowed(_("Mẻ chưa chia thành hồ sơ."))
    return batch


def _lock(batch: Batch, document_id: int, seen: int) -> ScannedDocument:
    document = (
        ScannedDocument.objects.select_for_update(of=("self",))
        .select_related("file")
        .filter(batch=batch, pk=document_id)
        .first()
    )
    if document is None:
        raise NotFound()
    if document.revision != seen:
        raise MoveNotAllowed(_("Tài liệu vừa được người khác sửa. Hãy xem lại rồi lưu."), code="stale")
    return document


def _save(document: ScannedDocument) -> None:
    document.revision += 1
    document.save()
