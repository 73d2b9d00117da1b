"""Việc của hồ sơ trong danh sách chung: which tasks a dossier opens, with the five clears filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.common.language import in_vietnamese
from thongsuot.dossiers import store
from thongsuot.dossiers.models import Channel, Dossier
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.timing import Pause, local_day, step_due, step_due_after_pause
from thongsuot.org.selectors import organ_id_of, unit_info
from thongsuot.procedures.selectors import Step, Version
from thongsuot.tasks import services as tasks
from thongsuot.tasks.specs import TaskSpec

RECEIVE, STEP, RETURN = "dossier.receive", "dossier.step", "dossier.return"
PAYMENT, CONSULT = "dossier.payment", "dossier.consult"


def _spec(
    dossier: Dossier,
    version: Version,
    *,
    unit_id: int,
    role: str,
    kind: str,
    what: str,
    result: str,
    accountable: str,
    due_at: datetime | None,
    organ_id: int | None = None,
    assignee_id: int | None = None,
    state: int = 1,
) -> TaskSpec:
    return TaskSpec(
        province_id=dossier.province_id,
        unit_id=unit_id,
        role=role,
        kind=kind,
        what=_waited_for(f"{what}: {version.short_name}", dossier, version),
        result=result,
        accountable=accountable,
        subject_kind="dossier",
        subject_id=dossier.pk,
        subject_code=dossier.code,
        subject_title=dossier.applicant_name,
        page=reverse("dossiers:dossier", args=[dossier.code]),
        due_at=due_at,
        organ_id=organ_id,
        assignee_id=assignee_id,
        state=state,
    )


def _waited_for(what: str, dossier: Dossier, version: Version) -> str:
    """Việc làm ngay: somebody stands at the counter until it is done."""
    if version.immediate and dossier.channel == Channel.DIRECT:
        return _("%(what)s (làm ngay, người dân đang chờ)") % {"what": what}
    return what


def _leader_of(unit_id: int, at: datetime) -> str:
    unit = unit_info(unit_id, local_day(at))
    return _("Lãnh đạo %(unit)s") % {"unit": unit.full_name}


@in_vietnamese()
def receive_spec(dossier: Dossier, version: Version, *, due_at: datetime, at: datetime) -> TaskSpec:
    """Việc tiếp nhận một hồ sơ nộp từ xa, at the counter of the receiving unit."""
    return _spec(
        dossier,
        version,
        unit_id=dossier.receiving_unit_id,
        role=Role.COUNTER_CLERK,
        kind=RECEIVE,
        what=_("Kiểm tra, tiếp nhận"),
        result=_("Giấy tiếp nhận và hẹn trả, phiếu bổ sung hoặc phiếu từ chối"),
        accountable=_leader_of(dossier.receiving_unit_id, at),
        due_at=due_at,
    )


@in_vietnamese()
def return_spec(loaded: Loaded, *, at: datetime) -> TaskSpec:
    """Việc trả kết quả at the counter where the dossier was received; overdue never blocks it."""
    dossier, version = loaded.dossier, loaded.version
    return _spec(
        dossier,
        version,
        unit_id=loaded.counter_id,
        role=Role.COUNTER_CLERK,
        kind=RETURN,
        what=_("Trả kết quả"),
        result=version.result_name or _("Kết quả giải quyết"),
        accountable=_leader_of(loaded.counter_id, at),
        due_at=dossier.due_at,
    )


@in_vietnamese()
def payment_spec(loaded: Loaded, *, at: datetime) -> TaskSpec:
    """Việc thu tiền at the counter: it waits for the citizen, so it has no due moment of its own."""
    return _spec(
        loaded.dossier,
        loaded.version,
        unit_id=loaded.counter_id,
        role=Role.COUNTER_CLERK,
        kind=PAYMENT,
        what=_("Thu tiền, ghi nhận đã nộp"),
        result=_("Khoản nộp được ghi nhận, có chứng từ"),
        accountable=_leader_of(loaded.counter_id, at),
        due_at=None,
    )


@in_vietnamese()
def consult_spec(
    loaded: Loaded, *, unit_id: int, organ_id: int | None, role: str, due_at: datetime, at: datetime
) -> TaskSpec:
    """Việc trả lời ý kiến at the unit (or in the organ) that is asked, due by the question's own moment."""
    return _spec(
        loaded.dossier,
        loaded.version,
        unit_id=unit_id,
        role=role,
        kind=CONSULT,
        what=_("Trả lời ý kiến"),
        result=_("Văn bản hoặc ý kiến trả lời đơn vị hỏi"),
        accountable=_leader_of(organ_id or unit_id, at),
        due_at=due_at,
        organ_id=organ_id,
    )


