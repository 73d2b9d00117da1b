"""Chia mẻ thành hồ sơ, tài liệu theo tờ phân cách; put right by hand: merged, split, moved, left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.records.digitising import journalling, marks
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.digitising.proposals import propose
from thongsuot.records.models import Batch, Page, ScannedDocument, ScannedFile

PROPOSED_FROM = 2  # first pages of a document
_OPEN = (ScannedDocument.State.WAITING, ScannedDocument.State.DESCRIBED, ScannedDocument.State.RETURNED)


@dataclass(slots=True)
class Heap:
    """Một hồ sơ đang gom: its documents as lists of pages."""

    box: str
    number: int
    documents: list[list[Page]] = field(default_factory=list)


def gather(pages: Iterable[Page], box: str = "") -> list[Heap]:
    """Gom trang theo tờ phân cách; empty pages and separators belong to no document, a failed page to the one it lies in."""
    heaps: list[Heap] = []
    last: dict[str, int] = {}
    fresh_file = fresh_document = True
    for page in pages:
        mark = marks.parse(page.mark) if page.state == Page.State.SEPARATOR else None
        if mark is not None:
            box = str(mark.box) if mark.box else box
            fresh_document = True
            if mark.kind in (marks.Kind.BOX, marks.Kind.FILE):
                fresh_file = True
                if mark.file:
                    last[box] = max(last.get(box, 0), mark.file - 1)
            continue
        if page.state not in (Page.State.READ, Page.State.FAILED):
            continue
        if fresh_file:
            last[box] = last.get(box, 0) + 1
            heaps.append(Heap(box, last[box]))
        if fresh_document or fresh_file:
            heaps[-1].documents.append([])
        heaps[-1].documents[-1].append(page)
        fresh_file = fresh_document = False
    return heaps


@transaction.atomic
def arrange(*, uid: UUID | str, by: Principal, at: datetime) -> int:
    """Chia mẻ; returns how many documents. Raises MoveNotAllowed while pages wait, without pages, or when it was split already."""
    batch = batch_for(by, uid, *SCANNERS, lock=True)
    if batch.state != Batch.State.READING:
        raise MoveNotAllowed(_("Mẻ này đã chia rồi."))
    pages = list(Page.objects.filter(province_id=batch.province_id, batch=batch).order_by("position"))
    if any(page.state in (Page.State.WAITING, Page.State.READING) for page in pages):
        raise MoveNotAllowed(_("Còn trang chưa đọc xong. Hãy đợi đọc hết rồi chia."), code="pages_waiting")
    heaps = gather(pages, batch.box)
    if not heaps:
        raise MoveNotAllowed(_("Mẻ chưa có trang nào có chữ."), code="batch_empty")
    made = sum(_write(batch, heap) for heap in heaps)
    batch.state, batch.arranged_at = Batch.State.DESCRIBING, at
    batch.save(update_fields=["state", "arranged_at"])
    journalling.write(batch, "batch_arranged", by_id=by.user_id, at=at, files=len(heaps), documents=made)
    return made


def _write(batch: Batch, heap: Heap) -> int:
    file = ScannedFile.objects.create(
        province_id=batch.province_id, batch=batch, box=heap.box, number=heap.number, fields={}
    )
    documents = ScannedDocument.objects.bulk_create(
        ScannedDocument(province_id=batch.province_id, batch=batch, file=file, number=number, proposals=proposed(pages))
        for number, pages in enumerate(heap.documents, 1)
    )
    for document, pages in zip(documents, heap.documents, strict=True):
        Page.objects.filter(province_id=batch.province_id, pk__in=[page.pk for page in pages]).update(document=document)
    return len(documents)


def proposed(pages: Sequence[Page]) -> dict[str, str]:
    """Đề xuất từ các trang đầu của một tài liệu."""
    return propose("\n".join(page.text for page in pages[:PROPOSED_FROM]))


@transaction.atomic
def merge(*, uid: UUID | str, document_id: int, by: Principal, at: datetime) -> ScannedDocument:
    """Gộp tài liệu vào tài liệu đứng trước trong cùng hồ sơ; both must not be checked yet."""
    batch = _to_change(uid, by)
    second = _document(batch, document_id)
    first = second.file.documents.filter(number__lt=second.number).order_by("-number").first()
    if first is None:
        raise MoveNotAllowed(_("Đây là tài liệu đầu của hồ sơ nên không có gì đứng trước để gộp vào."))
    _refuse_checked(first, second)
    Page.objects.filter(province_id=batch.province_id, document=second).update(document=first)
    second.delete()
    ScannedDocument.objects.filter(file=second.file_id, number__gt=second.number).update(number=F("number") - 1)
    _looked_again(first)
    journalling.write(batch, "documents_merged", by_id=by.user_id, at=at, document=str(first))
    return first


@transaction.atomic
def split(*, uid: UUID | str, page_id: int, new_file: bool, by: Principal, at: datetime) -> ScannedDocument:
    """Tách: from this page on a new document begins, or (with `new_file`) a new file with this and all later documents."""
    batch = _to_change(uid, by)
    page = _page(batch, page_id)
    old = _document(batch, page.document_id or 0)
    _refuse_checked(old)
    goes = Page.objects.filter(province_id=batch.province_id, document=old, position__gte=page.position)
    if (
        not new_file
        and not goes.model.objects.filter(
            province_id=batch.province_id, document=old, position__lt=page.position
        ).exists()
    ):
        raise MoveNotAllowed(_("Trang này đã là trang đầu của tài liệu."))
    if new_file:
        file, number = _file_behind(old.file), 1
    else:
        file, number = old.file, old.number + 1
        ScannedDocument.objects.filter(file=file, number__gt=old.number).update(number=F("number") + 1)
    new = ScannedDocument.objects.create(province_id=batch.province_id, batch=batch, file=file, number=number)
    goes.update(document=new)
    if new_file:
        later = old.file.documents.filter(number__gt=old.number)
        later.update(file=file, number=F("number") - old.number + 1)
    _looked_again(old)
    _looked_again(new)
    new.refresh_from_db()
    journalling.write(batch, "document_split", by_id=by.user_id, at=at, document=str(new), new_file=new_file)
    return new


@transaction.atomic
def move_pages(
    *, uid: UUID | str, page_ids: Sequence[int], document_id: int | None, by: Principal, at: datetime
) -> int:
    """Chuyển trang sang tài liệu khác của mẻ, or out of every document (None: the page stays in the batch). Returns how many."""
    batch = _to_change(uid, by)
    pages = list(
        Page.objects.filter(province_id=batch.province_id, batch=batch, pk__in=list(page_ids)).order_by("position")
    )
    if not pages or len(pages) < len(set(page_ids)):
        raise NotFound()
    target = _document(batch, document_id) if document_id else None
    touched = {page.document_id for page in pages if page.document_id}
    documents = [_document(batch, one) for one in sorted(touched)] + ([target] if target else [])
    _refuse_checked(*documents)
    if any(page.state in (Page.State.EMPTY, Page.State.SEPARATOR) for page in pages) and target:
        raise Invalid(_("Trang trắng và tờ phân cách không thuộc tài liệu nào."))
    Page.objects.filter(province_id=batch.province_id, pk__in=[page.pk for page in pages]).update(document=target)
    for document in documents:
        _looked_again(document)
    journalling.write(
        batch, "pages_moved", by_id=by.user_id, at=at, count=len(pages), to=str(target) if target else "left out"
    )
    return len(pages)


def _looked_again(document: ScannedDocument) -> None:
    """A document without pages goes; one whose pages changed gets new proposals and is described anew."""
    pages = list(Page.objects.filter(province_id=document.province_id, document=document).order_by("position"))
    if not pages:
        file = document.file
        document.delete()
        file.documents.filter(number__gt=document.number).update(number=F("number") - 1)
        if not file.documents.exists():
            file.delete()
        return
    ScannedDocument.objects.filter(pk=document.pk).update(
        proposals=proposed(pages), state=ScannedDocument.State.WAITING, revision=F("revision") + 1
    )


def _file_behind(file: ScannedFile) -> ScannedFile:
    """A new file with the next free number of its box."""
    last = ScannedFile.objects.filter(batch=file.batch_id, box=file.box).aggregate(last=Max("number"))["last"]
    return ScannedFile.objects.create(
        province_id=file.province_id, batch_id=file.batch_id, box=file.box, number=last + 1, fields={}
    )


def _to_change(uid: UUID | str, by: Principal) -> Batch:
    batch = batch_for(by, uid, *SCANNERS, lock=True)
    if batch.state != Batch.State.DESCRIBING:
        raise MoveNotAllowed(_("Chỉ sửa cách chia khi mẻ đang mô tả."))
    return batch


def _document(batch: Batch, document_id: int) -> ScannedDocument:
    found = ScannedDocument.objects.select_related("file").filter(batch=batch, pk=document_id).first()
    if found is None:
        raise NotFound()
    return found


def _page(batch: Batch, page_id: int) -> Page:
    found = Page.objects.filter(province_id=batch.province_id, batch=batch, pk=page_id).first()
    if found is None:
        raise NotFound()
    return found


def _refuse_checked(*documents: ScannedDocument) -> None:
    if any(document.state not in _OPEN for document in documents):
        raise MoveNotAllowed(_("Tài liệu đã kiểm hoặc đã vào lưu trữ nên không chia lại được."))
    if any(document.asked_at for document in documents):
        raise MoveNotAllowed(_("Tài liệu đã trình ký số. Hãy rút về rồi mới chia lại."), code="sent_to_sign")
