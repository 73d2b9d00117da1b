"""Bảng của chuyển đổi; one file per topic."""

from thongsuot.cutover.models.accounts import AccountChange, AccountLetter, AccountRow, AccountRun, AccountWish
from thongsuot.cutover.models.collect import DataKind, DataRequest, DataState, DataVersion, PersonClaim
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

__all__ = [
    "AccountChange",
    "AccountLetter",
    "AccountRow",
    "AccountRun",
    "AccountWish",
    "DataKind",
    "DataRequest",
    "DataState",
    "DataVersion",
    "Going",
    "PersonClaim",
    "Plan",
    "PlanOrgan",
    "PlanPost",
    "PlanState",
    "PlanUnit",
    "Seat",
    "Side",
    "SplitCase",
    "SplitRule",
]
