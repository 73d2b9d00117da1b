"""API lưu trữ: search, a file with its documents, one document, packages. Thin."""

from typing import Any, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from thongsuot.accounts.guards import needs, operation
from thongsuot.common.api import (
    answers_file,
    decode_cursor,
    encode_cursor,
    idempotency_required,
    idempotent,
    json_answer,
)
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.records import schemas, services
from thongsuot.records.giving import item_response
from thongsuot.records.models import Package, RecordFile, RecordItem
from thongsuot.records.packages import making
from thongsuot.records.packages.metadata import retention_of
from thongsuot.records.packages.ready import package_seen, ready_package
from thongsuot.records.permissions import DOORS, READERS, may_open, visible_files
from thongsuot.records.selectors.searching import Wanted, open_holds, search

router = Router(tags=["Lưu trữ"])
LISTED = "records.listed"
SHOWN = {"kept": "", "expired": "het-han", "lent": "muon", "disposed": "da-huy"}


@router.get("/files", response=schemas.RecordPage, summary="Tìm hồ sơ lưu trữ trong phạm vi của tôi")
@operation(needs(*DOORS))
def list_files(request: HttpRequest, filters: Query[schemas.RecordFilters]) -> Any:
    """By words with or without marks, newest first."""
    after = decode_cursor(LISTED, filters.cursor, int)
    wanted = Wanted(
        (filters.q or "").strip(), filters.fonds or "", filters.access or "", SHOWN[filters.state],
        after[0] if after else None,
    )  # fmt: skip
    rows = list(search(request.principal, wanted, timezone.localdate(now()))[: filters.limit + 1])
    shown = rows[: filters.limit]
    following = encode_cursor(LISTED, shown[-1].pk) if len(rows) > filters.limit else None
    return {"items": [_line(row) for row in shown], "next": following}


@router.get("/files/{uid}", response=schemas.RecordOut, summary="Một hồ sơ lưu trữ với mục lục tài liệu")
@operation(needs(*DOORS))
def get_file(request: HttpRequest, uid: UUID) -> Any:
    """What it is; contents only by the operations for them."""
    found = visible_files(request.principal).select_related("fonds").filter(uid=uid).first()
    if found is None:
        raise NotFound()
    rows = RecordItem.objects.filter(province_id=found.province_id, file=found).defer("text").select_related("stored")
    return _line(found) | {
        "notation": found.notation,
        "rule": found.rule_code,
        "place": found.place,
        "trust": found.trust,
        "kept_at": found.kept_at,
        "disposed_at": found.disposed_at,
        "held": bool(open_holds(found)),
        "may_open": may_open(request.principal, found),
        "items": [_item(row) for row in rows.order_by("ordinal")],
    }


@router.get(
    "/files/{uid}/items/{ordinal}",
    summary="Nội dung một tài liệu lưu trữ",
    openapi_extra=answers_file("application/octet-stream"),
)
@operation(needs(*DOORS))
def get_item(request: HttpRequest, uid: UUID, ordinal: int) -> Any:
    """Verified bytes; the view is journalled."""
    found = services.view_item(uid=uid, ordinal=min(max(ordinal, 0), 2**31 - 1), principal=request.principal, at=now())
    return item_response(found)


@router.post("/packages", response={201: schemas.PackageOut}, summary="Đặt làm gói khai thác (DIP), bảo quản, nộp")
@idempotency_required
@operation(needs(*READERS))
def ask_package(request: HttpRequest, body: schemas.PackageIn) -> Any:
    """DIP of what one may open; AIP and SIP by who keeps the fonds. Made in the background."""

    def work() -> Any:
        made = making.ask(kind=body.kind, file_uids=_uids(body.records), principal=request.principal, at=now())
        return json_answer(_package(made), 201, subject_id=made.pk)

    return idempotent(request, "records.package", True, work)


@router.get("/packages/{uid}", response=schemas.PackageOut, summary="Một gói đã tới đâu")
@operation(needs(*READERS))
def get_package(request: HttpRequest, uid: UUID) -> Any:
    """Of one's own, or of the fonds one keeps."""
    return _package(package_seen(request.principal, uid))


@router.get("/packages/{uid}/content", summary="Tải gói", openapi_extra=answers_file("application/zip"))
@operation(needs(*READERS))
def get_content(request: HttpRequest, uid: UUID) -> Any:
    """The zip with its manifest; 404 until it is ready."""
    found = ready_package(request.principal, uid)
    response = FileResponse(
        making.path_of(found).open("rb"),
        as_attachment=True,
        filename=f"{found.kind}-{found.uid}.zip",
        content_type="application/zip",
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _uids(given: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in given]
    except ValueError:
        raise NotFound() from None


def _line(row: RecordFile) -> dict[str, Any]:
    return {
        "id": str(row.uid),
        "code": row.code,
        "title": row.title,
        "fonds": row.fonds.name,
        "fonds_code": row.fonds.code,
        "state": row.state,
        "began_on": row.began_on,
        "ended_on": row.ended_on,
        "retention": retention_of(row),
        "expires_on": row.expires_on,
        "access": row.access,
        "documents": row.documents,
        "pages": row.pages,
    }


def _item(row: RecordItem) -> dict[str, Any]:
    stored = row.stored
    return {
        "ordinal": row.ordinal,
        "type": row.type_name,
        "number": row.number,
        "notation": row.notation,
        "issued_on": row.issued_on,
        "issuer": row.issuer,
        "summary": row.summary,
        "pages": row.pages,
        "sha256": row.sha256 or None,
        "media_type": stored.media_type if stored else None,
        "name": stored.name if stored else None,
    }


def _package(one: Package) -> dict[str, Any]:
    return {
        "id": str(one.uid),
        "kind": one.kind,
        "title": one.title,
        "state": one.state,
        "files": len(cast(list[int], one.file_ids)),
        "done_files": one.done_files,
        "sha256": one.sha256 or None,
        "size": one.size,
        "fault": one.fault or None,
        "asked_at": timezone.localtime(one.asked_at),
        "made_at": timezone.localtime(one.made_at) if one.made_at else None,
    }
