"""API văn bản: lists, one document with its files and receivers, the register; bringing one in, beginning a draft. Thin."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from thongsuot.accounts.guards import needs, operation
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.common.api import (
    answers_file,
    decode_cursor,
    encode_cursor,
    idempotency_required,
    idempotent,
    json_answer,
)
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.files.kinds import STORED_TYPES
from thongsuot.common.models import StoredFile
from thongsuot.common.now import now
from thongsuot.documents import present, schemas, secrecy, unreadable
from thongsuot.documents.models import Document, DocumentFile, Recipient, State
from thongsuot.documents.permissions import CLERKS, WORKERS
from thongsuot.documents.reading import readable_units
from thongsuot.documents.selectors import books, listing, searching
from thongsuot.documents.services import arriving, drafting
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import require_in_force, units_of_code

router = Router(tags=["Văn bản"])
works = needs(*WORKERS)
# A unit that is not one's own is not there; it stands in the body or the query, where the description cannot see it.
OF_UNIT: dict[str, Any] = {"responses": {404: {"description": "Không có, hoặc không phải đơn vị của người hỏi"}}}
FOUND, LISTED, REGISTER = "documents.found", "documents.listed", "documents.register"


@router.get("", response=schemas.DocumentPage, summary="Danh sách văn bản đến, văn bản đi trong phạm vi của tôi")
@operation(works)
def list_documents(request: HttpRequest, filters: Query[schemas.DocumentFilters]) -> Any:
    """Newest first; with `q` by the words of summary and contents, best match first."""
    wanted = listing.Wanted(
        filters.direction or "", _unit_ids(filters.unit), _states(filters.state), filters.issued_from, filters.issued_to
    )
    if filters.q and filters.q.strip():
        return _found(request, filters, wanted)
    after = decode_cursor(LISTED, filters.cursor, int)
    rows = listing.listed(request.principal, wanted, before=after[0] if after else None, limit=filters.limit)
    shown = rows[: filters.limit]
    following = encode_cursor(LISTED, shown[-1].pk) if len(rows) > filters.limit else None
    return {"items": [present.line_out(one) for one in shown], "next": following}


def _found(request: HttpRequest, filters: schemas.DocumentFilters, wanted: listing.Wanted) -> dict[str, Any]:
    """What the words find, a page of twenty at a time; unit and state narrow the page."""
    after = decode_cursor(FOUND, filters.cursor, bool, int)
    asked = searching.Asked((filters.q or "").strip(), wanted.direction, wanted.since, wanted.until)
    found = searching.search(request.principal, asked, after=searching.Place(*after) if after else None)
    rows = listing.in_order(request.principal, [hit.uid for hit in found.hits])
    kept = [
        row
        for row in rows
        if (not wanted.unit_ids or row.unit_id in wanted.unit_ids) and (not wanted.states or row.state in wanted.states)
    ]
    on = found.after
    return {
        "items": [present.line_out(one) for one in kept],
        "next": encode_cursor(FOUND, on.marked, on.below) if on else None,
    }


@router.get("/register", response=schemas.RegisterPage, summary="Sổ đăng ký văn bản của một năm", openapi_extra=OF_UNIT)
@operation(works)
def register(request: HttpRequest, asked: Query[schemas.RegisterFilters]) -> Any:
    """Every number in order, without a gap: what was given up stands there with its reason."""
    unit_id = require_in_force(asked.unit, asked.on or local_day(now())).id
    if unit_id not in readable_units(request.principal):
        raise NotFound()
    after = decode_cursor(REGISTER, asked.cursor, int)
    rows = books.lines(unit_id, asked.book, asked.year, after=after[0] if after else 0, limit=asked.limit + 1)
    shown, shut = rows[: asked.limit], books.closed(unit_id, asked.book, asked.year)
    return {
        "items": [
            {
                name: getattr(row, name)
                for name in ("number", "day", "state", "sign", "type", "summary", "signer", "note")
            }
            | {"document": row.uid or None}
            for row in shown
        ],
        "next": encode_cursor(REGISTER, shown[-1].number) if len(rows) > asked.limit else None,
        "closed_at": shut.closed_at if shut else None,
        "last": shut.last if shut else None,
    }


@router.post(
    "/incoming",
    response={200: schemas.IncomingOut, 201: schemas.IncomingOut},
    summary="Nhận một văn bản đến",
    openapi_extra=OF_UNIT,
)
@idempotency_required
@operation(needs(*CLERKS, Role.INTEGRATION))
def bring(request: HttpRequest, body: schemas.IncomingIn) -> Any:
    """From a scanner or another system: waits for the clerk, who registers it. The same letter again is 200, `new: false`."""

    def work() -> Any:
        secrecy.refuse_arriving(body.secrecy, body.summary)
        at = now()
        unit = require_in_force(body.unit, local_day(at))
        came = arriving.arrive_once(
            unit_id=unit.id, way="paper", facts=_facts(body), files=_uploads(request, body.files), at=at,
            principal=request.principal,
        )  # fmt: skip
        told = present.document_out(came.document) | {"new": came.new}
        return json_answer(told, 201 if came.new else 200, subject_id=came.document.pk)

    return idempotent(request, "documents.bring", True, work)


@router.post("/drafts", response={201: schemas.DocumentOut}, summary="Tạo bản thảo văn bản đi", openapi_extra=OF_UNIT)
@idempotency_required
@operation(works)
def draft(request: HttpRequest, body: schemas.DraftIn) -> Any:
    """Without number: that comes with the signature."""

    def work() -> Any:
        at = now()
        unit = require_in_force(body.unit, local_day(at))
        text = drafting.Text(body.summary, body.body, body.addressed_to, body.appendix, body.urgency, body.due_at)
        made = drafting.start(unit_id=unit.id, type_key=body.type, text=text, principal=request.principal, at=at)
        return json_answer(present.document_out(made), 201, subject_id=made.pk)

    return idempotent(request, "documents.draft", True, work)


@router.get("/{uid}", response=schemas.DocumentOut, summary="Một văn bản")
@operation(works)
def get_document(request: HttpRequest, uid: UUID) -> Any:
    """With its files; 404 outside what one may read."""
    return present.document_out(_one(request, uid))


@router.get("/{uid}/recipients", response=schemas.RecipientList, summary="Nơi nhận của văn bản đi và tình trạng")
@operation(works)
def recipients(request: HttpRequest, uid: UUID) -> Any:
    """How far the document has come at each receiver; an incoming one has none."""
    one = _one(request, uid)
    rows = Recipient.objects.filter(province_id=one.province_id, document_id=one.pk).order_by("position", "id")
    return {"items": present.recipients_out(rows), "next": None}


@router.get("/{uid}/files/{file_id}", summary="Một tệp của văn bản", openapi_extra=answers_file(*STORED_TYPES))
@operation(works)
def get_file(request: HttpRequest, uid: UUID, file_id: int) -> Any:
    """The bytes as they are kept."""
    one = _one(request, uid)
    rows = DocumentFile.objects.filter(province_id=one.province_id, document_id=one.pk, pk=file_id)
    found = rows.select_related("file").first()
    if found is None:
        raise NotFound()
    return files.download(found.file)


def _one(request: HttpRequest, uid: UUID) -> Document:
    found = listing.visible(request.principal).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


def _unit_ids(code: str | None) -> tuple[int, ...]:
    """Every unit that ever carried the code; rights decide which of them the asker may read."""
    if not code:
        return ()
    found = tuple(unit.id for unit in units_of_code(code))
    if not found:
        text = f"Không có đơn vị nào mang mã {code}."
        raise Invalid(text, code="unit_unknown", errors=[{"field": "unit", "message": text}])
    return found


def _states(given: list[str]) -> tuple[str, ...]:
    for one in given:
        if one not in State.values:
            text = f"Không có trạng thái “{one[:30]}”."
            raise Invalid(text, errors=[{"field": "state", "message": text}])
    return tuple(dict.fromkeys(given))


def _facts(body: schemas.IncomingIn) -> arriving.ArrivingFacts:
    return arriving.ArrivingFacts(
        body.summary,
        type=body.type,
        number=body.number,
        notation=body.notation,
        issued_on=body.issued_on,
        issuer_name=body.issuer,
        issuer_code=body.issuer_code,
        signer_name=body.signer,
        signer_title=body.signer_title,
        urgency=body.urgency,
        secrecy=body.secrecy,
        pages=body.pages,
        due_at=body.due_at,
    )


def _uploads(request: HttpRequest, given: list[schemas.FileIn]) -> list[arriving.ArrivingFile]:
    """Uploads of this asker that stand in no record yet. Raises Invalid `file_not_found`."""
    mine = StoredFile.objects.filter(owner_id=request.principal.user_id, attached_at=None)
    try:
        wanted = [UUID(one.id) for one in given]
    except ValueError:
        wanted = []
    found = {one.uid: one for one in mine.filter(uid__in=wanted)}
    if len(found) < len({one.id for one in given}):
        text = "Có tệp không còn trong kho tạm của bạn. Hãy tải tệp lên lại."
        raise Invalid(text, code="file_not_found", errors=[{"field": "files", "message": text}])
    for stored in found.values():
        unreadable.refuse_scan(stored, field="files")
    pairs = zip(given, wanted, strict=True)
    return [arriving.ArrivingFile(found[uid], one.purpose, one.title) for one, uid in pairs]
