"""Phân công và các bước: how a dossier goes through the office by the internal process of its procedure."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import prepared
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.text import clean_text
from thongsuot.common.transactions import one_transaction
from thongsuot.dossiers import checks, journalling, products, store, timing, work
from thongsuot.dossiers.form_secrets import merge, seal, unseal
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import require
from thongsuot.dossiers.selectors.one import Loaded, StepRow, after_step, dossier_by_id, dossier_for
from thongsuot.procedures.forms import validate
from thongsuot.procedures.process import RECEPTION
from thongsuot.procedures.selectors import next_steps, redo_from
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState

# Key of the step that is the leader's own assigning (domain-2 §3: "head of division assigns").
ASSIGNING = "assign"


def _find_open(loaded: Loaded, key: str) -> StepRow:
    for step in loaded.open_steps():
        if step.key == key:
            return step
    known = ", ".join(s.key for s in loaded.open_steps())
    raise checks.invalid(
        "step",
        _("Bước “%(step)s” không đang mở trên hồ sơ này (đang mở: %(open)s).") % {"step": key[:30], "open": known},
        "step_not_open",
    )


def start_processing(loaded: Loaded, at: datetime) -> bool:
    """RECEIVED → PROCESSING at the first hand laid on it; for a dossier received elsewhere the second clock starts."""
    dossier = loaded.dossier
    if dossier.status != Status.RECEIVED:
        return False
    dossier.status = Status.PROCESSING
    if starts_second_clock(loaded, at):
        work.retime(loaded, work.dues_from_now(loaded, at=at), "clock")
    else:
        store.save(dossier)
    return True


def starts_second_clock(loaded: Loaded, at: datetime) -> bool:
    """Đồng hồ thứ hai: the competent unit takes over what another received; counted from now, not yet written."""
    dossier = loaded.dossier
    if dossier.receiving_unit_id == dossier.competent_unit_id or "taken_over_at" in dossier.clock:
        return False
    promise = timing.appointment(
        loaded.version, dossier.case_code, dossier.channel, province_id=dossier.province_id, received_at=at
    )
    dossier.due_at = promise.due_at
    dossier.clock = {**promise.clock, "taken_over_at": at.isoformat()}
    return True


@transaction.atomic
def assign(*, code: str, principal: Principal, at: datetime, to: str, note: str = "", step: str = "") -> Loaded:
    """Phân công: a leader gives an open step to a person of the unit who holds its role; processing starts."""
    loaded = dossier_for(principal, code, lock=True)
    require(principal, "assign", loaded.dossier, loaded.holders)
    note = clean_text(note, field="note", limit=2000)
    started = start_processing(loaded, at)
    target = _find_open(loaded, step) if step else _first_open(loaded)
    if target.key == ASSIGNING and not step:
        target = _assigning_done(loaded, target, principal, at)
    task = tasks.lock_open_task(target.task_id)
    person_id, name = tasks.person_for(task, to, at)
    tasks.change_tasks(
        [target.task_id],
        province_id=task.province_id,
        assignee_id=person_id,
        state=TaskState.IN_PROGRESS,
        note=note,
    )
    journalling.write(
        loaded,
        "assigned",
        principal=principal,
        at=at,
        step=target.key,
        to=person_id,
        to_name=name,
        note=note,
        started=started,
    )
    return dossier_for(principal, code)


def _assigning_done(loaded: Loaded, row: StepRow, principal: Principal, at: datetime) -> StepRow:
    """The process names the assigning itself as a step: giving the work to a person completes it."""
    unit_id = loaded.competent_id
    tasks.close_tasks([row.task_id], province_id=loaded.dossier.province_id, by_id=principal.user_id, at=at)
    opened = _go_on(loaded, row, unit_id, at)
    store.end_steps(loaded.dossier, [row.id], state="done", by_id=principal.user_id, at=at, opened=opened)
    if not opened:
        raise MoveNotAllowed(_("Quy trình không còn bước nào sau bước phân công."), reason="no_open_step")
    return dossier_by_id(loaded.dossier.pk).open_steps()[0]


def _first_open(loaded: Loaded) -> StepRow:
    steps = loaded.open_steps()
    if not steps:
        raise MoveNotAllowed(_("Hồ sơ không có bước nào đang mở để phân công."), reason="no_open_step")
    return next((s for s in steps if s.assignee is None), steps[0])


def take_over(*, dossier_id: int, step_task_id: int, by_id: int, at: datetime) -> None:
    """A step's task was claimed from the list: the process assigned it by itself, processing starts."""
    loaded = dossier_by_id(dossier_id, lock=True)
    if start_processing(loaded, at):
        entry = journalling.entry(
            loaded.dossier,
            "processing_started",
            principal=None,
            at=at,
            unit_id=loaded.competent_id,
            task=step_task_id,
            by=by_id,
        )
        journalling.append_as(entry, by_id)


