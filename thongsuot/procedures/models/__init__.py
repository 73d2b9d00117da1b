"""The dated catalogue: a procedure has versions by validity; a dossier keeps the version in force at its reception."""

from thongsuot.procedures.models.assignments import AssignmentBatch, UnitProcedure
from thongsuot.procedures.models.certainty import Certainty
from thongsuot.procedures.models.decisions import Decision, DecisionItem
from thongsuot.procedures.models.drafts import ProcessDraft
from thongsuot.procedures.models.imports import ImportRow, ImportRun
from thongsuot.procedures.models.reviews import ReviewItem, ReviewRound
from thongsuot.procedures.models.versions import (
    CaseRule,
    ChannelRule,
    ComponentRule,
    DurationUnit,
    FeeRule,
    Kind,
    Procedure,
    ProcedureVersion,
    StepRule,
)

__all__ = [
    "AssignmentBatch",
    "CaseRule",
    "Certainty",
    "ChannelRule",
    "ComponentRule",
    "Decision",
    "DecisionItem",
    "DurationUnit",
    "FeeRule",
    "ImportRow",
    "ImportRun",
    "Kind",
    "Procedure",
    "ProcedureVersion",
    "ProcessDraft",
    "ReviewItem",
    "ReviewRound",
    "StepRule",
    "UnitProcedure",
]
