"""Thu thập số liệu: asked, written down, handed in, reopened. Each verb is one transaction with its journal entry.

A request is locked before its versions; nothing outside is called while it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line
from thongsuot.cutover.collect_rights import request_for, require_filler, require_head
from thongsuot.cutover.collecting.rows import Row, seal, wrong_count
from thongsuot.cutover.collecting.shapes import MOST_ROWS, SHAPES
from thongsuot.cutover.models import DataKind, DataRequest, DataState, DataVersion, Plan, PlanState, PlanUnit, Side
from thongsuot.cutover.permissions import HEADS
from thongsuot.cutover.selectors.collect import answering_units
from thongsuot.cutover.selectors.plans import communes
from thongsuot.cutover.services import people
from thongsuot.tasks import services as tasks
from thongsuot.tasks.specs import TaskSpec

SUBJECT, TASK = "cutover_data", "cutover.data"
SAME_SITTING = timedelta(hours=12)  # rows one person writes on the page in one sitting are one version
FILE_NAME = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Đã yêu cầu: how many new requests, how many got another due moment, units of which nobody knows who answers."""

    made: int
    moved: int
    without: Sequence[PlanUnit] = field(default=())
    headless: Sequence[str] = field(default=())


@transaction.atomic
@in_vietnamese()
def ask(
    *,
    by: Principal,
    plan: Plan,
    kinds: Sequence[str],
    side: str,
    due_at: datetime,
    at: datetime,
    chosen: Mapping[int, int] | None = None,
) -> Asked:
    """Yêu cầu số liệu của mọi đơn vị một bên: a task with a due moment for the head of each answering unit.

    `chosen`: plan unit → unit in force that answers, where nobody can tell. Asked again, open requests get the new due
    moment and nothing is doubled. Units without an answer are returned, not guessed.
    """
    _check_ask(plan, kinds, side, due_at, at)
    units = list(communes(plan, side).select_for_update(of=("self",)).order_by("id"))
    answers = answering_units(plan, units) | dict(chosen or {})
    known = {(r.unit_id, r.kind): r for r in DataRequest.objects.filter(plan=plan, unit__in=units)}
    made = [
        DataRequest(
            plan=plan,
            unit=unit,
            kind=kind,
            answered_by_id=answers[unit.pk],
            due_at=due_at,
            asked_by_id=by.user_id,
            asked_at=at,
        )
        for unit in units
        for kind in kinds
        if unit.pk in answers and (unit.pk, kind) not in known
    ]
    DataRequest.objects.bulk_create(made)
    headless = _open_tasks(made, at)
    moved = _move_due(
        [known[unit.pk, kind] for unit in units for kind in kinds if (unit.pk, kind) in known], due_at, plan
    )
    _note(made, "data_asked", by, at, due=due_at)
    _note(moved, "data_due_moved", by, at, due=due_at)
    return Asked(len(made), len(moved), [unit for unit in units if unit.pk not in answers], headless)


def _check_ask(plan: Plan, kinds: Sequence[str], side: str, due_at: datetime, at: datetime) -> None:
    if not kinds or any(kind not in DataKind.values for kind in kinds):
        raise _field("kinds", _("Hãy chọn ít nhất một loại số liệu."))
    if side not in Side.values:
        raise _field("side", _("Hãy chọn đơn vị cũ hay đơn vị mới."))
    if due_at <= at:
        raise _field("due_on", _("Hạn nộp phải sau hôm nay."))


def _open_tasks(requests: Sequence[DataRequest], at: datetime) -> list[str]:
    """One task a request, to the chair, or to the administrator where nobody is chair; names of units with neither."""
    units = {request.answered_by_id for request in requests}
    held: dict[int, set[str]] = {}
    for unit, role in Held.objects.filter(unit_id__in=units, role__in=HEADS, valid__contains=at).values_list(
        "unit_id", "role"
    ):
        held.setdefault(unit, set()).add(role)
    specs = [_spec(request, held.get(request.answered_by_id, set())) for request in requests]
    for request, task_id in zip(requests, tasks.open_tasks(specs, at=at), strict=True):
        request.task_id = task_id
    DataRequest.objects.bulk_update(requests, ["task_id"])
    return sorted({request.unit.full_name for request in requests if request.answered_by_id not in held})


