"""Bảng của chuyển đổi; one file per topic."""

from thongsuot.cutover.models.plan import (
    Going,
    Plan,
    PlanOrgan,
    PlanPost,
    PlanState,
    PlanUnit,
    Seat,
    Side,
)
from thongsuot.cutover.models.rehearsal import Rehearsal, Waiver
from thongsuot.cutover.models.run import Batch, BatchPart, Run
from thongsuot.cutover.models.split import SplitCase, SplitRule
from thongsuot.cutover.models.split_acts import SplitAct

__all__ = [
    "Batch",
    "BatchPart",
    "Going",
    "Plan",
    "PlanOrgan",
    "PlanPost",
    "PlanState",
    "PlanUnit",
    "Rehearsal",
    "Run",
    "Seat",
    "Side",
    "SplitAct",
    "SplitCase",
    "SplitRule",
    "Waiver",
]
