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
from thongsuot.cutover.models.split import SplitCase, SplitRule
from thongsuot.cutover.models.split_acts import SplitAct

__all__ = [
    "Going",
    "Plan",
    "PlanOrgan",
    "PlanPost",
    "PlanState",
    "PlanUnit",
    "Seat",
    "Side",
    "SplitAct",
    "SplitCase",
    "SplitRule",
]
