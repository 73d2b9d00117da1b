"""Bảng của chuyển đổi; one file per topic."""

from thongsuot.cutover.models.accounts import AccountChange, AccountLetter, AccountRow, AccountRun, AccountWish
from thongsuot.cutover.models.collect import DataKind, DataRequest, DataState, DataVersion, PersonClaim
from thongsuot.cutover.models.editing import PlanEdit, PlanUpload, Writing
from thongsuot.cutover.models.handover import HandoverBook, HandoverLine
from thongsuot.cutover.models.leaflet import LeafletBook
from thongsuot.cutover.models.package import (
    CarriedEntry,
    Difference,
    HashChange,
    Identity,
    Package,
    PackagePart,
    PackageSource,
)
from thongsuot.cutover.models.plan import Going, Plan, PlanKind, PlanOrgan, PlanPost, PlanState, PlanUnit, Seat, Side
from thongsuot.cutover.models.rehearsal import Rehearsal, Waiver
from thongsuot.cutover.models.run import Batch, BatchPart, Run
from thongsuot.cutover.models.split import SplitCase, SplitRule
from thongsuot.cutover.models.split_acts import SplitAct
from thongsuot.cutover.models.standstill import StandstillDay
from thongsuot.cutover.models.telling import ToldPerson

__all__ = [
    "AccountChange",
    "AccountLetter",
    "AccountRow",
    "AccountRun",
    "AccountWish",
    "Batch",
    "BatchPart",
    "CarriedEntry",
    "DataKind",
    "DataRequest",
    "DataState",
    "DataVersion",
    "Difference",
    "Going",
    "HandoverBook",
    "HandoverLine",
    "HashChange",
    "Identity",
    "LeafletBook",
    "Package",
    "PackagePart",
    "PackageSource",
    "PersonClaim",
    "Plan",
    "PlanEdit",
    "PlanKind",
    "PlanOrgan",
    "PlanPost",
    "PlanState",
    "PlanUnit",
    "PlanUpload",
    "Rehearsal",
    "Run",
    "Seat",
    "Side",
    "SplitAct",
    "SplitCase",
    "SplitRule",
    "StandstillDay",
    "ToldPerson",
    "Waiver",
    "Writing",
]
