"""Bảng của chuyển đổi; one file per topic."""

from thongsuot.cutover.models.package import (
    CarriedEntry,
    Difference,
    HashChange,
    Identity,
    Package,
    PackagePart,
    PackageSource,
)
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
    "CarriedEntry",
    "Difference",
    "Going",
    "HashChange",
    "Identity",
    "Package",
    "PackagePart",
    "PackageSource",
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
