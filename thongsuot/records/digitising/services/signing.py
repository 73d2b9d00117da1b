"""Ký số bản số hoá: after the check and before storing, with the certificate of the agency that digitised.

TT 05/2025/TT-BNV names the step (quét, mô tả, kiểm, ký, giao); who holds the key inside the agency is its own order: here the
archivist, the clerk or the head. A unit without a certificate stores unsigned copies, and every page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.digitising.services.joining import join
from thongsuot.records.digitising.services.readiness import lacks
from thongsuot.records.models import Batch, ScannedDocument, ScannedFile
from thongsuot.signatures import services as signatures
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import seal_stands
from thongsuot.signatures.services.asking import lock_subject
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order

SUBJECT = "scanned_document"
MOST_AT_ONCE = 200  # documents: what one act of signing takes
_POINT = 25.4 / 72
_MARK = (64.0, 19.2)  # mm; upper right corner of the first page (NĐ 30/2020, Phụ lục I, read by memory: chưa xác minh)
_EDGE = 6.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Kết quả: documents asked for now, and documents of ready files left for the next act."""

    asked: int
    left: int


def signs(batch: Batch, at: datetime) -> bool:
    """Whether the unit that digitises has a certificate to sign with."""
    return seal_stands(batch.unit_id, at)


def ask(*, uid: UUID | str, by: Principal, at: datetime) -> Asked:
    """Trình ký những tài liệu của hồ sơ đã xong. A short transaction a file: what was asked stays asked.

    Raises MoveNotAllowed `no_certificate`, `nothing_ready`.
    """
    batch = batch_for(by, uid, *SCANNERS)
    if not signs(batch, at):
        raise MoveNotAllowed(
            _(
                "Đơn vị chưa có chứng thư số còn hiệu lực nên chưa ký số được. Hãy báo quản trị đơn vị đăng ký chứng thư."
            ),
            code="no_certificate",
        )
    waiting = list(batch.files.filter(record_file_id=None).prefetch_related("documents").order_by("box", "number"))
    ready = [
        (file, to_ask(list(file.documents.all()))) for file in waiting if not lacks(file, list(file.documents.all()))
    ]
    wanted = [(file, documents) for file, documents in ready if documents]
    if not wanted:
        raise MoveNotAllowed(_("Chưa có hồ sơ nào mô tả, kiểm xong mà chưa trình ký."), code="nothing_ready")
    asked = 0
    for file, documents in wanted:
        if asked and asked + len(documents) > MOST_AT_ONCE:
            break
        asked += _ask_file(batch.pk, file.pk, {one.pk: join(one, by.user_id) for one in documents}, by, at)
    return Asked(asked, sum(len(documents) for _file, documents in wanted) - asked)


def to_ask(documents: Sequence[ScannedDocument]) -> list[ScannedDocument]:
    """Tài liệu chưa trình ký."""
    return [one for one in documents if one.asked_at is None]


@transaction.atomic
def _ask_file(batch_id: int, file_id: int, made: dict[int, StoredFile], by: Principal, at: datetime) -> int:
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    file = ScannedFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    documents = list(file.documents.select_for_update(of=("self",)).select_related("file").order_by("number"))
    wanted = to_ask(documents)
    if file.record_file_id is not None or lacks(file, documents) or {one.pk for one in wanted} != set(made):
        return 0  # somebody was quicker, or changed it meanwhile: the loose files are collected
    files.attach([one.uid for one in made.values()], owner_id=by.user_id, at=at)
    page = reverse("records:scan_batch", args=[batch.uid])
    for document in wanted:
        subject = Subject(
            batch.province_id, SUBJECT, document.pk, f"{batch} {document}", document.fields["summary"], page
        )
        seal = Wanted(
            SigningRequest.Purpose.RECORD, batch.unit_id, role=Role.ARCHIVIST, mark=mark_for(made[document.pk])
        )
        ask_in_order(subject, made[document.pk], [seal], principal=by, at=at)
        document.asked_at, document.refusal = at, ""
        document.save(update_fields=["asked_at", "refusal"])
    journalling.write(batch, "file_sent_to_sign", by_id=by.user_id, at=at, file=str(file), documents=len(wanted))
    return len(wanted)


def mark_for(file: StoredFile) -> dict[str, Any]:
    """Chỗ của hình chữ ký on the first page, whatever its size; nothing is drawn on a page too small for it."""
    import pikepdf

    with pikepdf.open(files.path_of(file.sha256)) as pdf:
        left, _bottom, right, _top = (float(side) for side in pdf.pages[0].mediabox)
    width, (mark, height) = abs(right - left) * _POINT, _MARK
    if width < mark + 2 * _EDGE:
        return {}
    return {"page": 1, "x": round(width - mark - _EDGE, 1), "y": _EDGE, "width": mark, "height": height}


@transaction.atomic
def withdraw(*, uid: UUID | str, file_id: int, by: Principal, at: datetime) -> int:
    """Rút một hồ sơ về: what waits is cancelled, what was signed counts no more; pages can be put right again.

    Requests are locked before their documents, as who signs does.
    """
    batch = batch_for(by, uid, *SCANNERS)
    file = batch.files.filter(pk=file_id).first()
    if file is None:
        raise NotFound()
    # Whoever stores it locks the file first too; it is not stored while somebody puts it right.
    file = batch.files.select_for_update(of=("self",)).get(pk=file.pk)
    if file.record_file_id is None and file.asked_at is not None:
        ScannedFile.objects.filter(pk=file.pk).update(asked_at=None, claimed_until=None)
    asked = list(file.documents.exclude(asked_at=None).order_by("pk").values_list("pk", flat=True))
    for one in asked:
        lock_subject(batch.province_id, SUBJECT, one)
    documents = list(ScannedDocument.objects.select_for_update(of=("self",)).filter(pk__in=asked).order_by("pk"))
    if not documents or any(one.state == ScannedDocument.State.KEPT for one in documents):
        raise MoveNotAllowed(_("Hồ sơ này không chờ ký, hoặc đã vào lưu trữ."))
    for document in documents:
        signatures.cancel_subject(
            province_id=batch.province_id, subject_kind=SUBJECT, subject_id=document.pk, principal=by, at=at,
            reason=_("rút về để sửa"),
        )  # fmt: skip
        document.asked_at = document.signed_at = document.stored = None
        document.save(update_fields=["asked_at", "signed_at", "stored"])
    journalling.write(batch, "file_withdrawn", by_id=by.user_id, at=at, file=str(file), documents=len(documents))
    return len(documents)


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký: the signed file is what will be stored. Inside the transaction of the room that signs."""
    document = ScannedDocument.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    if document.asked_at is None or document.state == ScannedDocument.State.KEPT:
        raise MoveNotAllowed(_("Tài liệu này không còn chờ ký."))
    document.stored, document.signed_at = signed, at
    document.save(update_fields=["stored", "signed_at"])
    _note(document, "document_signed", principal, at, sha256=signed.sha256)


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Người ký trả lại: the document is open again, with the reason beside it."""
    document = ScannedDocument.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    if document.asked_at is None or document.state == ScannedDocument.State.KEPT:
        return
    document.asked_at = document.signed_at = document.stored = None
    document.refusal = reason[:300]
    document.save(update_fields=["asked_at", "signed_at", "stored", "refusal"])
    _note(document, "document_not_signed", principal, at, reason=reason)


def _note(document: ScannedDocument, verb: str, principal: Principal | None, at: datetime, **data: Any) -> None:
    batch = Batch.objects.get(pk=document.batch_id)
    journalling.write(
        batch, verb, by_id=principal.user_id if principal else None, at=at, document=str(document), **data
    )
