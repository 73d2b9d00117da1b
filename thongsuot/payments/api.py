"""API về tiền của một hồ sơ: what was paid and how, collecting in cash, transfers seen on the account. Thin."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from thongsuot.accounts.guards import operation, signed_in
from thongsuot.common.api import Moment, idempotency_required, idempotent, json_answer
from thongsuot.common.now import now
from thongsuot.dossiers.moments import moment
from thongsuot.dossiers.receipts import refuse_metadata_only
from thongsuot.dossiers.schemas import Strict
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.payments.models import Receipt
from thongsuot.payments.papers.slip import qr_text
from thongsuot.payments.selectors.dossier import money_of
from thongsuot.payments.services import arrivals, collecting

router = Router(tags=["Phí, lệ phí"])


class ReceiptOut(Schema):
    """Biên lai; `number` is text of seven digits."""

    form: str
    symbol: str
    number: str
    state: Literal["issued", "void"]
    total: int
    payer: str
    method: str
    issued_at: str
    void_reason: str | None


class TryOut(Schema):
    """Lần thanh toán."""

    reference: str
    method: Literal["cash", "transfer", "online"]
    state: Literal["pending", "paid", "failed", "expired", "refunding", "refunded"]
    amount: int
    transfer_key: str | None
    payment_url: str | None
    started_at: str


class ArrivalOut(Schema):
    """Tiền đã đến."""

    source: Literal["gateway", "transfer", "cash"]
    number: str
    amount: int
    used: int
    state: Literal["kept", "used", "to_refund", "refunded"]
    paid_at: str


class RefundOut(Schema):
    """Khoản hoàn."""

    cause: str
    amount: int
    state: Literal["queued", "requested", "approved", "paid", "refused"]
    paid_at: str | None


class ExemptionOut(Schema):
    """Miễn, giảm."""

    kind: Literal["exempt", "reduced"]
    ground: str
    basis: str
    amount_before: int
    amount_after: int


class MoneyOut(Schema):
    """Tiền của một hồ sơ; `left` is what still has to be paid, integer đồng."""

    code: str
    asked: int
    kept: int
    left: int
    tries: list[TryOut]
    arrivals: list[ArrivalOut]
    receipts: list[ReceiptOut]
    refunds: list[RefundOut]
    exemption: ExemptionOut | None


class CollectIn(Strict):
    """Thu tiền mặt số còn phải nộp."""

    amount: int | None = Field(
        None, strict=True, ge=1, le=10**12, description="đồng; khác số còn phải nộp thì bị từ chối"
    )
    payer: str | None = Field(None, max_length=200)


class TransferIn(Strict):
    """Tiền chuyển khoản đã thấy trên tài khoản; bao nhiêu cũng được giữ."""

    reference: str = Field(max_length=100, description="mã giao dịch của ngân hàng")
    amount: int = Field(strict=True, ge=1, le=10**12, description="đồng")
    payer: str | None = Field(None, max_length=200)
    paid_at: Moment | None = None


class TransferCodeOut(Schema):
    """Mã VietQR của khoản đang chờ; `qr` is empty where the unit has no account."""

    transfer_key: str
    amount: int
    qr: str


@router.get("/{code}", response=MoneyOut, summary="Tiền của một hồ sơ")
@operation(signed_in)
def money(request: HttpRequest, code: str) -> Any:
    """For officials who see the dossier and for the citizen it belongs to."""
    return money_out(request, code)


@router.post("/{code}/collect", response={201: ReceiptOut}, summary="Thu tiền mặt, lập biên lai")
@operation(signed_in)
@idempotency_required
def collect(request: HttpRequest, code: str, body: CollectIn | None = None) -> Any:
    """Asks by the fee rules when nobody has asked yet; request, cash book and receipt are one transaction."""
    given = body or CollectIn()

    def work() -> Any:
        receipt = collecting.collect_cash(
            code=code, principal=request.principal, at=now(), payer=given.payer or "", amount=given.amount
        )
        return json_answer(receipt_out(receipt), 201, subject_id=receipt.dossier_id)

    return idempotent(request, "payments.collect", True, work)


@router.post("/{code}/transfers", response={201: MoneyOut}, summary="Ghi tiền chuyển khoản đã đến")
@operation(signed_in)
@idempotency_required
def transfer(request: HttpRequest, code: str, body: TransferIn) -> Any:
    """Kept whatever its amount; enough of it pays the request, the rest waits to be given back."""

    def work() -> Any:
        arrivals.note_transfer(
            code=code,
            principal=request.principal,
            at=now(),
            external_id=body.reference,
            amount=body.amount,
            payer=body.payer or "",
            paid_at=body.paid_at,
        )
        return json_answer(money_out(request, code), 201)

    return idempotent(request, "payments.transfer", True, work)


@router.post("/{code}/transfer-code", response=TransferCodeOut, summary="Mã VietQR để chuyển khoản")
@operation(signed_in)
def transfer_code(request: HttpRequest, code: str) -> Any:
    """The same code while it waits."""

    def work() -> Any:
        intent = collecting.offer_transfer(code=code, principal=request.principal, at=now())
        left = money_of(dossier_for(request.principal, code)).left
        return json_answer({"transfer_key": intent.transfer_key, "amount": left, "qr": qr_text(intent, left)})

    return idempotent(request, "payments.transfer_code", False, work)


def money_out(request: HttpRequest, code: str) -> dict[str, Any]:
    """As `MoneyOut`."""
    loaded = dossier_for(request.principal, code)
    refuse_metadata_only(loaded)
    found = money_of(loaded)
    spared = found.exemption
    return {
        "code": loaded.dossier.code,
        "asked": found.asked.amount if found.asked else 0,
        "kept": found.kept,
        "left": found.left,
        "tries": [
            {
                "reference": i.reference,
                "method": i.method,
                "state": i.state,
                "amount": i.amount,
                "transfer_key": i.transfer_key or None,
                "payment_url": i.payment_url or None,
                "started_at": _text(i.started_at),
            }
            for i in found.intents
        ],
        "arrivals": [
            {
                "source": a.source,
                "number": a.external_id,
                "amount": a.amount,
                "used": a.used,
                "state": a.state,
                "paid_at": _text(a.paid_at),
            }
            for a in found.arrivals
        ],
        "receipts": [receipt_out(r) for r in found.receipts],
        "refunds": [
            {"cause": r.cause, "amount": r.amount, "state": r.state, "paid_at": _text(r.paid_at)} for r in found.refunds
        ],
        "exemption": {key: getattr(spared, key) for key in ExemptionOut.model_fields} if spared else None,
    }


def receipt_out(receipt: Receipt) -> dict[str, Any]:
    """As `ReceiptOut`."""
    return {
        "form": receipt.form,
        "symbol": receipt.symbol,
        "number": receipt.number_text,
        "state": receipt.state,
        "total": receipt.total,
        "payer": receipt.payer,
        "method": receipt.method,
        "issued_at": _text(receipt.issued_at),
        "void_reason": receipt.void_reason or None,
    }


def _text(at: datetime | None) -> str | None:
    return moment(at)
