"""Ký số bản số hoá đã vào lưu trữ khi đơn vị chưa có chứng thư: asked for by a person, never by itself.

The signed file takes the place of the unsigned one in its record; the hash of the one before stays in the journal, and its
bytes in the store.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.records import journalling
from thongsuot.records.digitising.permissions import SCANNERS
from thongsuot.records.digitising.services import signing
from thongsuot.records.models import Batch, RecordFile, RecordItem, RecordState, ScannedDocument
from thongsuot.records.models.files import Trust
from thongsuot.records.storage.objects import want_copies
from thongsuot.signatures.late import Thing
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.selectors.able import seal_stands
from thongsuot.signatures.services.papers import Subject, Wanted, ask_in_order

KEPT = ScannedDocument.State.KEPT


def listed(unit_id: int, at: datetime, limit: int) -> list[Thing]:
    """Bản số hoá đã lưu chưa ký của đơn vị này, the oldest batch first; none while it has no certificate. Two statements."""
    if not seal_stands(unit_id, at):
        return []
    found = ScannedDocument.objects.filter(
        batch__unit_id=unit_id, state=KEPT, asked_at=None, signed_at=None, stored__isnull=False
    )
    rows = found.select_related("batch", "file", "stored").order_by("batch_id", "file_id", "number")[:limit]
    return [
        Thing(
            one.pk,
            f"{one.batch} {one}",
            str(one.fields.get("summary") or one)[:300],
            one.stored.attached_at or one.stored.created_at,
            reverse("records:scan_batch", args=[one.batch.uid]),
        )
        for one in rows
        if one.stored is not None
    ]


@transaction.atomic
def ask(key: int, principal: Principal, at: datetime) -> None:
    """Trình ký một bản đã lưu. Raises MoveNotAllowed when it is signed, waits, or its record is no longer kept."""
    document = ScannedDocument.objects.select_for_update(of=("self",)).select_related("stored", "file").get(pk=key)
    batch = Batch.objects.get(pk=document.batch_id)
    if not principal.roles_in(batch.unit_id) & set(SCANNERS):
        raise Forbidden()
    if document.state != KEPT or document.asked_at is not None or document.stored is None:
        raise MoveNotAllowed(_("Bản số hoá này đã ký, đang chờ ký hoặc chưa lưu."))
    _record_of(document)
    subject = Subject(
        batch.province_id, signing.SUBJECT, document.pk, f"{batch} {document}", document.fields["summary"],
        reverse("records:scan_batch", args=[batch.uid]),
    )  # fmt: skip
    mark = signing.mark_for(document.stored)
    seal = Wanted(SigningRequest.Purpose.RECORD, batch.unit_id, role=Role.ARCHIVIST, mark=mark)
    ask_in_order(subject, document.stored, [seal], principal=principal, at=at)
    document.asked_at, document.refusal = at, ""
    document.save(update_fields=["asked_at", "refusal"])


def done(request: SigningRequest, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký: of what lies in the archive already the signed file takes the place; else as `signing.done`."""
    document = ScannedDocument.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    if document.state != KEPT or document.signed_at is not None:
        signing.done(request, signed, principal, at)
        return
    item, record = _record_of(document)
    before, item.stored, item.sha256, item.trust = item.sha256, signed, signed.sha256, Trust.CERTIFIED
    item.save(update_fields=["stored", "sha256", "trust"])
    if not record.items.exclude(trust=Trust.CERTIFIED).exists():
        RecordFile.objects.filter(province_id=record.province_id, pk=record.pk).update(trust=Trust.CERTIFIED)
    document.stored, document.signed_at = signed, at
    document.save(update_fields=["stored", "signed_at"])
    want_copies([record], at=at)
    journalling.write(
        record, "item_signed", by_id=principal.user_id, at=at, unit_id=record.fonds.keeper_id, item=item.ordinal,
        before=before, sha256=signed.sha256,
    )  # fmt: skip


def refused(request: SigningRequest, reason: str, principal: Principal | None, at: datetime) -> None:
    """Không ký: what lies in the archive stays as it was, unsigned, and may be sent again."""
    document = ScannedDocument.objects.select_for_update(of=("self",)).get(pk=request.subject_id)
    if document.state != KEPT or document.signed_at is not None:
        signing.refused(request, reason, principal, at)
        return
    document.asked_at, document.refusal = None, reason[:300]
    document.save(update_fields=["asked_at", "refusal"])


def _record_of(document: ScannedDocument) -> tuple[RecordItem, RecordFile]:
    item = RecordItem.objects.select_for_update(of=("self",)).filter(
        province_id=document.province_id, pk=document.record_item_id or 0
    )
    found = item.select_related("file__fonds").first()
    if found is None or found.file.state != RecordState.KEPT or found.stored_id is None:
        raise MoveNotAllowed(_("Hồ sơ của bản số hoá này không còn trong lưu trữ."))
    return found, found.file
