"""Sổ bàn giao: opened for every way an old unit goes, written line by line, signed by one person of each side.

A signature stands under exactly the lines it was given for: after the first one nothing changes until the book is opened again,
with a reason, and both sign anew. Other rooms put their lines with `put_lines`; by hand they are written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line
from thongsuot.cutover.collecting.rows import Row
from thongsuot.cutover.handover_rights import NEW, OLD, book_for, require_writer
from thongsuot.cutover.models import Going, HandoverBook, HandoverLine, Plan, PlanUnit
from thongsuot.cutover.selectors.accounts import instant_of
from thongsuot.cutover.selectors.handover import content_hash, totals, words_of
from thongsuot.tasks import services as tasks
from thongsuot.tasks.specs import TaskSpec

SUBJECT, TASK = "cutover_handover", "cutover.handover"
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Given:
    """Một dòng của phòng khác; `reference` names it within that room, so that it is put again and not doubled."""

    reference: str
    what: str
    name: str
    unit_of_count: str
    handed: int
    note: str = ""


@transaction.atomic
@in_vietnamese()
def open_books(*, by: Principal | None, plan: Plan, at: datetime) -> int:
    """Lập sổ cho mỗi đường đi của kế hoạch (đơn vị cũ → đơn vị mới); again, only for new ones. Returns how many."""
    wanted = Going.objects.filter(plan=plan).values_list("old_id", "new_id")
    known = set(HandoverBook.objects.filter(plan=plan).values_list("old_id", "new_id"))
    made = HandoverBook.objects.bulk_create(
        [HandoverBook(plan=plan, old_id=o, new_id=n, opened_at=at) for o, n in wanted if (o, n) not in known],
        ignore_conflicts=True,
    )
    _open_tasks(plan, at)
    if made:
        data = {"plan": plan.code, "count": len(made)}
        actor = by.user_id if by else None
        entry = journal.Entry(
            plan.province_id, "cutover_plan", plan.pk, "handover_opened", at, actor_id=actor, data=data
        )
        journal.append([entry])
    return len(made)


def _open_tasks(plan: Plan, at: datetime) -> None:
    """Việc bàn giao trong danh sách việc của hai bên: the old unit's until it ends, the new one's once it stands in `org`."""
    books = list(
        HandoverBook.objects.filter(Q(old_task_id=None) | Q(new_task_id=None), plan=plan)
        .exclude(old_signed_at__isnull=False, new_signed_at__isnull=False)
        .select_related("plan", "old", "new")
        .order_by("id")
    )
    instant = instant_of(plan)
    for book in books:
        if book.old_task_id is None and book.old_signed_at is None and at < instant:
            words = _("Bàn giao hồ sơ, trụ sở, tài sản cho %(unit)s") % {"unit": book.new.full_name}
            [book.old_task_id] = tasks.open_tasks([_task(book, book.old, words, instant)], at=at)
        if book.new_task_id is None and book.new_signed_at is None and book.new.unit_id is not None:
            words = _("Nhận bàn giao hồ sơ, trụ sở, tài sản từ %(unit)s") % {"unit": book.old.full_name}
            [book.new_task_id] = tasks.open_tasks([_task(book, book.new, words, None)], at=at)
    HandoverBook.objects.bulk_update(books, ["old_task_id", "new_task_id"])


def _task(book: HandoverBook, side: PlanUnit, what: str, due_at: datetime | None) -> TaskSpec:
    assert side.unit_id is not None, "asked by the caller"
    return TaskSpec(
        province_id=book.plan.province_id,
        unit_id=side.unit_id,
        role=Role.CHAIR,
        kind=TASK,
        what=what,
        result=_("Sổ bàn giao đếm đủ, hai bên đã ký"),
        accountable=_("Người đứng đầu %(unit)s") % {"unit": side.full_name},
        subject_kind=SUBJECT,
        subject_id=book.pk,
        subject_code=book.plan.code,
        subject_title=f"{book.old.full_name} → {book.new.full_name}",
        page=reverse("cutover:handover", args=[book.pk]),
        due_at=due_at,
    )


@transaction.atomic
def put_lines(
    *, plan: Plan, old_unit: int, new_unit: int, source: str, lines: Sequence[Given], at: datetime
) -> HandoverBook:
    """Phòng khác ghi phần của mình vào sổ: all its lines at once; those it no longer names go, counts already received stay.

    `source`: name of the room. Raises NotFound without such a book, MoveNotAllowed once somebody has signed.
    """
    book = (
        HandoverBook.objects.select_for_update(of=("self",))
        .select_related("plan")
        .filter(plan=plan, old__unit_id=old_unit, new__unit_id=new_unit)
        .first()
    )
    if book is None or not source:
        raise NotFound()
    _refuse_signed(book)
    known = {line.reference: line for line in book.lines.filter(source=source)}
    place = _last_place(book)
    for number, given in enumerate(lines, 1):
        line = known.pop(given.reference, None) or HandoverLine(
            book=book, source=source, reference=given.reference, position=place + number
        )
        line.what, line.name, line.unit_of_count = given.what, given.name[:300], given.unit_of_count[:30]
        line.handed, line.note = given.handed, line.note or given.note[:500]
        line.save()
    HandoverLine.objects.filter(pk__in=[line.pk for line in known.values()]).delete()
    _touched(book, None, at, "handover_lines_put", source=source, count=len(lines))
    return book


@transaction.atomic
def keep_line(*, by: Principal, book_id: int, line_id: int | None, row: Row, seen: int, at: datetime) -> HandoverLine:
    """Ghi một dòng (checked already); of another room's line only what was received, damaged and the note change."""
    book = _to_write(by, book_id, seen, at)
    line = book.lines.filter(pk=line_id).first() if line_id else None
    if line_id and line is None:
        raise NotFound()
    line = line or HandoverLine(book=book, position=_last_place(book) + 1)
    _take(line, row.cells, counts_only=bool(line.source))
    line.save()
    _touched(book, by, at, "handover_line_kept", line=line.pk, name=line.name)
    return line


