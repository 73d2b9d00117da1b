"""Sửa kết quả sai do lỗi của cơ quan (NĐ 61/2018 Điều 21, chưa xác minh theo NĐ 118/2025): the dossier opens again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.text import clean_text
from thongsuot.dossiers import checks, journalling, signed_results, store, work
from thongsuot.dossiers.models import Dossier, DossierFile, Status
from thongsuot.dossiers.permissions import Holder, holders_before, require
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services.processing import rounds_of
from thongsuot.procedures.selectors import Step
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState


@transaction.atomic
def correct_result(*, code: str, principal: Principal, at: datetime, reason: str) -> Loaded:
    """Chủ tịch mở lại hồ sơ: old results are kept as replaced, the signing step is opened anew; the due moment stays.

    What was finished and returned before stands in the journal; the dossier is finished and returned once more.
    """
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "correct-result", dossier, loaded.holders)
    reason = clean_text(reason, field="reason", limit=2000)
    if not reason:
        raise checks.invalid("reason", _("Cần ghi sai ở đâu, để người dân biết vì sao kết quả được sửa."))
    signed_results.withdraw(dossier, reason=reason, principal=principal, at=at)
    replaced = _replace_results(loaded, at)
    before = {
        "finished_before": dossier.finished_at.isoformat() if dossier.finished_at else None,
        "returned_before": dossier.returned_at.isoformat() if dossier.returned_at else None,
        "outcome_before": dossier.outcome,
    }
    _open_again(loaded, principal, at)
    journalling.write(
        loaded,
        "result_corrected",
        principal=principal,
        at=at,
        unit_id=loaded.competent_id,
        reason=reason,
        replaced=replaced,
        **before,
    )
    return dossier_for(principal, code)


def _replace_results(loaded: Loaded, at: datetime) -> list[dict[str, str]]:
    valid = [f for f in loaded.files if f["purpose"] == DossierFile.Purpose.RESULT and not f["replaced_at"]]
    DossierFile.objects.filter(
        province_id=loaded.dossier.province_id,
        dossier_id=loaded.dossier.pk,
        purpose=DossierFile.Purpose.RESULT,
        replaced_at=None,
    ).update(replaced_at=at)
    return [{"title": f["title"], "number": f["number"], "sha256": f["sha256"]} for f in valid]


def _open_again(loaded: Loaded, principal: Principal, at: datetime) -> None:
    dossier = loaded.dossier
    was_closed = dossier.status == Status.RETURNED
    if was_closed:
        loaded.holders = holders_before(dossier)
    else:
        tasks.close_subject_tasks(
            province_id=dossier.province_id,
            subject_id=dossier.pk,
            kinds=[work.RETURN],
            by_id=principal.user_id,
            at=at,
            state=TaskState.CANCELLED,
        )
    dossier.status, dossier.outcome = Status.PROCESSING, ""
    dossier.finished_at = dossier.returned_at = dossier.closed_at = None
    dossier.clock = {**dossier.clock, "corrected_at": at.isoformat()}
    again: list[Holder] = loaded.holders if was_closed else []
    store.save(
        dossier,
        *("outcome", "finished_at", "returned_at", "closed_at", "clock"),
        held_again_by=[(h.unit_id, str(h.involvement)) for h in again],
    )
    steps = _signing(loaded)
    work.open_steps(dossier, loaded.version, steps, at=at, rounds=rounds_of(loaded), unit_id=loaded.competent_id)


def _signing(loaded: Loaded) -> list[Step]:
    """The step that signs; where a process names none, its last."""
    steps = loaded.version.process.steps
    return [step for step in steps if step.signs][:1] or list(steps[-1:])


def was_corrected(dossier: Dossier) -> bool:
    """Whether a result was given before: then the citizen can no longer withdraw."""
    return "corrected_at" in dossier.clock