@one_transaction
def complete_step(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    step: str,
    decision: str,
    note: str = "",
    result: dict[str, Any] | None = None,
) -> Loaded:
    """Hoàn thành bước: pass opens what comes next by the process, return sends the work back to the step it names.

    Only the holder of the step's task may; when nobody holds it yet, a person with its role takes and completes it in
    one act. `result` may carry `form` (corrections of the declaration) and free `data` of the step's product.
    """
    loaded = dossier_for(principal, code, lock=True)
    dossier, version = loaded.dossier, loaded.version
    require(principal, "complete-step", dossier, loaded.holders)
    if decision not in ("pass", "return"):
        raise checks.invalid("decision", _("Quyết định phải là “pass” (đạt) hoặc “return” (trả lại)."))
    row = _find_open(loaded, step)
    rule = version.process.step(row.key)
    _refuse_other_hands(loaded, row, principal, rule.four_eyes_with)
    note = clean_text(note, field="note", limit=4000)
    if decision == "return" and not note:
        raise checks.invalid("note", _("Khi trả lại phải ghi lý do và việc cần làm."))
    if rule.signs and decision == "pass":
        raise MoveNotAllowed(
            _("Đây là bước ký: hãy dùng “Ký và kết thúc xử lý” để ghi kết quả cùng lúc."), reason="use_finish"
        )
    corrects = bool((result or {}).get("form"))
    product = _take_result(loaded, result or {})
    unit_id, done_at = loaded.competent_id, row.unit_id
    done = decision == "pass"
    opened = _go_on(loaded, row, unit_id, at) if done else _go_back(loaded, row, unit_id, principal, at)
    with prepared.together():
        tasks.close_tasks([row.task_id], province_id=dossier.province_id, by_id=principal.user_id, at=at)
        store.end_steps(
            dossier,
            [row.id],
            state="done" if done else "sent_back",
            by_id=principal.user_id,
            at=at,
            note=note,
            product=product or None,
            opened=opened,
        )
        if corrects:
            store.save(dossier, "form")
        journalling.write(
            loaded,
            "step_completed" if done else "step_returned",
            principal=principal,
            at=at,
            unit_id=done_at,
            step=row.key,
            step_name=rule.name,
            note=note,
            next=[s.key for s in opened],
            form_changed=corrects,
        )
    return after_step(principal, loaded)


def _refuse_other_hands(loaded: Loaded, row: StepRow, principal: Principal, four_eyes_with: str) -> None:
    if row.assignee not in (None, principal.user_id) and not row.held_by(principal):
        raise Forbidden(_("Bước này do %(name)s đang giữ. Lãnh đạo có thể giao lại.") % {"name": row.assignee_name})
    if not row.held_by(principal) and not row.may_be_taken_by(principal):
        raise Forbidden(_("Bước này dành cho vai trò khác."))
    if four_eyes_with and loaded.did(four_eyes_with, principal):
        if four_eyes_with == RECEPTION:
            raise Forbidden(_("Người tiếp nhận hồ sơ không được tự giải quyết hồ sơ đó."))
        raise Forbidden(_("Người đã làm bước trước không được tự kiểm tra việc của mình."))