@transaction.atomic
def drop_line(*, by: Principal, book_id: int, line_id: int, seen: int, at: datetime) -> None:
    """Bỏ một dòng ghi tay; what another room put is taken back by that room."""
    book = _to_write(by, book_id, seen, at)
    line = book.lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound()
    if line.source:
        raise MoveNotAllowed(_("Dòng này do phòng khác ghi nên không bỏ ở đây được."))
    name = line.name
    line.delete()
    _touched(book, by, at, "handover_line_dropped", name=name)


@transaction.atomic
def load_lines(*, by: Principal, book_id: int, rows: Sequence[Row], seen: int, at: datetime) -> int:
    """Thay mọi dòng ghi tay bằng các dòng của tệp (all right ones); lines of other rooms stay."""
    if any(row.is_wrong for row in rows):
        raise Invalid(_("Tệp còn dòng sai nên chưa ghi dòng nào."))
    book = _to_write(by, book_id, seen, at)
    theirs = {(line.what, line.name) for line in book.lines.exclude(source="")}
    book.lines.filter(source="").delete()
    place = _last_place(book)
    made = []
    for number, row in enumerate(rows, 1):
        line = HandoverLine(book=book, position=place + number)
        _take(line, row.cells, counts_only=False)
        if (line.what, line.name) not in theirs:  # the template holds them too: they are not written twice
            made.append(line)
    HandoverLine.objects.bulk_create(made)
    _touched(book, by, at, "handover_loaded", count=len(made))
    return len(made)


def _take(line: HandoverLine, cells: Mapping[str, str], *, counts_only: bool) -> None:
    if not counts_only:
        line.what, line.name, line.unit_of_count = cells["what"], cells["name"], cells["unit_of_count"]
        line.handed = int(cells["handed"])
    line.received = int(cells["received"]) if cells["received"] else None
    line.damaged = int(cells["damaged"] or 0)
    line.note = cells["note"]


@transaction.atomic
def sign(*, by: Principal, book_id: int, side: str, seen: int, at: datetime) -> HandoverBook:
    """Ký cho một bên; the caller has proven who he is. Two people, each of his side, under the same lines.

    Raises Forbidden (not of that side, or signed for the other), MoveNotAllowed (`stale`, lines not counted, no lines).
    """
    book, standing = book_for(by, book_id, at, lock=True)
    if side not in standing.titles:
        raise Forbidden(_("Chỉ người đứng đầu bên này mới ký cho bên này."))
    _refuse_unsignable(book, by, side, seen)
    lines = list(book.lines.order_by("position", "id"))
    _refuse_unfinished(lines)
    digest = content_hash(lines)
    if side == OLD:
        book.old_signed_by_id, book.old_signed_at, book.old_title = by.user_id, at, standing.titles[side][:160]
    else:
        book.new_signed_by_id, book.new_signed_at, book.new_title = by.user_id, at, standing.titles[side][:160]
    book.content_hash = digest
    book.save()
    task = book.old_task_id if side == OLD else book.new_task_id
    if task:
        tasks.close_tasks([task], province_id=book.plan.province_id, by_id=by.user_id, at=at)
    _note(book, by, at, "handover_signed", side=side, sha256=digest, lines=len(lines))
    return book


