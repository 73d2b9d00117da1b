"""Số hoá và bàn giao tài liệu: batches with their pages, hand-overs of dissolved units."""

from thongsuot.cutover.carrying.decisions import carried
from thongsuot.records.models import (
    Batch,
    Handover,
    HandoverBox,
    HandoverException,
    HandoverFile,
    HandoverItem,
    Page,
    Scan,
    ScannedDocument,
    ScannedFile,
)

for _model in (Batch, Scan, Page, Handover, HandoverBox, HandoverException):
    carried(_model, "province")
carried(ScannedFile, "province", refs={"record_file_id": "records.recordfile"})
carried(ScannedDocument, "province", refs={"record_item_id": "records.recorditem"})
carried(HandoverFile, "province", refs={"scanned_file_id": "records.scannedfile"})
carried(HandoverItem, "province", refs={"record_item_id": "records.recorditem"})
