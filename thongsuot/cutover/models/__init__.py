"""Bảng của chuyển đổi; one file per topic."""

from thongsuot.cutover.models.editing import PlanEdit, PlanUpload, Writing
from thongsuot.cutover.models.plan import (
    Going,
    Plan,
    PlanKind,
    PlanOrgan,
    PlanPost,
    PlanState,
    PlanUnit,
    Seat,
    Side,
)
from thongsuot.cutover.models.split import SplitCase, SplitRule

__all__ = [
    "Going",
    "Plan",
    "PlanEdit",
    "PlanKind",
    "PlanOrgan",
    "PlanPost",
    "PlanState",
    "PlanUnit",
    "PlanUpload",
    "Seat",
    "Side",
    "SplitCase",
    "SplitRule",
    "Writing",
]
