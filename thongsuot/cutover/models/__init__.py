"""Bảng của chuyển đổi; one file per topic."""

from thongsuot.cutover.models.leaflet import LeafletBook
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
from thongsuot.cutover.models.standstill import StandstillDay

__all__ = [
    "Going",
    "LeafletBook",
    "Plan",
    "PlanOrgan",
    "PlanPost",
    "PlanState",
    "PlanUnit",
    "Seat",
    "Side",
    "SplitCase",
    "SplitRule",
    "StandstillDay",
]