@in_vietnamese()
def _spec(request: DataRequest, held: set[str], note: str = "") -> TaskSpec:
    plan, label = request.plan, str(DataKind(request.kind).label)
    return TaskSpec(
        province_id=plan.province_id,
        unit_id=request.answered_by_id,
        role=Role.UNIT_ADMIN if Role.UNIT_ADMIN in held and Role.CHAIR not in held else Role.CHAIR,
        kind=TASK,
        what=_("Nộp số liệu %(kind)s của %(unit)s") % {"kind": label, "unit": request.unit.full_name},
        result=_("Bảng %(kind)s đã nộp, không còn dòng sai") % {"kind": label},
        accountable=_("Người đứng đầu %(unit)s") % {"unit": request.unit.full_name},
        subject_kind=SUBJECT,
        subject_id=request.pk,
        subject_code=plan.code,
        subject_title=plan.title,
        page=reverse("cutover:data", args=[request.pk]),
        due_at=request.due_at,
        note=note,
    )


def _move_due(requests: Sequence[DataRequest], due_at: datetime, plan: Plan) -> list[DataRequest]:
    waiting = [r for r in requests if r.state != DataState.HANDED_IN and r.due_at != due_at]
    for request in waiting:
        request.due_at = due_at
    DataRequest.objects.bulk_update(waiting, ["due_at"])
    tasks.set_dues(province_id=plan.province_id, dues={r.task_id: due_at for r in waiting if r.task_id})
    return waiting


@transaction.atomic
def keep(
    *,
    by: Principal,
    request_id: int,
    rows: Sequence[Row],
    seen: int,
    source: str,
    at: datetime,
    file_name: str = "",
) -> DataVersion:
    """Ghi các dòng thành phiên bản nháp, right and wrong ones alike. `seen`: the version the writer had before him.

    Raises MoveNotAllowed when it was handed in, or when somebody else has written meanwhile (`stale`).
    """
    request = request_for(by, request_id, lock=True)
    require_filler(by, request)
    _refuse_closed(request)
    if request.latest != seen:
        raise MoveNotAllowed(
            _("Vừa có người khác ghi bảng này. Những gì bạn nhập chưa được lưu: hãy xem bản mới rồi ghi lại."),
            code="stale",
        )
    if len(rows) > MOST_ROWS:
        raise _field("file", _("Bảng có hơn %(most)d dòng.") % {"most": MOST_ROWS})
    version = _write(request, rows, by, source, file_name[:FILE_NAME], at)
    request.state = DataState.DRAFT if request.state == DataState.ASKED else request.state
    request.latest = version.number
    request.save(update_fields=["state", "latest"])
    _note([request], "data_saved", by, at, version=version.number, rows=version.row_count, wrong=version.wrong_count)
    return version


def _write(
    request: DataRequest, rows: Sequence[Row], by: Principal, source: str, file_name: str, at: datetime
) -> DataVersion:
    last = DataVersion.objects.filter(request=request, number=request.latest).first()
    if last is not None and _same_sitting(last, by, source, at):
        version = last
    else:
        number = request.latest + 1
        version = DataVersion(request=request, number=number, source=source, made_by_id=by.user_id, made_at=at)
    version.file_name, version.changed_at = file_name, at
    version.sealed = seal(rows, request.pk, version.number)
    version.row_count, version.wrong_count = len(rows), wrong_count(rows)
    version.save()
    return version


def _same_sitting(last: DataVersion, by: Principal, source: str, at: datetime) -> bool:
    page = DataVersion.Source.PAGE
    return source == last.source == page and last.made_by_id == by.user_id and at - last.made_at < SAME_SITTING