def _refuse_unsignable(book: HandoverBook, by: Principal, side: str, seen: int) -> None:
    if book.revision != seen:
        raise MoveNotAllowed(_("Sổ vừa được sửa. Hãy xem lại các dòng rồi ký."), code="stale")
    mine, other = (
        (book.old_signed_by_id, book.new_signed_by_id)
        if side == OLD
        else (book.new_signed_by_id, book.old_signed_by_id)
    )
    if mine is not None:
        raise MoveNotAllowed(_("Bên này đã ký."))
    if other == by.user_id:
        raise Forbidden(_("Hai bên phải do hai người khác nhau ký: anh/chị đã ký cho bên kia."))


def _refuse_unfinished(lines: Sequence[HandoverLine]) -> None:
    found = totals(lines)
    if not found.lines:
        raise MoveNotAllowed(_("Sổ chưa có dòng nào để ký."))
    if found.uncounted:
        raise MoveNotAllowed(_("Còn %(count)d dòng bên nhận chưa đếm.") % {"count": found.uncounted})
    silent = [line.name for line in lines if words_of(line) and not line.note]
    if silent:
        raise MoveNotAllowed(_("Thiếu, thừa hay hỏng mà chưa ghi rõ: %(names)s.") % {"names": ", ".join(silent[:5])})


@transaction.atomic
@in_vietnamese()
def reopen(*, by: Principal, book_id: int, reason: str, at: datetime) -> HandoverBook:
    """Mở lại sổ đã ký để sửa: both signatures fall, the journal keeps them. By either side or the project team."""
    book, standing = book_for(by, book_id, at, lock=True)
    if not (standing.writes or standing.plans):
        raise Forbidden()
    why = clean_line(reason, field="reason", limit=300)
    if not why:
        raise Invalid(errors=[{"field": "reason", "message": _("Hãy ghi lý do mở lại.")}])
    if book.old_signed_at is None and book.new_signed_at is None:
        raise MoveNotAllowed(_("Sổ chưa ai ký nên vẫn sửa được."))
    book.old_signed_by = book.new_signed_by = book.old_signed_at = book.new_signed_at = None
    book.old_title = book.new_title = book.content_hash = ""
    book.old_task_id = book.new_task_id = None
    book.reopened_because = why
    book.save()
    _open_tasks(book.plan, at)
    _note(book, by, at, "handover_reopened", reason=why)
    return book


def _to_write(by: Principal, book_id: int, seen: int, at: datetime) -> HandoverBook:
    book, standing = book_for(by, book_id, at, lock=True)
    require_writer(standing)
    _refuse_signed(book)
    if book.revision != seen:
        raise MoveNotAllowed(
            _("Vừa có người khác ghi sổ này. Những gì bạn nhập chưa được lưu: hãy xem lại rồi ghi."), code="stale"
        )
    if book.lines.count() >= MOST_LINES:
        raise MoveNotAllowed(_("Sổ đã đủ %(most)d dòng.") % {"most": MOST_LINES})
    return book


def _refuse_signed(book: HandoverBook) -> None:
    if book.old_signed_at is not None or book.new_signed_at is not None:
        raise MoveNotAllowed(_("Sổ đã có chữ ký nên không sửa được. Muốn sửa thì mở lại, ghi lý do, hai bên ký lại."))


def _last_place(book: HandoverBook) -> int:
    return book.lines.aggregate(last=Max("position"))["last"] or 0


def _touched(book: HandoverBook, by: Principal | None, at: datetime, verb: str, **data: Any) -> None:
    HandoverBook.objects.filter(pk=book.pk).update(revision=F("revision") + 1)
    _note(book, by, at, verb, **data)


def _note(book: HandoverBook, by: Principal | None, at: datetime, verb: str, **data: Any) -> None:
    facts = {"plan": book.plan.code, **data}
    actor = by.user_id if by else None
    journal.append([journal.Entry(book.plan.province_id, SUBJECT, book.pk, verb, at, actor_id=actor, data=facts)])


SIDES = (OLD, NEW)
