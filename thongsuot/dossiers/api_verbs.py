"""API của các động từ về tiền, ý kiến, tạm dừng, gia hạn, sửa kết quả. Thin: parses, calls a service, presents."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from thongsuot.accounts.guards import operation, signed_in
from thongsuot.common.errors import Forbidden
from thongsuot.common.now import now
from thongsuot.dossiers import present_verbs, questions, receipts, schemas, services
from thongsuot.dossiers import schemas_verbs as verbs
from thongsuot.dossiers.api import run_verb
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.selectors import one

router = Router(tags=["Hồ sơ: tiền, ý kiến, tạm dừng, gia hạn"])


@router.get("/{code}/payments", response=verbs.PaymentPage, summary="Các yêu cầu nộp tiền của hồ sơ")
@operation(signed_in)
def list_payments(request: HttpRequest, code: str) -> Any:
    """Oldest first; for officials who see the dossier and for the citizen it belongs to."""
    loaded = one.dossier_for(request.principal, code)
    receipts.refuse_metadata_only(loaded)
    return {"items": present_verbs.payments_out(loaded.dossier), "next": None}


@router.get("/{code}/consultations", response=verbs.ConsultationPage, summary="Các câu hỏi ý kiến của hồ sơ")
@operation(signed_in)
def list_consultations(request: HttpRequest, code: str) -> Any:
    """Oldest first; for officials only."""
    loaded = one.dossier_for(request.principal, code)
    if loaded.sight is not Sight.OFFICIAL:
        raise Forbidden(_("Ý kiến giữa các cơ quan chỉ dành cho cán bộ."))
    at = now()
    return {"items": [present_verbs.question_out(q, at) for q in questions.of_dossier(loaded)], "next": None}


@router.post("/{code}/request-payment", response=schemas.DossierOut, summary="Yêu cầu nộp tiền")
@operation(signed_in)
def request_payment(request: HttpRequest, code: str, body: verbs.RequestPaymentIn | None = None) -> Any:
    """SUBMITTED, RECEIVED, PROCESSING → AWAITING_PAYMENT; by the fee rules unless items are given with a reason."""
    given = body or verbs.RequestPaymentIn()
    return run_verb(
        request,
        code,
        "request-payment",
        lambda at: services.request_payment(
            code=code,
            principal=request.principal,
            at=at,
            items=[item.plain() for item in given.items or ()],
            reason=given.reason or "",
            note=given.note or "",
        ),
        given.when(),
    )


@router.post("/{code}/record-payment", response=schemas.DossierOut, summary="Ghi nhận đã nộp tiền")
@operation(signed_in)
def record_payment(request: HttpRequest, code: str, body: verbs.RecordPaymentIn) -> Any:
    """AWAITING_PAYMENT → back to where it came from; partial and over payments are refused."""
    return run_verb(
        request,
        code,
        "record-payment",
        lambda at: services.record_payment(
            code=code,
            principal=request.principal,
            at=at,
            amount=body.amount,
            method=body.method,
            paid_at=body.paid_at,
            payer=body.payer,
            reference=body.reference or "",
        ),
        body.when(),
    )


@router.post("/{code}/consult", response=schemas.DossierOut, summary="Xin ý kiến")
@operation(signed_in)
def consult(request: HttpRequest, code: str, body: verbs.ConsultIn) -> Any:
    """PROCESSING; the asked unit sees the dossier and gets a task with its own due moment."""
    return run_verb(
        request,
        code,
        "consult",
        lambda at: services.consult(
            code=code,
            principal=request.principal,
            at=at,
            to=body.to,
            question=body.question,
            due_at=body.due_at,
            step=body.step or "",
        ),
        body.when(),
    )


@router.post("/{code}/answer-consultation", response=schemas.DossierOut, summary="Trả lời ý kiến")
@operation(signed_in)
def answer_consultation(request: HttpRequest, code: str, body: verbs.AnswerConsultationIn) -> Any:
    """PROCESSING; by an official of the asked unit; a late answer is taken and shown as late."""
    return run_verb(
        request,
        code,
        "answer-consultation",
        lambda at: services.answer_consultation(
            code=code,
            principal=request.principal,
            at=at,
            answer=body.answer,
            file_ids=body.file_ids or (),
            number=body.number,
        ),
        body.when(),
    )


@router.post("/{code}/withdraw-consultation", response=schemas.DossierOut, summary="Rút câu hỏi ý kiến")
@operation(signed_in)
def withdraw_consultation(request: HttpRequest, code: str, body: verbs.WithdrawConsultationIn) -> Any:
    """PROCESSING; the unit that asked says why it no longer needs the answer."""
    return run_verb(
        request,
        code,
        "withdraw-consultation",
        lambda at: services.withdraw_consultation(
            code=code, principal=request.principal, at=at, reason=body.reason, number=body.number
        ),
        body.when(),
    )


@router.post("/{code}/stop", response=schemas.DossierOut, summary="Tạm dừng giải quyết")
@operation(signed_in)
def stop(request: HttpRequest, code: str, body: verbs.StopIn) -> Any:
    """RECEIVED, PROCESSING → STOPPED; a reason of sector law."""
    return run_verb(
        request,
        code,
        "stop",
        lambda at: services.stop(
            code=code, principal=request.principal, at=at, reason=body.reason, basis=body.basis or ""
        ),
        body.when(),
    )


@router.post("/{code}/resume", response=schemas.DossierOut, summary="Tiếp tục giải quyết")
@operation(signed_in)
def resume(request: HttpRequest, code: str, body: verbs.ResumeIn | None = None) -> Any:
    """STOPPED → PROCESSING."""
    given = body or verbs.ResumeIn()
    return run_verb(
        request,
        code,
        "resume",
        lambda at: services.resume(code=code, principal=request.principal, at=at, note=given.note or ""),
        given.when(),
    )


@router.post("/{code}/extend", response=schemas.DossierOut, summary="Xin lỗi và gia hạn")
@operation(signed_in)
def extend(request: HttpRequest, code: str, body: verbs.ExtendIn) -> Any:
    """PROCESSING; once; form 04."""
    return run_verb(
        request,
        code,
        "extend",
        lambda at: services.extend(
            code=code, principal=request.principal, at=at, reason=body.reason, new_due_at=body.new_due_at
        ),
        body.when(),
    )


@router.post("/{code}/correct-result", response=schemas.DossierOut, summary="Sửa kết quả do lỗi của cơ quan")
@operation(signed_in)
def correct_result(request: HttpRequest, code: str, body: verbs.CorrectResultIn) -> Any:
    """FINISHED, RETURNED → PROCESSING; the old result is kept as replaced."""
    return run_verb(
        request,
        code,
        "correct-result",
        lambda at: services.correct_result(code=code, principal=request.principal, at=at, reason=body.reason),
        body.when(),
    )
