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
from thongsuot.cutover.models.run import Batch, BatchPart, Run
from thongsuot.cutover.models.split import SplitCase, SplitRule
from thongsuot.cutover.models.telling import ToldPerson

__all__ = [
    "Batch",
    "BatchPart",
    "Going",
    "Plan",
    "PlanOrgan",
    "PlanPost",
    "PlanState",
    "PlanUnit",
    "Run",
    "Seat",
    "Side",
    "SplitCase",
    "SplitRule",
    "ToldPerson",
]
