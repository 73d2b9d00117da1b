"""Trả kết quả ngay: the ordinary verbs of an immediate procedure, one after the other, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.dossiers import at_once
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import require
from thongsuot.dossiers.selectors.one import Loaded, StepRow, dossier_for
from thongsuot.dossiers.services.closing import GivenResult, finish, return_result
from thongsuot.dossiers.services.processing import complete_step, take_over


@transaction.atomic
def finish_at_once(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    taken_by: str,
    given: Sequence[GivenResult] = (),
    id_checked: bool = False,
    note: str = "",
) -> Loaded:
    """Làm ngay và trả tại quầy: every step left, the signature and the handing out by one person who may do each.

    Each verb checks and journals as usual. Forbidden names the first thing that needs somebody else; MoveNotAllowed
    for a procedure that is not immediate, and for a dossier that is no longer on its way.
    """
    loaded = dossier_for(principal, code, lock=True)
    if loaded.dossier.status not in at_once.OPEN:
        require(principal, "finish", loaded.dossier, loaded.holders)
    if not loaded.version.immediate:
        raise MoveNotAllowed(_("Chỉ thủ tục trả kết quả ngay mới làm liền một lần."), reason="not_immediate")
    _refuse_missing_hand(loaded, principal, at)
    while step := _next_step(loaded):
        if loaded.dossier.status == Status.RECEIVED:
            take_over(dossier_id=loaded.dossier.pk, step_task_id=step.task_id, by_id=principal.user_id, at=at)
        if loaded.signs(step):
            break
        loaded = complete_step(code=code, principal=principal, at=at, step=step.key, decision="pass")
    finish(code=code, principal=principal, at=at, outcome="granted", given=given, note=note)
    return return_result(
        code=code, principal=principal, at=at, method="COUNTER", taken_by=taken_by, id_checked=id_checked
    )


def _next_step(loaded: Loaded) -> StepRow | None:
    """What is to be worked on first; the signature comes last."""
    return min(loaded.open_steps(), key=loaded.signs, default=None)


def _refuse_missing_hand(loaded: Loaded, principal: Principal, at: datetime) -> None:
    for hand in at_once.hands(loaded, principal, at):
        if not hand.may:
            raise Forbidden(
                _("Chưa trả ngay được: “%(what)s” phải do %(role)s khác làm%(people)s.")
                % {
                    "what": hand.what,
                    "role": hand.role_words.lower(),
                    "people": "".join(f" ({name})" for name in hand.people(at)[:1]),
                }
            )
