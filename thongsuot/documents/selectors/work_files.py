"""Hồ sơ công việc để nhìn: a unit's files by state, one file with its items, the year's list, proposals."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.documents.models import Document, DocumentLink, FileList, FileListItem, WorkFile, WorkFileItem
from thongsuot.documents.reading import readable_units
from thongsuot.records.models import HandInLine, RecordState

ON_A_PAGE = 50
_LINES = """
SELECT f.uid, f.code, f.year, f.title, f.state, f.opened_at, f.closed_at, f.ended_on, u.full_name,
  (SELECT count(*) FROM documents_workfileitem i WHERE i.province_id = f.province_id AND i.work_file_id = f.id)
  FROM documents_workfile f JOIN accounts_user u ON u.id = f.person_id
 WHERE f.unit_id = ANY(%(units)s) AND f.state = %(state)s ORDER BY f.id DESC LIMIT %(limit)s OFFSET %(skip)s
"""


@dataclass(frozen=True, slots=True)
class FileLine:
    """Một dòng của danh sách hồ sơ công việc."""

    uid: Any
    code: str
    year: int
    title: str
    state: str
    opened_at: Any
    closed_at: Any
    ended_on: Any
    person: str
    items: int


def lines(unit_ids: Collection[int], state: str, *, skip: int = 0) -> list[FileLine]:
    """Một trang; one more than a page when there are more."""
    given = {"units": sorted(unit_ids), "state": state, "limit": ON_A_PAGE + 1, "skip": skip}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, given)
        return [FileLine(*row) for row in cursor.fetchall()]


def file_seen(principal: Principal, uid: UUID | str) -> WorkFile:
    """Hồ sơ này; NotFound outside the units whose documents the person reads."""
    found = WorkFile.objects.select_related("person").filter(uid=uid).first()
    if found is None or found.unit_id not in readable_units(principal):
        raise NotFound()
    return found


def items(work_file: WorkFile) -> list[WorkFileItem]:
    """Tài liệu trong hồ sơ, in their order."""
    own = WorkFileItem.objects.filter(province_id=work_file.province_id, work_file=work_file)
    return list(own.select_related("file").order_by("position", "id"))


def documents_of(found: Collection[WorkFileItem]) -> dict[int, tuple[str, UUID]]:
    """Văn bản của các tài liệu này: id → (direction, uid); one statement, none without documents."""
    wanted = [one.ref_id for one in found if one.kind == WorkFileItem.Kind.DOCUMENT]
    rows = Document.objects.filter(pk__in=wanted).values_list("pk", "direction", "uid") if wanted else []
    return {pk: (direction, uid) for pk, direction, uid in rows}


def returned_because(work_file: WorkFile) -> str | None:
    """Vì sao lưu trữ trả lại hồ sơ đã nộp; None when it did not."""
    lines = HandInLine.objects.filter(
        province_id=work_file.province_id,
        file__source_kind="work_file",
        file__source_id=work_file.pk,
        file__state=RecordState.RETURNED,
        answer=HandInLine.Answer.RETURNED,
    )
    return lines.order_by("-pk").values_list("reason", flat=True).first()


_FOR_TASK = """
SELECT f.uid, f.code, f.title, true FROM documents_workfileitem i
  JOIN documents_workfile f ON f.province_id = i.province_id AND f.id = i.work_file_id
 WHERE i.province_id = %(province)s AND i.kind = 'task' AND i.ref_id = %(task)s
UNION ALL (SELECT uid, code, title, false FROM documents_workfile
 WHERE unit_id = %(unit)s AND person_id = %(me)s AND state = 'open' ORDER BY id DESC LIMIT 100)
"""


@dataclass(frozen=True, slots=True)
class ForTask:
    """Hồ sơ công việc của một việc: the one it lies in, or one's open files of the unit that it may go into."""

    there: tuple[Any, str, str] | None
    mine: list[tuple[Any, str, str]]


def for_task(task_id: int, province_id: int, unit_id: int, user_id: int) -> ForTask:
    """Hồ sơ mà việc này nằm trong, và hồ sơ đang lập của người này; one statement."""
    given = {"task": task_id, "province": province_id, "unit": unit_id, "me": user_id}
    with connection.cursor() as cursor:
        cursor.execute(_FOR_TASK, given)
        rows = cursor.fetchall()
    there = next(((uid, code, title) for uid, code, title, filed in rows if filed), None)
    return ForTask(there, [(uid, code, title) for uid, code, title, filed in rows if not filed])


def file_list(unit_id: int, year: int) -> tuple[FileList | None, list[FileListItem]]:
    """Danh mục của năm."""
    found = FileList.objects.filter(unit_id=unit_id, year=year).select_related("approved_by").first()
    return found, list(found.items.order_by("position")) if found else []


def open_files(unit_ids: Collection[int], user_id: int) -> QuerySet[WorkFile]:
    """Hồ sơ đang lập của một người."""
    return WorkFile.objects.filter(unit_id__in=unit_ids, person_id=user_id, state=WorkFile.State.OPEN).order_by("-id")


def proposed(document: Document, user_id: int, unit_id: int) -> tuple[WorkFile | None, list[Document]]:
    """Đề nghị lập hồ sơ của một văn bản đã xong: the file that has its answer or question already, and what belongs in it.

    The document with those it is linked to by question and answer, as far as they are in no file.
    """
    own = {"province_id": document.province_id}
    answers = DocumentLink.objects.filter(**own, kind=DocumentLink.Kind.ANSWERS)
    near = {
        *answers.filter(other_id=document.pk).values_list("document_id", flat=True),
        *answers.filter(document_id=document.pk).exclude(other_id=None).values_list("other_id", flat=True),
        document.pk,
    }
    filed = WorkFileItem.objects.filter(**own, kind=WorkFileItem.Kind.DOCUMENT, ref_id__in=near)
    have = {row.ref_id: row.work_file for row in filed.select_related("work_file")}
    there = next((one for one in have.values() if one.state == WorkFile.State.OPEN and one.unit_id == unit_id), None)
    return there, list(Document.objects.filter(**own, pk__in=near - set(have)).order_by("id"))
