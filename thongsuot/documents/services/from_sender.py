"""Nơi gửi lấy lại, cập nhật, thay thế văn bản đã gửi: what the receiver's own document becomes then.

NĐ 30/2020 says that a recalled document is returned or, electronically, taken back on the system with notice; whether the
receiver must agree once work has begun is not found in what we read ("chưa xác minh"): then a person is asked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from thongsuot.accounts.principal import Principal
from thongsuot.common.models import StoredFile
from thongsuot.documents import journalling
from thongsuot.documents.models import Document, DocumentFile, DocumentHolding, DocumentLink, IncomingKey, State
from thongsuot.documents.models.document import CLOSED
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.services import close_subject_tasks

# Nobody has been told to do anything yet: it may be taken back without asking.
EARLY = frozenset({State.ARRIVED, State.REGISTERED, State.PRESENTED})


def may_change_unasked(document: Document) -> bool:
    """Chưa ai phải làm gì với văn bản này, or it is taken back already."""
    return document.state in EARLY or document.state in (State.RECALLED, State.REPLACED, State.SENT_BACK)


@transaction.atomic
def take_back(document: Document, *, reason: str, principal: Principal | None, at: datetime) -> bool:
    """Đóng văn bản mà nơi gửi lấy lại; its number in the register stays. False when it was closed already."""
    return _close(document, State.RECALLED, "taken_back", principal=principal, at=at, reason=reason)


@transaction.atomic
def supersede(old: Document, new: Document, *, reason: str, principal: Principal | None, at: datetime) -> bool:
    """Văn bản mới thay văn bản cũ: linked always; the old one is closed while nobody works on it."""
    DocumentLink.objects.get_or_create(
        province_id=new.province_id,
        document_id=new.pk,
        kind=DocumentLink.Kind.REPLACES,
        other_id=old.pk,
        defaults={"made_at": at},
    )
    if not may_change_unasked(old):
        locked = _locked(old)
        journalling.write(locked, "replacement_came", principal=principal, at=at, reason=reason, other=new.pk)
        return False
    return _close(old, State.REPLACED, "replaced_by_sender", principal=principal, at=at, reason=reason, other=new.pk)


@transaction.atomic
def amend(
    document: Document,
    *,
    summary: str,
    files: Sequence[tuple[StoredFile, str]],
    reason: str,
    principal: Principal | None,
    at: datetime,
) -> None:
    """Cập nhật theo nơi gửi: new summary and files (with what each is for); replaced files stay, marked."""
    locked = _locked(document)
    if summary and summary != locked.summary:
        locked.summary, locked.revision = summary[:600], locked.revision + 1
        locked.save(update_fields=["summary", "revision"])
    kept = DocumentFile.objects.filter(province_id=locked.province_id, document_id=locked.pk)
    if any(purpose == DocumentFile.Purpose.MAIN for _file, purpose in files):
        kept.filter(purpose=DocumentFile.Purpose.MAIN, replaced_at=None).update(replaced_at=at)
    last = kept.aggregate(last=Max("position"))["last"] or 0
    add_files(locked, files, at=at, first=last + 1)
    journalling.write(locked, "updated_by_sender", principal=principal, at=at, reason=reason, files=len(files))


def add_files(document: Document, files: Sequence[tuple[StoredFile, str]], *, at: datetime, first: int = 0) -> None:
    """Gắn tệp vào văn bản đến; inside the caller's transaction."""
    rows = [
        DocumentFile(
            province_id=document.province_id,
            document_id=document.pk,
            file=file,
            purpose=purpose,
            position=place,
            title=file.name[:300],
            added_at=at,
        )
        for place, (file, purpose) in enumerate(files, first)
    ]
    DocumentFile.objects.bulk_create(rows)


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update().get(province_id=document.province_id, pk=document.pk)


def _close(
    document: Document, state: State, verb: str, *, principal: Principal | None, at: datetime, **data: Any
) -> bool:
    locked = _locked(document)
    if locked.state in (State.RECALLED, State.REPLACED, State.SENT_BACK):
        return False
    before, locked.state = locked.state, state
    locked.closed_at = locked.closed_at if before in CLOSED else at
    locked.save(update_fields=["state", "closed_at"])
    DocumentHolding.objects.filter(province_id=locked.province_id, document_id=locked.pk).delete()
    if state == State.RECALLED:  # the same letter may come again
        IncomingKey.objects.filter(province_id=locked.province_id, document_id=locked.pk).delete()
    close_subject_tasks(
        province_id=locked.province_id,
        subject_id=locked.pk,
        by_id=principal.user_id if principal else None,
        at=at,
        room=journalling.SUBJECT,
        state=TaskState.CANCELLED,
    )
    journalling.write(locked, verb, principal=principal, at=at, before=before, **data)
    return True