def _take_result(loaded: Loaded, result: dict[str, Any]) -> dict[str, Any]:
    """Corrections of the declaration go into the dossier's form; the step keeps its own product."""
    if set(result) - {"form", "data"} or not isinstance(result.get("form") or {}, dict):
        raise checks.invalid("result", _("Kết quả của bước chỉ gồm “form” và “data”."))
    dossier, version = loaded.dossier, loaded.version
    if result.get("form"):
        merged = merge(unseal(version, dossier.form, dossier.uid), result["form"])
        corrected = validate(version, dossier.case_code, merged, dossier.channel, partial=True)
        dossier.form = seal(version, corrected, dossier.uid)
    data = {k: v for k, v in products.checked(version, result.get("data") or {}).items() if v is not None}
    return {"data": products.sealed(data, dossier.uid)} if data else {}


def _go_on(loaded: Loaded, row: StepRow, unit_id: int, at: datetime) -> list[store.NewStep]:
    done = loaded.done_keys() | {row.key}
    already = {s.key for s in loaded.open_steps() if s.key != row.key}
    due = [s for s in next_steps(loaded.version.process, done, loaded.dossier.form) if s.key not in already]
    return work.open_tasks_of(loaded.dossier, loaded.version, due, at=at, rounds=rounds_of(loaded), unit_id=unit_id)


def _go_back(loaded: Loaded, row: StepRow, unit_id: int, principal: Principal, at: datetime) -> list[store.NewStep]:
    target, kept = redo_from(loaded.version.process, row.key, loaded.done_keys())
    if target is None:
        raise MoveNotAllowed(
            _("Đây là bước đầu của quy trình. Nếu giấy tờ thiếu, hãy dùng “Yêu cầu bổ sung”."), reason="no_step_before"
        )
    stale = [s for s in loaded.open_steps() if s.id != row.id]
    tasks.close_tasks(
        [s.task_id for s in stale],
        province_id=loaded.dossier.province_id,
        by_id=principal.user_id,
        at=at,
        state=TaskState.CANCELLED,
    )
    store.end_steps(loaded.dossier, [s.id for s in stale], state="cancelled", by_id=principal.user_id, at=at)
    store.undo_steps(
        loaded.dossier, [s.id for s in loaded.steps if s.state == "done" and s.key not in kept and s.key != target.key]
    )
    before = [s for s in loaded.steps if s.key == target.key]
    holder = before[-1].ended_by if before else None
    return work.open_tasks_of(
        loaded.dossier,
        loaded.version,
        [target],
        at=at,
        rounds=rounds_of(loaded),
        assignees={target.key: holder} if holder else None,
        unit_id=unit_id,
    )


def rounds_of(loaded: Loaded) -> dict[str, int]:
    """How often each step has been opened."""
    rounds: dict[str, int] = {}
    for step in loaded.steps:
        rounds[step.key] = max(rounds.get(step.key, 0), step.round)
    return rounds


def require_correction(loaded: Loaded, principal: Principal) -> None:
    """Refuse whoever holds no open step: the form shows ID numbers in full, so nobody else may even open it."""
    require(principal, "complete-step", loaded.dossier, loaded.holders)
    if not any(s.held_by(principal) or s.may_be_taken_by(principal) for s in loaded.open_steps()):
        raise Forbidden(_("Chỉ người đang giữ một bước của hồ sơ mới sửa được tờ khai."))


@transaction.atomic
def correct_form(*, code: str, principal: Principal, at: datetime, form: dict[str, Any]) -> Loaded:
    """Sửa tờ khai: whoever holds (or may take) an open step corrects the declaration without completing the step."""
    loaded = dossier_for(principal, code, lock=True)
    dossier, version = loaded.dossier, loaded.version
    require_correction(loaded, principal)
    corrected = validate(version, dossier.case_code, form, dossier.channel, partial=True)
    before = unseal(version, dossier.form, dossier.uid)
    dossier.form = seal(version, corrected, dossier.uid)
    store.save(dossier, "form")
    changed = sorted(key for key in {*before, *corrected} if before.get(key) != corrected.get(key))
    journalling.write(loaded, "form_corrected", principal=principal, at=at, sections=changed)
    return dossier_for(principal, code)
