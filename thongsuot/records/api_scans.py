"""API số hoá và bàn giao tài liệu: how far a batch is; counts of hand-overs. Thin."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from thongsuot.accounts.guards import needs, official, operation
from thongsuot.common.now import now
from thongsuot.org.selectors import versions_of
from thongsuot.records import schemas
from thongsuot.records.digitising.permissions import KEYERS, batch_for
from thongsuot.records.digitising.selectors import batches as asked
from thongsuot.records.handing_over.permissions import visible
from thongsuot.records.handing_over.selectors.handovers import Commune, Line, by_commune, lines_of
from thongsuot.records.models import Batch

router = Router(tags=["Lưu trữ"])


@router.get("/batches", response=schemas.BatchList, summary="Các mẻ số hoá của đơn vị tôi")
@operation(needs(*KEYERS))
def list_batches(request: HttpRequest) -> Any:
    """Open ones first."""
    rows = asked.batches(request.principal, now())
    return {"items": [_line(row, row.pages, row.waiting) for row in rows], "next": None}  # type: ignore[attr-defined]


@router.get("/batches/{uid}", response=schemas.BatchOut, summary="Một mẻ số hoá đã tới đâu")
@operation(needs(*KEYERS))
def get_batch(request: HttpRequest, uid: UUID) -> Any:
    """Pages by state, pages a minute, error rate of the sample, who did how much, files in the archive."""
    found = batch_for(request.principal, uid)
    pages, quality, kept = asked.progress(found, now()), asked.quality(found), asked.keeping(found)
    return _line(found, pages.pages, pages.waiting) | {
        "read": pages.read,
        "empty": pages.empty,
        "separators": pages.separators,
        "failed": pages.failed,
        "doubtful": pages.doubtful,
        "pages_per_minute": pages.per_minute,
        "documents": quality.documents,
        "to_describe": quality.waiting,
        "returned": quality.returned,
        "sampled": quality.sampled,
        "to_check": quality.to_check,
        "error_percent": quality.error_rate,
        "files_kept": kept.kept,
        "files_under_way": kept.under_way,
        "files_held_back": kept.held_back,
        "work": [asdict(one) for one in asked.work(found)],
    }


@router.get("/handovers", response=schemas.HandoverList, summary="Số liệu bàn giao tài liệu của đơn vị giải thể")
@operation(official)
def list_handovers(request: HttpRequest) -> Any:
    """Of one's unit; of the whole province for those who read it."""
    lines = lines_of(visible(request.principal))
    return {
        "items": [_handover(line) for line in lines],
        "communes": [_commune(one) for one in by_commune(lines)],
        "next": None,
    }


def _line(batch: Batch, pages: int, waiting: int) -> dict[str, Any]:
    return {
        "id": str(batch.uid),
        "number": str(batch),
        "title": batch.title,
        "unit": versions_of(batch.unit_id)[-1].code,
        "origin": versions_of(batch.origin_id)[-1].full_name,
        "state": batch.state,
        "pages": pages,
        "waiting": waiting,
        "opened_at": batch.opened_at,
        "done_at": batch.done_at,
    }


def _handover(line: Line) -> dict[str, Any]:
    one, totals = line.handover, line.totals
    return {
        "id": str(one.uid),
        "title": one.title,
        "old": line.old,
        "new": line.new,
        "state": one.state,
        "boxes": totals.boxes,
        "files": totals.files,
        "documents": totals.documents,
        "sheets": totals.sheets,
        "digitised": totals.digitised,
        "digitised_percent": totals.share,
        "exceptions": totals.exceptions,
        "handed_at": one.handed_at,
        "accepted_at": one.accepted_at,
    }


def _commune(one: Commune) -> dict[str, Any]:
    names = ("boxes", "files", "documents", "digitised", "exceptions")
    sums = {name: getattr(one.totals, name) for name in names}
    return {"name": one.name, "handovers": len(one.lines), "accepted": one.accepted} | sums
