"""API của hồ sơ (contracts: `/dossiers`, its verbs, `/public/dossiers`). Thin: parses, calls a service, presents."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from thongsuot.accounts.guards import needs, operation, public, signed_in
from thongsuot.accounts.models import Role
from thongsuot.common.api import (
    Moment,
    PageParams,
    answers_file,
    decode_cursor,
    encode_cursor,
    idempotency_required,
    idempotent,
    json_answer,
)
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.dossiers import backdating, present, receipts, schemas, services
from thongsuot.dossiers.models import NATIONAL_STATUS, Status
from thongsuot.dossiers.selectors import lists, made_by_key, one, search, timeline
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.dossiers.states import COMPLETION
from thongsuot.org.selectors import unit_info, units_of_code

router = Router(tags=["Hồ sơ"])
public_router = Router(tags=["Tra cứu công khai"])
BY_NATIONAL = {number: status for status, number in NATIONAL_STATUS.items()}
LOOKUPS_A_MINUTE = 60


def run_verb(
    request: HttpRequest,
    code: str,
    name: str,
    act: Callable[[datetime], one.Loaded],
    happened: backdating.Happened | None = None,
) -> HttpResponse:
    """Run a verb once per Idempotency-Key, now or as it `happened`, and answer with the dossier."""

    def work() -> Any:
        loaded = backdating.run(
            act, happened, principal=request.principal, at=now(), code_of=lambda loaded: str(loaded.dossier.code)
        )
        return json_answer(present.dossier_out(loaded, request.principal), subject_id=loaded.dossier.pk)

    return idempotent(request, f"dossier.{name}", False, work)


class Filters(PageParams):
    """Bộ lọc của danh sách hồ sơ."""

    unit: str | None = Field(None, max_length=12, description="Mã đơn vị; mã của đơn vị cũ tìm cả hồ sơ cũ")
    status: list[str] = Field([], description="Trạng thái, lặp lại được")
    national_status: list[int] = Field([], description="Số trạng thái 1–10 của Cổng quốc gia")
    due_before: Moment | None = None
    q: str | None = Field(
        None,
        max_length=200,
        description="Mã hồ sơ, ngày-số, số trong ngày, phần đầu hoặc các chữ của tên chủ hồ sơ (không cần dấu)",
    )
    idempotency_key: str | None = Field(None, max_length=64)


def _statuses(filters: Filters) -> tuple[str, ...]:
    known = set(Status.values)
    for given in filters.status:
        if given not in known:
            text = f"Không có trạng thái “{given[:30]}”."
            raise Invalid(text, errors=[{"field": "status", "message": text}])
    for number in filters.national_status:
        if number not in BY_NATIONAL:
            text = "Số trạng thái phải từ 1 đến 10."
            raise Invalid(text, errors=[{"field": "national_status", "message": text}])
    chosen = [*filters.status, *(str(BY_NATIONAL[n]) for n in filters.national_status)]
    return tuple(dict.fromkeys(chosen))


def _unit_ids(code: str | None) -> tuple[int, ...]:
    """Every unit that ever carried the code; rights decide which of them the asker may read."""
    if not code:
        return ()
    found = tuple(unit.id for unit in units_of_code(code))
    if not found:
        text = f"Không có đơn vị nào mang mã {code}."
        raise Invalid(text, code="unit_unknown", errors=[{"field": "unit", "message": text}])
    return found


@router.get("", response=schemas.DossierPage, summary="Danh sách hồ sơ trong phạm vi của tôi")
@operation(signed_in)
def list_dossiers(request: HttpRequest, filters: Query[Filters]) -> Any:
    """Open statuses come soonest due first, what `q` finds by name, anything else newest first; never counted."""
    if filters.idempotency_key:
        rows = made_by_key.dossiers_made_by(request.principal, filters.idempotency_key)
        return {"items": [present.line_out(row) for row in rows], "next": None}
    wanted = lists.Wanted(_unit_ids(filters.unit), _statuses(filters), filters.due_before, (filters.q or "").strip())
    if wanted.text and search.searches(request.principal):
        return _found(request, wanted, filters)
    by_due = lists.by_due(request.principal, wanted)
    scope = "dossiers.due" if by_due else "dossiers.id"
    types = (str, str) if by_due else (str,)
    after = decode_cursor(scope, filters.cursor, *types)
    page = lists.visible_dossiers(request.principal, wanted, after=after, limit=filters.limit)
    names = not lists.only_metadata(request.principal)
    return {
        "items": [present.line_out(row, names=names) for row in page.rows],
        "next": encode_cursor(scope, *page.next) if page.next else None,
    }


def _found(request: HttpRequest, wanted: lists.Wanted, filters: Filters) -> dict[str, Any]:
    """What `q` finds in everything the asker may see: by code, by the beginning of a name, by its words."""
    after = decode_cursor("dossiers.search", filters.cursor, str, str, str, str)
    page = search.search_dossiers(request.principal, wanted, wide=True, after=after, limit=filters.limit)
    return {
        "items": [present.line_out(row) for row in page.rows],
        "next": encode_cursor("dossiers.search", *page.next) if page.next else None,
    }


@router.post("", response={201: schemas.DossierOut}, summary="Nộp hồ sơ")
@idempotency_required
@operation(needs(Role.COUNTER_CLERK, Role.INTEGRATION, or_citizen=True))
def create_dossier(request: HttpRequest, body: schemas.DossierIn) -> Any:
    """Submits; at the counter (`receive`) receives in the same act and answers with the appointment."""

    def work() -> Any:
        loaded = backdating.run(
            lambda at: services.submit(submission=body.plain(), principal=request.principal, at=at),
            body.when(),
            principal=request.principal,
            at=now(),
            code_of=lambda loaded: str(loaded.dossier.code),
        )
        return json_answer(present.dossier_out(loaded, request.principal), 201, subject_id=loaded.dossier.pk)

    return idempotent(request, "dossier.create", True, work)


@router.get("/{code}", response=schemas.DossierOut, summary="Một hồ sơ")
@operation(signed_in)
def get_dossier(request: HttpRequest, code: str) -> Any:
    """What the asker may see of it; 404 outside their scope."""
    return present.dossier_out(one.dossier_for(request.principal, code), request.principal)


@router.get("/{code}/timeline", response=schemas.TimelineOut, summary="Diễn biến hồ sơ")
@operation(signed_in)
def get_timeline(request: HttpRequest, code: str) -> Any:
    """From the journal, oldest first."""
    loaded = one.dossier_for(request.principal, code)
    entries = timeline.timeline_of(loaded)
    people = timeline.people_of(entries, loaded.sight)
    return {"items": [present.entry_out(e, loaded, people) for e in entries], "next": None}


@router.get(
    "/{code}/receipt",
    summary="Giấy tiếp nhận và hẹn trả (mẫu 01) hoặc biên nhận nộp",
    openapi_extra=answers_file("application/pdf"),
)
@operation(signed_in)
def get_receipt(request: HttpRequest, code: str) -> HttpResponse:
    """PDF/A with QR code."""
    loaded = one.dossier_for(request.principal, code)
    receipts.refuse_metadata_only(loaded)
    return receipts.pdf_response(receipts.receipt_pdf(loaded), f"{code}-giay-tiep-nhan.pdf")


@router.post("/{code}/receive", response=schemas.DossierOut, summary="Tiếp nhận")
@operation(signed_in)
def receive(request: HttpRequest, code: str, body: schemas.ReceiveIn | None = None) -> Any:
    """SUBMITTED → RECEIVED; the clock starts."""
    note = (body.note if body else "") or ""
    return run_verb(
        request,
        code,
        "receive",
        lambda at: services.receive(code=code, principal=request.principal, at=at, note=note),
        body.when() if body else None,
    )


@router.post("/{code}/refuse", response=schemas.DossierOut, summary="Từ chối tiếp nhận")
@operation(signed_in)
def refuse(request: HttpRequest, code: str, body: schemas.RefuseIn) -> Any:
    """SUBMITTED → REFUSED, with form 03."""
    return run_verb(
        request,
        code,
        "refuse",
        lambda at: services.refuse(code=code, principal=request.principal, at=at, **body.words()),
        body.when(),
    )


@router.post("/{code}/request-supplement", response=schemas.DossierOut, summary="Yêu cầu bổ sung")
@operation(signed_in)
def request_supplement(request: HttpRequest, code: str, body: schemas.RequestSupplementIn) -> Any:
    """Once in a dossier's life; form 02."""
    return run_verb(
        request,
        code,
        "request-supplement",
        lambda at: services.request_supplement(code=code, principal=request.principal, at=at, **body.words()),
        body.when(),
    )


