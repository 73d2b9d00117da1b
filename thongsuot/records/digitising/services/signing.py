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
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import journalling
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.digitising.services.readiness import lacks
from thongsuot.records.models import Batch, ScannedDocument, ScannedFile
from thongsuot.signatures import services as signatures
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import seal_stands
from thongsuot.signatures.services.asking import lock_subject

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


@transaction.atomic
def ask(*, uid: UUID | str, by: Principal, at: datetime) -> Asked:
    """Bảo trình ký những tài liệu của hồ sơ đã xong: their pages are joined and presented by a job (`presenting`).

    Asking twice changes nothing. Raises MoveNotAllowed `no_certificate`, `nothing_ready`.
    """
    batch = batch_for(by, uid, *SCANNERS, lock=True)
    if not signs(batch, at):
        raise MoveNotAllowed(no_certificate(), code="no_certificate")
    # What is being stored unsigned already (there was no certificate then) is left to that.
    waiting = list(
        batch.files.filter(record_file_id=None, asked_at=None).prefetch_related("documents").order_by("box", "number")
    )
    ready = [(one, to_ask(list(one.documents.all()))) for one in waiting if not lacks(one, list(one.documents.all()))]
    under_way = sum(len(documents) for one, documents in ready if one.to_sign_at)
    wanted = [(one, documents) for one, documents in ready if documents and one.to_sign_at is None]
    if not wanted and not under_way:
        raise MoveNotAllowed(_("Chưa có hồ sơ nào mô tả, kiểm xong mà chưa trình ký."), code="nothing_ready")
    chosen: list[ScannedFile] = []
    asked = 0
    for one, documents in wanted:
        if under_way + asked and under_way + asked + len(documents) > MOST_AT_ONCE:
            break
        chosen.append(one)
        asked += len(documents)
    batch.files.filter(pk__in=[one.pk for one in chosen]).update(
        to_sign_at=at, to_sign_by=by.user_id, to_sign_problem="", claimed_until=None, tries=0
    )
    if chosen:
        files_named = [str(one) for one in chosen[:100]]
        journalling.write(batch, "signing_asked", by_id=by.user_id, at=at, documents=asked, files=files_named)
    return Asked(asked, sum(len(documents) for _one, documents in wanted) - asked)


def no_certificate() -> str:
    """Vì sao chưa ký số được, in words."""
    return _("Đơn vị chưa có chứng thư số còn hiệu lực nên chưa ký số được. Hãy báo quản trị đơn vị đăng ký chứng thư.")


def to_ask(documents: Sequence[ScannedDocument]) -> list[ScannedDocument]:
    """Tài liệu chưa trình ký."""
    return [one for one in documents if one.asked_at is None]


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
    if file.record_file_id is None and (file.asked_at or file.to_sign_at):
        ScannedFile.objects.filter(pk=file.pk).update(asked_at=None, to_sign_at=None, claimed_until=None)
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
