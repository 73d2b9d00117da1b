"""Hình dạng vào ra của các động từ về tiền, ý kiến, tạm dừng, gia hạn, sửa kết quả."""

from typing import Literal

from pydantic import Field

from thongsuot.common.api import Moment
from thongsuot.common.api_types import Answer
from thongsuot.dossiers.payments import Item
from thongsuot.dossiers.schemas import BackDated, DossierFileOut, Strict


class FeeItemIn(Strict):
    """Một khoản phải nộp, số nguyên đồng."""

    text: str
    amount: int = Field(strict=True, description="đồng")
    kind: Literal["FEE", "SERVICE_FEE", "PRICE_LEVEL", "OTHER"] = "FEE"

    def plain(self) -> Item:
        """As services take it."""
        return Item(self.kind, self.text, self.amount)


class RequestPaymentIn(BackDated):
    """Yêu cầu nộp tiền: without `items` by the procedure's fee rules; with them a `reason` is needed."""

    items: list[FeeItemIn] | None = Field(None, max_length=20)
    reason: str | None = None
    note: str | None = None


class RecordPaymentIn(BackDated):
    """Ghi nhận đã nộp: exactly the amount that was asked for."""

    amount: int = Field(strict=True, description="đồng, đúng bằng số phải nộp")
    method: Literal["cash", "transfer", "online"]
    reference: str | None = Field(None, description="số chứng từ, mã giao dịch; bắt buộc khi không phải tiền mặt")
    paid_at: Moment
    payer: str


class ConsultIn(BackDated):
    """Xin ý kiến; `to` is the code of a commune, a department or an organ in force today."""

    to: str = Field(max_length=12)
    question: str
    due_at: Moment
    step: str | None = Field(None, max_length=30)


class AnswerConsultationIn(BackDated):
    """Trả lời; `number` only when several questions wait for one's units."""

    answer: str
    file_ids: list[str] | None = Field(None, max_length=20)
    number: int | None = Field(None, ge=1, le=10_000)


class WithdrawConsultationIn(BackDated):
    """Rút câu hỏi."""

    reason: str
    number: int | None = Field(None, ge=1, le=10_000)


class StopIn(BackDated):
    """Tạm dừng: `reason` is a code of the dated list of reasons, or words with their `basis`."""

    reason: str
    basis: str | None = None


class ResumeIn(BackDated):
    """Tiếp tục."""

    note: str | None = None


class ExtendIn(BackDated):
    """Xin lỗi và gia hạn."""

    reason: str
    new_due_at: Moment


class CorrectResultIn(BackDated):
    """Sửa kết quả."""

    reason: str


class FeeItemOut(Answer):
    """Một khoản."""

    kind: str
    text: str
    amount: int


class PaymentOut(Answer):
    """Một yêu cầu nộp tiền; `reference_code` goes into the text of a transfer."""

    number: int
    state: Literal["asked", "paid", "cancelled"]
    reference_code: str
    amount: int
    items: list[FeeItemOut]
    by_fee_rules: bool
    reason: str | None
    note: str | None
    revenue_unit: dict[str, str]
    requested_at: str
    method: str | None
    reference: str | None
    payer: str | None
    paid_at: str | None
    recorded_at: str | None


class PaymentPage(Answer):
    """Mọi yêu cầu nộp tiền của hồ sơ."""

    items: list[PaymentOut]
    next: str | None = None


class ConsultationOut(Answer):
    """Một câu hỏi ý kiến."""

    number: int
    state: Literal["asked", "answered", "withdrawn"]
    unit: dict[str, str]
    step: str | None
    question: str
    asked_at: str
    asked_by: str
    due_at: str
    late: bool
    answer: str | None
    files: list[DossierFileOut]
    answered_at: str | None
    answered_by: str | None
    closed_reason: str | None


class ConsultationPage(Answer):
    """Mọi câu hỏi ý kiến của hồ sơ."""

    items: list[ConsultationOut]
    next: str | None = None
