"""Hồ sơ đã đóng của đơn vị bị chia: whoever was chosen for it in the split corrects its result, else the caretaker of the plan."""

from thongsuot.cutover.models import PlanState, PlanUnit, Side, SplitCase
from thongsuot.dossiers.split_heirs import answered_by

IN_EFFECT = (PlanState.DECIDED, PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)


def register() -> None:
    """Called once when the room is ready."""
    answered_by("cutover", chosen_for)


def chosen_for(dossier_id: int, unit_id: int) -> int | None:
    """Đơn vị mới của một hồ sơ: by its own decision, else the unit that takes care; None when the plan names neither."""
    cases = SplitCase.objects.filter(
        kind="dossier", subject_id=dossier_id, old__unit_id=unit_id, plan__state__in=IN_EFFECT, goes_to__isnull=False
    )
    decided: int | None = cases.order_by("-decided_at").values_list("goes_to__unit_id", flat=True).first()
    if decided is not None:
        return decided
    olds = PlanUnit.objects.filter(side=Side.OLD, unit_id=unit_id, plan__state__in=IN_EFFECT, caretaker__isnull=False)
    caretaker: int | None = olds.order_by("-plan_id").values_list("caretaker__unit_id", flat=True).first()
    return caretaker