@transaction.atomic
@in_vietnamese()
def hand_in(*, by: Principal, request_id: int, seen: int, at: datetime) -> people.Fed:
    """Nộp: the head of the unit stands for this version; the task closes; people go into the plan's posts."""
    request = request_for(by, request_id, lock=True)
    require_head(by, request)
    _refuse_closed(request)
    version = DataVersion.objects.filter(request=request, number=request.latest).first()
    if version is None or not version.row_count:
        raise MoveNotAllowed(_("Chưa có dòng nào để nộp. Hãy điền trên trang hoặc tải tệp Excel lên trước."))
    if version.number != seen:
        raise MoveNotAllowed(_("Vừa có bản mới hơn bản bạn đang xem. Hãy xem lại rồi nộp."), code="stale")
    if version.wrong_count:
        raise MoveNotAllowed(
            _("Còn %(count)d dòng chưa đúng. Hãy sửa hoặc bỏ các dòng đó rồi nộp.") % {"count": version.wrong_count},
            code="rows_wrong",
        )
    request.state, request.handed_in_at, request.handed_in_by_id = DataState.HANDED_IN, at, by.user_id
    request.reason = ""
    request.save(update_fields=["state", "handed_in_at", "handed_in_by", "reason"])
    if request.task_id:
        tasks.close_tasks([request.task_id], province_id=request.plan.province_id, by_id=by.user_id, at=at)
    _note([request], "data_handed_in", by, at, version=version.number, rows=version.row_count)
    return people.feed(request) if SHAPES[request.kind].is_people else people.Fed()


@transaction.atomic
@in_vietnamese()
def reopen(*, by: Principal, plan: Plan, request_id: int, reason: str, at: datetime) -> DataRequest:
    """Mở lại cho đơn vị sửa, with a reason; a new task tells them. The project team does it (the caller has checked)."""
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("plan", "unit")
    found = request.filter(pk=request_id, plan=plan).first()
    if found is None or found.state != DataState.HANDED_IN:
        raise MoveNotAllowed(_("Chỉ mở lại được số liệu đã nộp."))
    why = clean_line(reason, field="reason", limit=300)
    if not why:
        raise _field("reason", _("Hãy ghi lý do mở lại để đơn vị biết phải sửa gì."))
    found.state, found.handed_in_at, found.handed_in_by, found.reason = DataState.REOPENED, None, None, why
    found.save(update_fields=["state", "handed_in_at", "handed_in_by", "reason"])
    held = set(
        Held.objects.filter(unit_id=found.answered_by_id, role__in=HEADS, valid__contains=at).values_list(
            "role", flat=True
        )
    )
    [found.task_id] = tasks.open_tasks([_spec(found, held, why)], at=at)
    found.save(update_fields=["task_id"])
    _note([found], "data_reopened", by, at, reason=why)
    return found


def note_taken(*, by: Principal, request: DataRequest, at: datetime) -> None:
    """Ghi ai đã tải các dòng (có số định danh) về máy: the journal notes its readers."""
    _note([request], "data_taken", by, at, version=request.latest)


def _refuse_closed(request: DataRequest) -> None:
    if request.plan.state == PlanState.CANCELLED:
        raise MoveNotAllowed(_("Kế hoạch này đã huỷ nên không cần số liệu nữa."))
    if request.state == DataState.HANDED_IN:
        raise MoveNotAllowed(_("Số liệu này đã nộp. Muốn sửa, hãy nhờ tổ sắp xếp của tỉnh mở lại."))


def _note(requests: Sequence[DataRequest], verb: str, by: Principal | None, at: datetime, **data: object) -> None:
    journal.note(
        [
            journal.Entry(
                r.plan.province_id,
                SUBJECT,
                r.pk,
                verb,
                at,
                actor_id=by.user_id if by else None,
                unit_id=r.answered_by_id,
                data={"plan": r.plan.code, "kind": r.kind, **data},
            )
            for r in requests
        ]
    )


def _field(name: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": name, "message": message}])
