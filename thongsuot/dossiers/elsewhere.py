"""Hai đồng hồ: a dossier that one commune took in and another resolves, as pages and papers tell it.

The receiving unit hands over by the rule of 15:00; the time limit runs from when the competent unit takes the dossier
over (NĐ 309/2026 Điều 8.3), and the appointment is counted anew then.
"""

from dataclasses import dataclass
from datetime import datetime

from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.timing import awaits_hand_over, local_day
from thongsuot.org.selectors import UnitInfo, unit_info


@dataclass(frozen=True, slots=True)
class TwoClocks:
    """Nơi tiếp nhận, nơi giải quyết, và hai mốc; `late` tells whether the hand-over missed its moment."""

    receiving: UnitInfo
    competent: UnitInfo
    handover_due_at: datetime | None
    taken_over_at: datetime | None
    promised_at: datetime | None
    late: bool
    waiting: bool


def two_clocks(loaded: Loaded, at: datetime) -> TwoClocks | None:
    """None for a dossier that is resolved where it was received."""
    dossier = loaded.dossier
    if dossier.receiving_unit_id == dossier.competent_unit_id:
        return None
    day = local_day(dossier.submitted_at)
    taken = dossier.clock.get("taken_over_at")
    taken_at = datetime.fromisoformat(taken) if taken else None
    due = dossier.handover_due_at
    waiting = awaits_hand_over(dossier)
    return TwoClocks(
        receiving=unit_info(dossier.receiving_unit_id, day),
        competent=unit_info(dossier.competent_unit_id, day),
        handover_due_at=due,
        taken_over_at=taken_at,
        promised_at=dossier.original_due_at,
        late=bool(due and (taken_at or waiting) and (taken_at or at) > due),
        waiting=waiting,
    )
