"""Tables of the archive: fonds, files and their documents, hand-ins, disposals, use, and the store with its copies."""

from thongsuot.records.models.digitising import Batch, Page, Scan, ScannedDocument, ScannedFile
from thongsuot.records.models.ending import Disposal, DisposalLine, Hold
from thongsuot.records.models.files import RecordFile, RecordItem, RecordPerson, RecordState, Trust
from thongsuot.records.models.fonds import AccessLevel, Certainty, Fonds, RetentionRule
from thongsuot.records.models.handing_over import (
    Handover,
    HandoverBox,
    HandoverException,
    HandoverFile,
    HandoverItem,
)
from thongsuot.records.models.intake import HandIn, HandInDue, HandInLine
from thongsuot.records.models.storing import ObjectCopy, Package, StoreObject
from thongsuot.records.models.using import Loan, ReadRequest

__all__ = [
    "AccessLevel",
    "Batch",
    "Certainty",
    "Disposal",
    "DisposalLine",
    "Fonds",
    "HandIn",
    "HandInDue",
    "HandInLine",
    "Handover",
    "HandoverBox",
    "HandoverException",
    "HandoverFile",
    "HandoverItem",
    "Hold",
    "Loan",
    "ObjectCopy",
    "Package",
    "Page",
    "ReadRequest",
    "RecordFile",
    "RecordItem",
    "RecordPerson",
    "RecordState",
    "RetentionRule",
    "Scan",
    "ScannedDocument",
    "ScannedFile",
    "StoreObject",
    "Trust",
]