@router.post("/{code}/supplement", response=schemas.DossierOut, summary="Bổ sung")
@operation(signed_in)
def supplement(request: HttpRequest, code: str, body: schemas.SupplementIn) -> Any:
    """Goes back to where it came from; the clock by policy."""
    return run_verb(
        request,
        code,
        "supplement",
        lambda at: services.supplement(
            code=code,
            principal=request.principal,
            at=at,
            components=[c.plain() for c in body.components or ()],
            form=body.form,
        ),
        body.when(),
    )


@router.post("/{code}/assign", response=schemas.DossierOut, summary="Phân công")
@operation(signed_in)
def assign(request: HttpRequest, code: str, body: schemas.AssignIn) -> Any:
    """RECEIVED or PROCESSING → PROCESSING."""
    return run_verb(
        request,
        code,
        "assign",
        lambda at: services.assign(
            code=code, principal=request.principal, at=at, to=body.to, note=body.note or "", step=body.step or ""
        ),
        body.when(),
    )


@router.post("/{code}/complete-step", response=schemas.DossierOut, summary="Hoàn thành bước")
@operation(signed_in)
def complete_step(request: HttpRequest, code: str, body: schemas.CompleteStepIn) -> Any:
    """The next step by the process, or back."""
    return run_verb(
        request,
        code,
        "complete-step",
        lambda at: services.complete_step(
            code=code,
            principal=request.principal,
            at=at,
            step=body.step,
            decision=body.decision,
            note=body.note or "",
            result=body.result,
        ),
        body.when(),
    )


