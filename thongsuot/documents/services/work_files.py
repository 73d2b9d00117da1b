"""Lập hồ sơ công việc: open, gather, close, hand in (NĐ 30/2020/NĐ-CP, Điều 29, 30). One transaction each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files, journal, pdf_text
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.common.text import clean_line
from thongsuot.documents import permissions
from thongsuot.documents.models import (
    Document,
    DocumentFile,
    DocumentText,
    FileListItem,
    WorkFile,
    WorkFileItem,
    WorkFileText,
)
from thongsuot.documents.selectors import work_files as selectors
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import known_types
from thongsuot.org.selectors import unit_info
from thongsuot.records import services as records
from thongsuot.records.models import HandIn, HandInDue
from thongsuot.records.specs import FileHandedIn, HandInPackage, ItemHandedIn
from thongsuot.tasks.models import Task

SUBJECT = "work_file"
MOST_ITEMS = 2_000
LONGEST_TEXT = 1_000_000  # characters of one document that the archive is given to find it by


@dataclass(frozen=True, slots=True)
class NewItem:
    """Thứ để cho vào hồ sơ. The room that knows a dossier or a task checks that it may be filed here."""

    kind: str
    title: str
    ref_id: int | None = None
    file: StoredFile | None = None
    sign: str = ""
    day: date | None = None
    pages: int | None = None

    @classmethod
    def of_document(cls, document: Document) -> "NewItem":
        """A document of the unit."""
        return cls(
            WorkFileItem.Kind.DOCUMENT,
            document.summary,
            document.pk,
            None,
            document.sign[:90],
            document.issued_on,
            document.pages,
        )

    @classmethod
    def of_task(cls, task: Task) -> "NewItem":
        """A task, by what was to be done and for whom; its day is that of its end, or of its beginning while it is open."""
        day = local_day(task.closed_at or task.opened_at)
        return cls(WorkFileItem.Kind.TASK, f"{task.what} – {task.subject_title}", task.pk, None, task.subject_code, day)


@transaction.atomic
def open_file(
    *,
    unit_id: int,
    code: str,
    title: str,
    principal: Principal,
    at: datetime,
    rule: str = "",
    construction: bool = False,
) -> WorkFile:
    """Mở hồ sơ: by its code of the year's list, whose title and retention it takes when none are given.

    Raises Invalid `file_code_taken`, or naming fields.
    """
    permissions.see_unit(principal, unit_id)
    year = local_day(at).year
    code = clean_line(code, field="code", limit=30)
    listed = FileListItem.objects.filter(list__unit_id=unit_id, list__year=year, code=code).first()
    title = clean_line(title, field="title", limit=300) or (listed.title if listed else "")
    wanted = (("code", code, _("Cần ghi số, ký hiệu hồ sơ.")), ("title", title, _("Cần ghi tiêu đề hồ sơ.")))
    errors = [{"field": field, "message": message} for field, value, message in wanted if not value]
    if errors:
        raise Invalid(errors=errors)
    info = unit_info(unit_id, local_day(at))
    try:
        with transaction.atomic():
            made = WorkFile.objects.create(
                province_id=info.province_id or info.id,
                unit_id=unit_id,
                opened_in_id=unit_id,
                code=code,
                year=year,
                title=title,
                rule=clean_line(rule, field="rule", limit=20) or (listed.rule if listed else ""),
                construction=construction,
                person_id=principal.user_id,
                opened_at=at,
            )
    except IntegrityError as clash:
        message = _("Năm %(year)d đã có hồ sơ mang số, ký hiệu này.") % {"year": year}
        raise Invalid(message, code="file_code_taken", errors=[{"field": "code", "message": message}]) from clash
    _write(made, "opened", principal=principal, at=at, code=code, title=title)
    return made


@transaction.atomic
def gather(*, uid: UUID | str, items: Sequence[NewItem], principal: Principal, at: datetime) -> int:
    """Cho vào hồ sơ; what is in it already is passed over. Says how many came in.

    Raises MoveNotAllowed `in_another_file` naming the file that has it, `file_closed`.
    """
    work_file = _mine(uid, principal, WorkFile.State.OPEN)
    own = WorkFileItem.objects.filter(province_id=work_file.province_id, work_file=work_file)
    have = set(own.exclude(ref_id=None).values_list("kind", "ref_id"))
    new = [one for one in items if one.ref_id is None or (str(one.kind), one.ref_id) not in have]
    last = own.aggregate(last=Max("position"))["last"] or 0
    if last + len(new) > MOST_ITEMS:
        raise Invalid(_("Một hồ sơ tối đa %(count)d tài liệu. Hãy mở tập tiếp theo.") % {"count": MOST_ITEMS})
    try:
        with transaction.atomic():
            made = WorkFileItem.objects.bulk_create(
                [_row(work_file, one, last + n, principal, at) for n, one in enumerate(new, 1)]
            )
    except IntegrityError as clash:
        raise _elsewhere(work_file, new) from clash
    uploads = [one.file.pk for one in new if one.file]
    StoredFile.objects.filter(pk__in=uploads, attached_at=None).update(attached_at=at)
    _wish_to_read(work_file.province_id, [one.pk for one in made if one.file_id])
    if new:
        _write(work_file, "gathered", principal=principal, at=at, items=[one.sign or one.title[:80] for one in new])
    return len(new)


def _wish_to_read(province_id: int, item_ids: Sequence[int]) -> None:
    """The words of uploads are read in the background (`scans`): until then they are noted as waiting."""
    WorkFileText.objects.bulk_create(
        [WorkFileText(province_id=province_id, item_id=item_id, source="scan", body="") for item_id in item_ids]
    )


@transaction.atomic
def take_out(*, uid: UUID | str, item_id: int, principal: Principal, at: datetime) -> None:
    """Lấy ra khỏi hồ sơ đang lập, e.g. to put it into the right one; the journal keeps that it was there."""
    work_file = _mine(uid, principal, WorkFile.State.OPEN)
    item = WorkFileItem.objects.filter(province_id=work_file.province_id, work_file=work_file, pk=item_id).first()
    if item is None:
        raise NotFound()
    said = {"item": item.sign or item.title[:80], "kind": item.kind}
    WorkFileText.objects.filter(province_id=item.province_id, item_id=item.pk).delete()
    item.delete()
    _write(work_file, "taken_out", principal=principal, at=at, **said)


@transaction.atomic
def close(*, uid: UUID | str, ended_on: date, principal: Principal, at: datetime) -> WorkFile:
    """Đóng hồ sơ: from now on it is owed to the archive, by the day on which the work ended.

    Raises Invalid `file_empty`, or for a day that is yet to come.
    """
    work_file = _mine(uid, principal, WorkFile.State.OPEN)
    if not WorkFileItem.objects.filter(province_id=work_file.province_id, work_file=work_file).exists():
        raise Invalid(_("Hồ sơ chưa có tài liệu nào nên chưa đóng được."), code="file_empty")
    if ended_on > local_day(at) or ended_on.year < 1945:
        message = _("Ngày kết thúc công việc phải là hôm nay hoặc trước đó.")
        raise Invalid(message, errors=[{"field": "ended_on", "message": message}])
    work_file.state, work_file.closed_at, work_file.ended_on = WorkFile.State.CLOSED, at, ended_on
    work_file.save(update_fields=["state", "closed_at", "ended_on"])
    kinds = HandInDue.Kind
    records.expect_hand_in(
        province_id=work_file.province_id,
        unit_id=work_file.unit_id,
        source_kind=SUBJECT,
        source_id=work_file.pk,
        source_code=work_file.code,
        title=work_file.title,
        page=f"/can-bo/ho-so-cong-viec/{work_file.uid}/",
        ended_at=timezone.make_aware(datetime.combine(ended_on, time(12))),
        kind=kinds.CONSTRUCTION if work_file.construction else kinds.USUAL,
    )
    _write(work_file, "closed", principal=principal, at=at, ended_on=ended_on)
    return work_file


@transaction.atomic
def hand_in(*, uids: Sequence[UUID | str], title: str, key: str, principal: Principal, at: datetime) -> HandIn:
    """Nộp lưu các hồ sơ đã đóng của một đơn vị; the archive checks and accepts. `key` makes it idempotent."""
    files = [_mine(uid, principal, None) for uid in sorted({str(uid) for uid in uids})]
    if len({one.unit_id for one in files}) > 1:
        raise Invalid(_("Một đợt nộp là của một đơn vị."), code="several_units")
    wrong = [one.code for one in files if one.state == WorkFile.State.OPEN]
    if wrong or not files:
        raise MoveNotAllowed(_("Chỉ hồ sơ đã đóng mới nộp lưu: %(codes)s.") % {"codes": ", ".join(wrong)})
    package = HandInPackage(
        province_id=files[0].province_id,
        unit_id=files[0].unit_id,
        key=key,
        title=title,
        files=[_handed(one) for one in files],
    )
    made = records.hand_in(package, principal=principal, at=at)
    for one in files:
        if one.state != WorkFile.State.HANDED_IN:
            one.state, one.handed_in_at = WorkFile.State.HANDED_IN, at
            one.save(update_fields=["state", "handed_in_at"])
            _write(one, "handed_in", principal=principal, at=at, hand_in=str(made))
    return made


@transaction.atomic
def reopen(*, uid: UUID | str, principal: Principal, at: datetime) -> WorkFile:
    """Mở lại hồ sơ mà lưu trữ đã trả, to put it right; closed again it is handed in anew. Raises MoveNotAllowed `not_returned`."""
    work_file = _mine(uid, principal, WorkFile.State.HANDED_IN)
    if selectors.returned_because(work_file) is None:
        raise MoveNotAllowed(_("Lưu trữ không trả lại hồ sơ này nên không mở lại được."), code="not_returned")
    work_file.state = WorkFile.State.OPEN
    work_file.closed_at = work_file.ended_on = work_file.handed_in_at = None
    work_file.save(update_fields=["state", "closed_at", "ended_on", "handed_in_at"])
    _write(work_file, "reopened", principal=principal, at=at)
    return work_file


def _mine(uid: UUID | str, principal: Principal, state: str | None) -> WorkFile:
    """The file, locked: of who keeps it, or of whom he leads, or by the clerk."""
    found = WorkFile.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise NotFound()
    permissions.see_unit(principal, found.unit_id)
    may = {*permissions.CLERKS, *permissions.LEADERS, "archivist"}
    if found.person_id != principal.user_id and not principal.roles_in(found.unit_id) & may:
        raise Forbidden(_("Hồ sơ này do người khác lập."))
    if state is not None and found.state != state:
        raise MoveNotAllowed(_("Hồ sơ này đã đóng, không thay đổi được nữa."), code="file_closed")
    return found


def _row(work_file: WorkFile, one: NewItem, position: int, principal: Principal, at: datetime) -> WorkFileItem:
    return WorkFileItem(
        province_id=work_file.province_id,
        work_file=work_file,
        position=position,
        kind=one.kind,
        ref_id=one.ref_id,
        file=one.file,
        sign=one.sign[:90],
        title=one.title[:600],
        day=one.day,
        pages=one.pages or _counted(one.file),
        added_at=at,
        added_by_id=principal.user_id,
    )


def _counted(file: StoredFile | None) -> int | None:
    """Pages of an upload that is a PDF; nobody has to count them."""
    return pdf_text.pages_of(files.path_of(file.sha256)) if file and file.media_type == files.PDF.media_type else None


def _elsewhere(work_file: WorkFile, new: Sequence[NewItem]) -> MoveNotAllowed:
    """Which other file has one of them."""
    for one in new:
        where = WorkFileItem.objects.filter(province_id=work_file.province_id, kind=one.kind, ref_id=one.ref_id)
        other = where.exclude(work_file=work_file).select_related("work_file").first() if one.ref_id else None
        if other:
            return MoveNotAllowed(
                _("“%(item)s” đã nằm trong hồ sơ %(code)s. Mỗi tài liệu chỉ thuộc một hồ sơ.")
                % {"item": one.sign or one.title[:80], "code": other.work_file.code},
                code="in_another_file",
            )
    return MoveNotAllowed(_("Tài liệu này đã nằm trong một hồ sơ khác."), code="in_another_file")


def _handed(work_file: WorkFile) -> FileHandedIn:
    own = {"province_id": work_file.province_id, "work_file_id": work_file.pk}
    items = list(WorkFileItem.objects.filter(**own).select_related("file").order_by("position"))
    ids = [item.ref_id for item in items if item.kind == WorkFileItem.Kind.DOCUMENT]
    documents = {one.pk: one for one in Document.objects.filter(province_id=work_file.province_id, pk__in=ids)}
    mains: dict[int, UUID] = {}
    kept = DocumentFile.objects.filter(province_id=work_file.province_id, document_id__in=ids, replaced_at=None)
    for row in kept.filter(purpose__in=["main", "scan"]).order_by("purpose"):
        mains.setdefault(row.document_id, row.file_id)
    words = _words_of(work_file.province_id, ids)
    uploads = WorkFileText.objects.filter(
        province_id=work_file.province_id, item_id__in=[item.pk for item in items if item.file_id]
    )
    typed = dict(uploads.values_list("item_id", "body"))
    return FileHandedIn(
        source_kind=SUBJECT,
        source_id=work_file.pk,
        source_code=work_file.code,
        notation=work_file.code,
        title=work_file.title,
        rule=work_file.rule,
        began_on=local_day(work_file.opened_at) if _began_before(work_file) else None,
        ended_on=work_file.ended_on or local_day(work_file.opened_at),
        items=[_item(item, documents, mains, words, typed) for item in items],
    )


def _began_before(work_file: WorkFile) -> bool:
    return work_file.ended_on is not None and local_day(work_file.opened_at) <= work_file.ended_on


def _words_of(province_id: int, ids: Sequence[int | None]) -> dict[int, str]:
    """Chữ đọc được từ các tệp: the archive finds a document by what stands in it, not only by its summary."""
    read = DocumentText.objects.filter(province_id=province_id, document_id__in=[one for one in ids if one])
    found: dict[int, str] = {}
    for document_id, body in read.exclude(file_id=None).order_by("file_id").values_list("document_id", "body"):
        found[document_id] = f"{found[document_id]}\n{body}" if document_id in found else body
    return found


def _item(
    item: WorkFileItem,
    documents: dict[int, Document],
    mains: dict[int, UUID],
    words: dict[int, str],
    uploads: dict[int, str],
) -> ItemHandedIn:
    document = documents.get(item.ref_id or 0) if item.kind == WorkFileItem.Kind.DOCUMENT else None
    known: dict[str, Any] = {}
    if document:
        kind = known_types().get(document.type)
        known = {
            "type_name": kind.name if kind else "",
            "number": document.number,
            "notation": document.notation,
            "issuer": document.issuer_name,
            "file_uid": mains.get(document.pk),
            "text": words.get(document.pk, "")[:LONGEST_TEXT],
        }
    elif item.file_id:
        known = {"file_uid": item.file_id, "text": uploads.get(item.pk, "")[:LONGEST_TEXT]}
    return ItemHandedIn(
        summary=item.title,
        issued_on=item.day,
        pages=item.pages or (document.pages if document else 0) or 0,
        source_kind=str(item.kind),
        source_id=item.ref_id or item.pk,
        **known,
    )


def _write(work_file: WorkFile, verb: str, *, principal: Principal | None, at: datetime, **data: Any) -> None:
    entry = journal.Entry(
        province_id=work_file.province_id,
        subject_kind=SUBJECT,
        subject_id=work_file.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id if principal else None,
        unit_id=work_file.unit_id,
        data={"state": str(work_file.state), **data},
    )
    journal.note([entry])