def open_steps(
    dossier: Dossier,
    version: Version,
    steps: Sequence[Step],
    *,
    at: datetime,
    rounds: dict[str, int] | None = None,
    assignees: dict[str, int] | None = None,
    unit_id: int | None = None,
) -> list[store.NewStep]:
    """Mở các bước đến lượt: tasks and steps, two statements."""
    opened = open_tasks_of(dossier, version, steps, at=at, rounds=rounds, assignees=assignees, unit_id=unit_id)
    store.open_steps(dossier, opened, at=at)
    return opened


@in_vietnamese()
def open_tasks_of(
    dossier: Dossier,
    version: Version,
    steps: Sequence[Step],
    *,
    at: datetime,
    rounds: dict[str, int] | None = None,
    assignees: dict[str, int] | None = None,
    unit_id: int | None = None,
) -> list[store.NewStep]:
    """One task for each step in the competent unit, addressed to the organ it names; the caller writes the steps."""
    unit = unit_id or dossier.competent_unit_id
    dues = [step_due(step, dossier, at=at) for step in steps]
    places = [place_of(step, unit, dossier.province_id, at) for step in steps]
    specs = [
        _spec(
            dossier,
            version,
            unit_id=place.unit_id,
            role=place.role,
            kind=STEP,
            what=step.name,
            result=step.product,
            accountable=_leader_of(place.unit_id, at),
            due_at=due,
            organ_id=place.organ_id,
            assignee_id=(assignees or {}).get(step.key),
            state=2 if (assignees or {}).get(step.key) else 1,
        )
        for step, place, due in zip(steps, places, dues, strict=True)
    ]
    ids = tasks.open_tasks(specs, at=at)
    return [
        store.NewStep(
            step.key, (rounds or {}).get(step.key, 0) + 1, task_id, due, place.unit_id if place.linked else None
        )
        for step, place, task_id, due in zip(steps, places, ids, dues, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """Nơi làm một bước: unit, organ inside it, role; `linked` when it is not the unit that resolves the dossier."""

    unit_id: int
    organ_id: int | None
    role: str
    linked: bool = False


def place_of(step: Step, unit_id: int, province_id: int, at: datetime) -> Place:
    """Bước này làm ở đâu: at the province's department if it names one that there is, else in the competent unit."""
    day = local_day(at)
    department = organ_id_of(province_id, step.department, day) if step.department else None
    if department is not None:
        return Place(department, None, Role.DEPARTMENT_OFFICIAL, linked=True)
    return Place(unit_id, organ_id_of(unit_id, step.organ_kind, day) if step.organ_kind else None, step.role)


def retime(loaded: Loaded, dues: Mapping[int, datetime | None], *fields: str, also: Sequence[store.Also] = ()) -> None:
    """Ghi hạn mới của hồ sơ và các bước đang mở, by their tasks: dossier, step and task change together; two statements."""
    store.save(loaded.dossier, *fields, step_dues=dues, also=also)
    tasks.set_dues(province_id=loaded.dossier.province_id, dues=dues)
    remember(loaded, dues)


def remember(loaded: Loaded, dues: Mapping[int, datetime | None]) -> None:
    """The steps at hand as they have just been written, so that nobody has to read them again."""
    for step in loaded.open_steps():
        if step.task_id in dues:
            due = dues[step.task_id]
            step.due_at = due.isoformat() if due else None


def dues_from_now(loaded: Loaded, *, at: datetime) -> dict[int, datetime | None]:
    """Hạn của các bước đang mở, counted anew: the competent unit has just taken the dossier over."""
    rules = loaded.version.process
    return {s.task_id: step_due(rules.step(s.key), loaded.dossier, at=at) for s in loaded.open_steps()}


def dues_after_pause(loaded: Loaded, pause: Pause) -> dict[int, datetime | None]:
    """Hạn của các bước đang mở sau khi hết dừng, by the same policy as the dossier's own."""
    rules = loaded.version.process
    return {
        s.task_id: step_due_after_pause(rules.step(s.key), s.due_at, loaded.dossier, pause) for s in loaded.open_steps()
    }
