"""API chữ ký số: anybody checks a file; one's own queue; how far a run is. Signing itself asks for the PIN on a page."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from thongsuot.accounts.guards import official, operation, public
from thongsuot.common.api import Moment
from thongsuot.common.errors import Invalid, TooLarge
from thongsuot.common.now import now
from thongsuot.org.selectors import versions_of
from thongsuot.signatures.models import SigningRow
from thongsuot.signatures.pace import LARGEST, slow_down
from thongsuot.signatures.selectors.standing import Standing, standings
from thongsuot.signatures.selectors.waiting import lines_of, waiting
from thongsuot.signatures.services.running import own_run
from thongsuot.signatures.signing import SigningRefused, validate_pdf
from thongsuot.signatures.signing.trust import configured

router = Router(tags=["Chữ ký số"])
public_router = Router(tags=["Chữ ký số"])
Conclusion = Literal["valid", "invalid", "unchecked"]


class PartOut(Schema):
    """Một điều đã kiểm tra."""

    state: Conclusion
    text: str


class SignatureOut(Schema):
    """Một chữ ký; `known` when its certificate stands in the register of this installation."""

    position: int
    state: Conclusion
    signer: str
    organisation: str
    unit: str
    unit_now: str | None
    posts: list[str]
    known: bool
    signed_at: Moment | None
    stamped: bool
    covers_whole_file: bool
    serial: str
    issuer: str
    reason: str
    content: PartOut
    chain: PartOut
    revocation: PartOut


class CheckOut(Schema):
    """Kết luận về một tệp; never `valid` when something could not be checked."""

    state: Conclusion
    state_label: str
    sha256: str
    checked_at: Moment
    signatures: list[SignatureOut]
    notes: list[str]


class WaitingOut(Schema):
    """Một chữ ký đang chờ tôi."""

    id: str
    purpose: str
    subject: str
    title: str
    page: str
    unit: str
    order: int
    waits_for_another: bool
    in_run: bool
    asked_at: Moment
    due_at: Moment | None


class WaitingList(Schema):
    """Hàng chờ ký của tôi, nearest due first; at most two hundred."""

    items: list[WaitingOut]
    next: str | None


class RunLine(Schema):
    """Một dòng của lượt ký."""

    subject: str
    title: str
    state: Literal["waiting", "signing", "signed", "failed"]
    words: str
    done_at: Moment | None


class RunOut(Schema):
    """Lượt ký của tôi: how far it is, why it stopped."""

    id: str
    state: Literal["asked", "running", "paused", "done", "cancelled"]
    total: int
    signed: int
    failed: int
    pause_code: str | None
    started_at: Moment | None
    ended_at: Moment | None
    items: list[RunLine]


@public_router.post("/check", response=CheckOut, summary="Kiểm tra chữ ký số của một tệp PDF")
@operation(public)
def check(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """By anybody, limited per address; nothing of the file is kept, so sending it again is harmless."""
    at = now()
    slow_down(request, at)
    if not file.size:
        text = "Hãy chọn tệp PDF cần kiểm tra."
        raise Invalid(text, errors=[{"field": "file", "message": text}])
    if file.size > LARGEST:
        raise TooLarge("Tệp lớn hơn 30 MB.")
    try:
        report = validate_pdf(file.read(), at=at, trust=configured())
    except SigningRefused as unreadable:
        why = unreadable.in_checking
        raise Invalid(why, code=unreadable.code, errors=[{"field": "file", "message": why}]) from unreadable
    return {
        "state": report.state.value,
        "state_label": str(report.state.label),
        "sha256": report.sha256,
        "checked_at": report.checked_at,
        "signatures": [_signature_out(one) for one in standings(report, at)],
        "notes": [str(note) for note in report.notes],
    }


@router.get("/requests", response=WaitingList, summary="Chữ ký đang chờ tôi")
@operation(official)
def requests(request: HttpRequest) -> Any:
    """What waits for one's own signature or for a seal one keeps."""
    rows = waiting(request.principal, now())
    items = [
        {
            "id": str(row.request.uid),
            "purpose": row.request.purpose,
            "subject": row.request.subject_code,
            "title": row.request.subject_title,
            "page": row.request.page,
            "unit": versions_of(row.request.unit_id)[-1].code,
            "order": row.request.order,
            "waits_for_another": row.after,
            "in_run": row.in_run,
            "asked_at": row.request.asked_at,
            "due_at": row.request.due_at,
        }
        for row in rows
    ]
    return {"items": items, "next": None}


@router.get("/runs/{uid}", response=RunOut, summary="Một lượt ký của tôi đã tới đâu")
@operation(official)
def run(request: HttpRequest, uid: UUID) -> Any:
    """Only of whoever started it."""
    found = own_run(uid, request.principal)
    lines = lines_of(found)
    states = [line.row.state for line in lines]
    return {
        "id": str(found.uid),
        "state": found.state,
        "total": found.total,
        "signed": states.count(SigningRow.State.SIGNED),
        "failed": states.count(SigningRow.State.FAILED),
        "pause_code": found.pause_code or None,
        "started_at": found.started_at,
        "ended_at": found.ended_at,
        "items": [
            {
                "subject": line.code,
                "title": line.title,
                "state": line.row.state,
                "words": line.row.words,
                "done_at": line.row.done_at,
            }
            for line in lines
        ],
    }


def _signature_out(one: Standing) -> dict[str, Any]:
    signed = one.signed
    at: datetime | None = signed.signed_at
    return {
        "position": signed.position,
        "state": signed.state.value,
        "signer": signed.signer,
        "organisation": signed.organisation,
        "unit": one.unit,
        "unit_now": one.unit_now or None,
        "posts": list(one.posts),
        "known": one.known,
        "signed_at": at,
        "stamped": signed.stamped,
        "covers_whole_file": signed.covers_whole_file,
        "serial": signed.serial,
        "issuer": signed.issuer,
        "reason": signed.reason,
        "content": _part(signed.content),
        "chain": _part(signed.chain),
        "revocation": _part(signed.revocation),
    }


def _part(check: Any) -> dict[str, str]:
    return {"state": check.state.value, "text": str(check.text)}
