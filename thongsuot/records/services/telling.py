"""Việc của lưu trữ trong danh sách việc chung: what waits for whom, in five clears."""

from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.common.language import in_vietnamese
from thongsuot.records.clock import working_days_later
from thongsuot.records.models import HandIn, HandInDue, Loan, ReadRequest, RecordFile
from thongsuot.tasks.services import close_subject_tasks, open_tasks
from thongsuot.tasks.specs import TaskSpec

ROOM = "records"
CHECK, MEND, OWED, OVERDUE, READ = (f"{ROOM}.{name}" for name in ("check", "mend", "owed", "overdue", "read"))
DAYS_TO_CHECK, DAYS_TO_MEND, DAYS_TO_ANSWER = 10, 10, 5


def _spec(**more: object) -> TaskSpec:
    known = {"role": Role.ARCHIVIST, "accountable": _("Lưu trữ cơ quan")}
    return TaskSpec(**{**known, **more})  # type: ignore[arg-type]


@in_vietnamese()
def ask_to_check(hand: HandIn, files: int, *, at: datetime) -> None:
    """Kiểm và nhận một đợt nộp lưu."""
    spec = _spec(
        province_id=hand.province_id,
        unit_id=hand.fonds.keeper_id,
        kind=CHECK,
        what=_("Kiểm và nhận %(count)d hồ sơ nộp lưu") % {"count": files},
        result=_("Mục lục, biên bản giao nhận đã ký"),
        subject_kind="hand_in",
        subject_id=hand.pk,
        subject_code=str(hand),
        subject_title=hand.title,
        page=f"/can-bo/luu-tru/nop/{hand.uid}/",
        due_at=working_days_later(hand.province_id, at, DAYS_TO_CHECK),
    )
    open_tasks([spec], at=at)


def checked(hand: HandIn, *, by_id: int, at: datetime) -> None:
    """Đợt nộp đã kiểm xong."""
    close_subject_tasks(province_id=hand.province_id, subject_id=hand.pk, by_id=by_id, at=at, kinds=[CHECK], room=ROOM)


@in_vietnamese()
def ask_to_mend(hand: HandIn, file: RecordFile, reason: str, *, at: datetime) -> None:
    """Sửa hồ sơ bị trả lại; whoever handed it in, else the unit's specialists."""
    spec = _spec(
        province_id=hand.province_id,
        unit_id=hand.unit_id,
        role=Role.SPECIALIST,
        assignee_id=hand.offered_by_id,
        kind=MEND,
        what=_("Sửa hồ sơ lưu trữ bị trả lại: %(reason)s") % {"reason": reason},
        result=_("Hồ sơ nộp lại đúng yêu cầu"),
        accountable=_("Đơn vị nộp hồ sơ"),
        subject_kind="record",
        subject_id=file.pk,
        subject_code=file.source_code or file.code,
        subject_title=file.title,
        page=f"/can-bo/luu-tru/nop/{hand.uid}/",
        due_at=working_days_later(hand.province_id, at, DAYS_TO_MEND),
    )
    open_tasks([spec], at=at)


def mended(file: RecordFile, *, by_id: int | None, at: datetime) -> None:
    """Hồ sơ đã nộp lại."""
    close_subject_tasks(province_id=file.province_id, subject_id=file.pk, by_id=by_id, at=at, kinds=[MEND], room=ROOM)


@in_vietnamese()
def remind(owed: HandInDue, *, at: datetime) -> None:
    """Nhắc nộp lưu, with the legal due moment."""
    spec = _spec(
        province_id=owed.province_id,
        unit_id=owed.unit_id,
        role=Role.SPECIALIST,
        kind=OWED,
        what=_("Nộp hồ sơ vào lưu trữ cơ quan"),
        result=_("Hồ sơ trong một đợt nộp lưu"),
        accountable=_("Đơn vị giải quyết công việc"),
        subject_kind="hand_in_due",
        subject_id=owed.pk,
        subject_code=owed.source_code,
        subject_title=owed.title,
        page=owed.page,
        due_at=owed.due_at,
    )
    open_tasks([spec], at=at)


def no_longer_owed(owed: HandInDue, *, by_id: int | None, at: datetime) -> None:
    """Đã nộp."""
    close_subject_tasks(province_id=owed.province_id, subject_id=owed.pk, by_id=by_id, at=at, kinds=[OWED], room=ROOM)


@in_vietnamese()
def ask_back(loan: Loan, *, at: datetime) -> None:
    """Đòi hồ sơ mượn quá hạn; the keeper's task."""
    file = loan.file
    spec = _spec(
        province_id=loan.province_id,
        unit_id=file.fonds.keeper_id,
        kind=OVERDUE,
        what=_("Đòi hồ sơ cho mượn quá hạn, người mượn: %(name)s") % {"name": str(loan.borrower)},
        result=_("Hồ sơ về kho"),
        subject_kind="record",
        subject_id=file.pk,
        subject_code=file.code,
        subject_title=file.title,
        page=f"/can-bo/luu-tru/ho-so/{file.uid}/",
        due_at=working_days_later(loan.province_id, at, 1),
    )
    open_tasks([spec], at=at)


def brought_back(loan: Loan, *, by_id: int, at: datetime) -> None:
    """Hồ sơ mượn đã trả."""
    close_subject_tasks(
        province_id=loan.province_id, subject_id=loan.file_id, by_id=by_id, at=at, kinds=[OVERDUE], room=ROOM
    )


@in_vietnamese()
def ask_to_answer(request: ReadRequest, *, at: datetime) -> None:
    """Trả lời người dân xin đọc hồ sơ của mình."""
    file = request.file
    spec = _spec(
        province_id=request.province_id,
        unit_id=file.fonds.keeper_id,
        kind=READ,
        what=_("Trả lời công dân xin đọc hồ sơ của mình"),
        result=_("Câu trả lời cho công dân"),
        subject_kind="record",
        subject_id=file.pk,
        subject_code=file.code,
        subject_title=file.title,
        page=f"/can-bo/luu-tru/ho-so/{file.uid}/",
        due_at=working_days_later(request.province_id, at, DAYS_TO_ANSWER),
    )
    open_tasks([spec], at=at)


def answered(request: ReadRequest, *, by_id: int, at: datetime) -> None:
    """Đã trả lời người dân."""
    close_subject_tasks(
        province_id=request.province_id, subject_id=request.file_id, by_id=by_id, at=at, kinds=[READ], room=ROOM
    )