@router.post("/{code}/finish", response=schemas.DossierOut, summary="Ký và kết thúc xử lý")
@operation(signed_in)
def finish(request: HttpRequest, code: str, body: schemas.FinishIn) -> Any:
    """PROCESSING → FINISHED; results uploaded or made from the template."""
    given = [GivenResult(r.file_id or "", r.title or "", r.number or "", r.code or "") for r in body.results or ()]
    return run_verb(
        request,
        code,
        "finish",
        lambda at: services.finish(
            code=code, principal=request.principal, at=at, outcome=body.outcome, given=given, note=body.note or ""
        ),
        body.when(),
    )


@router.post("/{code}/return-result", response=schemas.DossierOut, summary="Trả kết quả")
@operation(signed_in)
def return_result(request: HttpRequest, code: str, body: schemas.ReturnResultIn) -> Any:
    """FINISHED → RETURNED."""
    return run_verb(
        request,
        code,
        "return-result",
        lambda at: services.return_result(
            code=code,
            principal=request.principal,
            at=at,
            method=body.method,
            taken_by=body.taken_by,
            id_checked=bool(body.id_checked),
        ),
        body.when(),
    )


@router.post("/{code}/withdraw", response=schemas.DossierOut, summary="Rút hồ sơ")
@operation(signed_in)
def withdraw(request: HttpRequest, code: str, body: schemas.WithdrawIn | None = None) -> Any:
    """Only while no decision or result exists."""
    given = body or schemas.WithdrawIn()
    return run_verb(
        request,
        code,
        "withdraw",
        lambda at: services.withdraw(code=code, principal=request.principal, at=at, reason=given.reason or ""),
        given.when(),
    )


@public_router.get("/{code}", response=schemas.PublicProgressOut, summary="Mức độ hoàn thành theo mã hồ sơ")
@operation(public)
def public_progress(request: HttpRequest, code: str) -> Any:
    """Degree of completion only; limited per address."""
    hit("public-lookup", client_address(request), limit=LOOKUPS_A_MINUTE, seconds=60, at=now())
    found = one.public_progress(code)
    done = COMPLETION[found.status]
    return {
        "code": found.code,
        "status": found.status,
        "national_status": NATIONAL_STATUS[Status(found.status)],
        "status_label": str(Status(found.status).label),
        "procedure": found.procedure,
        "completion": done.percent,
        "message": str(done.words),
        "received_by": unit_info(found.unit_id, timezone.localdate(found.submitted_at)).full_name,
        "due_at": present.moment(found.due_at),
    }
