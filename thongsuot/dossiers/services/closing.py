"""Kết thúc, trả kết quả, rút: how a dossier ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks, events, journalling, payments, questions, results, signed_results, store, work
from thongsuot.dossiers.models import DossierComponent, Status
from thongsuot.dossiers.permissions import asked_of, require
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services.correction import was_corrected
from thongsuot.dossiers.services.intake import close_counter_task
from thongsuot.dossiers.services.payment import cancelled_with
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState

OUTCOMES = ("granted", "rejected")
METHODS = ("COUNTER", "POSTAL", "ONLINE", "HOME")


@dataclass(frozen=True, slots=True)
class GivenResult:
    """Một kết quả: an uploaded file, or (without one) made from the template of the procedure."""

    file_id: str = ""
    title: str = ""
    number: str = ""
    code: str = ""


@transaction.atomic
def finish(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    outcome: str,
    given: Sequence[GivenResult] = (),
    note: str = "",
) -> Loaded:
    """Ký và kết thúc: the chair, or the holder of the signing step, decides; the result becomes a file of the dossier.

    `granted` without uploaded files makes the result from the procedure's template; `rejected` makes form 03 and needs
    the reason in `note`. A chair may decide before every step is done: what was passed over is journalled.
    """
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "finish", dossier, loaded.holders)
    _refuse_not_signer(loaded, principal)
    _refuse_open_question(loaded)
    if outcome not in OUTCOMES:
        raise checks.invalid("outcome", _("Kết quả phải là “granted” (giải quyết) hoặc “rejected” (từ chối)."))
    note = clean_text(note, field="note", limit=4000)
    if outcome == "rejected" and not note:
        raise checks.invalid("note", _("Từ chối giải quyết phải nêu lý do và căn cứ."))
    open_steps = loaded.open_steps()
    signing = [s for s in open_steps if loaded.signs(s)]
    skipped = [s.key for s in open_steps if s not in signing]
    made = results.attach(loaded, principal, at=at, outcome=outcome, given=given, note=note)
    tasks.close_tasks([s.task_id for s in signing], province_id=dossier.province_id, by_id=principal.user_id, at=at)
    tasks.close_subject_tasks(
        province_id=dossier.province_id,
        subject_id=dossier.pk,
        by_id=principal.user_id,
        at=at,
        state=TaskState.CANCELLED,
    )
    store.end_steps(dossier, [s.id for s in signing], state="done", by_id=principal.user_id, at=at, note=note)
    store.end_steps(
        dossier,
        [s.id for s in open_steps if s not in signing],
        state="cancelled",
        by_id=principal.user_id,
        at=at,
    )
    dossier.status, dossier.outcome, dossier.finished_at = Status.FINISHED, outcome, at
    store.save(dossier, "outcome", "finished_at")
    tasks.open_tasks([work.return_spec(loaded, at=at)], at=at)
    journalling.write(
        loaded,
        "finished",
        principal=principal,
        at=at,
        unit_id=loaded.competent_id,
        outcome=outcome,
        note=note,
        results=made,
        skipped_steps=skipped,
    )
    return dossier_for(principal, code)


def _refuse_open_question(loaded: Loaded) -> None:
    """A result never overtakes an opinion that was asked for; whoever no longer needs it withdraws the question."""
    if asked_of(loaded.dossier):
        raise MoveNotAllowed(
            _("Còn câu hỏi ý kiến chưa được trả lời. Hãy chờ trả lời, hoặc rút câu hỏi kèm lý do rồi ký."),
            reason="consultation_open",
        )


def _refuse_not_signer(loaded: Loaded, principal: Principal) -> None:
    if loaded.may_be_signed_by(principal):
        return
    if loaded.did_what_is_signed(principal):
        raise Forbidden(_("Người đã thẩm tra hồ sơ không được tự ký kết quả. Hãy để người khác có thẩm quyền ký."))
    raise Forbidden(_("Chỉ chủ tịch hoặc người được giao bước ký mới kết thúc xử lý hồ sơ."))


@transaction.atomic
def return_result(
    *, code: str, principal: Principal, at: datetime, method: str, taken_by: str, id_checked: bool = False
) -> Loaded:
    """Trả kết quả: who took it and how; originals filed for comparison go back with it (T16). Overdue never blocks."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "return-result", dossier, loaded.holders)
    if method not in METHODS:
        raise checks.invalid("method", _("Cách trả phải là một trong: COUNTER, POSTAL, ONLINE, HOME."))
    on_paper = signed_results.on_paper(dossier, method)
    person = clean_line(taken_by, field="taken_by", limit=200)
    if not person:
        raise checks.invalid("taken_by", _("Cần ghi tên người nhận kết quả."))
    dossier.status, dossier.returned_at, dossier.closed_at = Status.RETURNED, at, at
    close_counter_task(dossier, principal, at)
    store.save(dossier, "returned_at", "closed_at")
    originals = DossierComponent.objects.filter(
        province_id=dossier.province_id, dossier_id=dossier.pk, source=DossierComponent.Source.SHOWN, originals__gt=0
    ).update(originals_returned_at=at)
    journalling.write(
        loaded,
        "result_returned",
        principal=principal,
        at=at,
        unit_id=loaded.counter_id,
        method=method,
        taken_by=person,
        id_checked=bool(id_checked),
        originals_returned=originals,
        on_paper=on_paper or None,
    )
    return dossier_for(principal, code)


@transaction.atomic
def withdraw(*, code: str, principal: Principal, at: datetime, reason: str = "") -> Loaded:
    """Rút hồ sơ theo yêu cầu của công dân (NĐ 118/2025 Art 21): only while no decision or result exists."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "withdraw", dossier, loaded.holders)
    if was_corrected(dossier):
        raise MoveNotAllowed(
            _("Hồ sơ này đã có kết quả và đang được sửa, nên không rút được nữa."), reason="result_exists"
        )
    reason = clean_text(reason, field="reason", limit=2000)
    was = str(dossier.status)
    tasks.close_subject_tasks(
        province_id=dossier.province_id,
        subject_id=dossier.pk,
        by_id=principal.user_id,
        at=at,
        state=TaskState.CANCELLED,
    )
    store.end_steps(dossier, [s.id for s in loaded.open_steps()], state="cancelled", by_id=principal.user_id, at=at)
    owed = payments.open_one(dossier) if dossier.status == Status.AWAITING_PAYMENT else None
    also = [*cancelled_with(loaded, at), *questions.closed_with(loaded, at, _("Hồ sơ đã rút"))]
    dossier.clock.pop("stop", None)
    dossier.status, dossier.closed_at = Status.WITHDRAWN, at
    dossier.paused_from, dossier.stopped_at = "", None
    store.save(dossier, "closed_at", "paused_from", "stopped_at", "clock", also=also)
    journalling.write(loaded, "withdrawn", principal=principal, at=at, reason=reason, status_before=was)
    if owed is not None:
        events.tell(events.PaymentCancelled(loaded, owed, principal, at))
    return dossier_for(principal, code)
