"""Dừng và đi tiếp: what every pause has in common (bổ sung, nộp tiền, tạm dừng), and the agency's own stop.

While a dossier pauses all its work waits: steps, the counter's, and questions to other units, whose time is given back.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.clock import PausePolicy
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks, journalling, questions, stop_reasons, store, timing, work
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import require
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services.processing import starts_second_clock
from thongsuot.tasks import services as tasks


def pause(loaded: Loaded, status: str, at: datetime, *fields: str, also: Sequence[store.Also] = ()) -> None:
    """Dừng: the state it will go back to is kept, all open work waits; two statements."""
    dossier = loaded.dossier
    moved = questions.settle(loaded, at)
    dossier.paused_from, dossier.status, dossier.stopped_at = dossier.status, status, at
    store.save(dossier, "paused_from", "stopped_at", "clock", *fields, step_dues=moved, also=also)
    tasks.set_subject_waiting(province_id=dossier.province_id, subject_id=dossier.pk, waiting=True, dues=moved)


def go_on(
    loaded: Loaded,
    policy: str,
    reason: str,
    at: datetime,
    *fields: str,
    note: str = "",
    to: str = "",
    also: Sequence[store.Also] = (),
) -> None:
    """Đi tiếp: back to where it came from (or `to`), each open task with its new due moment; two statements.

    A dossier whose step was taken while it paused goes on to PROCESSING: somebody has laid hands on it.
    """
    dossier = loaded.dossier
    stopped_at = dossier.stopped_at or at
    # A clock that moved back is refused by the journal, not counted backwards.
    over = timing.Pause(policy, reason, stopped_at, max(at, stopped_at), note)
    dossier.due_at = timing.after_pause(dossier, over)
    taken = dossier.paused_from == Status.RECEIVED and any(s.assignee is not None for s in loaded.open_steps())
    begins = dossier.paused_from == Status.RECEIVED and (taken or to == Status.PROCESSING)
    dossier.status = to or (Status.PROCESSING if begins else dossier.paused_from)
    dossier.paused_from, dossier.stopped_at = "", None
    if begins and starts_second_clock(loaded, at):
        dues = work.dues_from_now(loaded, at=at)
    else:
        dues = work.dues_after_pause(loaded, over)
    asked = questions.after_pause(loaded, over)
    store.save(dossier, "clock", "paused_from", "stopped_at", *fields, step_dues=dues, also=also)
    tasks.set_subject_waiting(
        province_id=dossier.province_id,
        subject_id=dossier.pk,
        waiting=False,
        due_at=timing.answer_due(dossier, at=over.resumed_at) if dossier.status == Status.SUBMITTED else None,
        dues=dues | asked,
    )
    work.remember(loaded, dues)


@transaction.atomic
def stop(*, code: str, principal: Principal, at: datetime, reason: str, basis: str = "") -> Loaded:
    """Cơ quan tạm dừng giải quyết: a reason of sector law from the dated list (by its code), or in words with its basis."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "stop", dossier, loaded.holders)
    reason = clean_text(reason, field="reason", limit=2000)
    basis = clean_line(basis, field="basis", limit=500)
    listed = stop_reasons.in_force(reason, timing.local_day(at))
    words, basis = (listed.name, basis or listed.basis) if listed else (reason, basis)
    for field, value in (("reason", words), ("basis", basis)):
        if not value:
            raise checks.invalid(field, _("Tạm dừng phải có lý do và căn cứ của pháp luật chuyên ngành."))
    policy = (listed.policy if listed else "") or loaded.version.pause_policies.get("stop", PausePolicy.RESUME)
    running = {"reason": words, "basis": basis, "policy": str(policy)}
    dossier.clock = {**dossier.clock, "stop": running}
    pause(loaded, Status.STOPPED, at)
    listed_as = listed.code if listed else ""
    journalling.write(
        loaded,
        "stopped",
        principal=principal,
        at=at,
        unit_id=loaded.competent_id,
        reason=words,
        basis=basis,
        reason_code=listed_as,
        policy=str(policy),
    )
    return dossier_for(principal, code)


@transaction.atomic
def resume(*, code: str, principal: Principal, at: datetime, note: str = "") -> Loaded:
    """Tiếp tục xử lý after the agency's own stop; the time is given back by the policy of its reason."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "resume", dossier, loaded.holders)
    note = clean_text(note, field="note", limit=2000)
    before = dossier.due_at
    running = dossier.clock.pop("stop", {})
    policy = running.get("policy", PausePolicy.RESUME)
    go_on(loaded, policy, "stop", at, note=running.get("reason", ""), to=Status.PROCESSING)
    journalling.write(
        loaded,
        "resumed",
        principal=principal,
        at=at,
        unit_id=loaded.competent_id,
        note=note,
        policy=policy,
        **journalling.due_change(before, dossier.due_at),
    )
    return dossier_for(principal, code)
