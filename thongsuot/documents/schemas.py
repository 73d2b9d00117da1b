"""Hình dạng vào ra của API văn bản."""

from typing import Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from thongsuot.common.api import Day, Moment, PageParams

Way = Literal["paper", "mail", "axis", "inside"]


class Strict(BaseModel):
    """Refuses members it does not know."""

    model_config = ConfigDict(extra="forbid")


class DocumentFilters(PageParams):
    """Bộ lọc của danh sách văn bản."""

    direction: Literal["in", "out"] | None = Field(None, description="in: văn bản đến, out: văn bản đi")
    unit: str | None = Field(None, max_length=12, description="Mã đơn vị; mã của đơn vị cũ tìm cả văn bản cũ")
    state: list[str] = Field([], max_length=20, description="Trạng thái, lặp lại được")
    issued_from: Day | None = None
    issued_to: Day | None = None
    q: str | None = Field(None, max_length=200, description="Chữ trong trích yếu và nội dung, không cần dấu")


class DocumentLine(Schema):
    """Một dòng của danh sách; `number` is text as the issuer writes it."""

    id: str
    direction: Literal["in", "out"]
    type: str
    state: str
    state_label: str
    number: str
    notation: str
    sign: str
    arrival: int | None
    issued_on: Day | None
    issuer: str
    summary: str
    urgency: int
    unit: str
    due_at: Moment | None


class DocumentPage(Schema):
    """Một trang của danh sách văn bản."""

    items: list[DocumentLine]
    next: str | None


class DocumentFileOut(Schema):
    """Một tệp của văn bản."""

    id: int
    name: str
    title: str
    purpose: Literal["main", "appendix", "draft", "scan", "envelope"]
    media_type: str
    size: int
    sha256: str
    signed: bool
    sealed: bool


class RecipientOut(Schema):
    """Nơi nhận và tình trạng; `status` is the number the receiver reported (QĐ 28/2018)."""

    name: str
    way: Literal["inside", "axis", "mail", "paper", "file"]
    code: str | None
    sending: Literal["planned", "waiting", "sent", "stuck"]
    sent_at: Moment | None
    status: str | None
    status_label: str | None
    status_at: Moment | None
    status_note: str | None


class RecipientList(Schema):
    """Mọi nơi nhận của một văn bản đi."""

    items: list[RecipientOut]
    next: str | None


class DocumentOut(DocumentLine):
    """Một văn bản với tệp của nó."""

    way: Way | None
    arrived_at: Moment | None
    signed_at: Moment | None
    signer: str
    signer_title: str
    signing_mode: str
    pages: int | None
    language: str
    revision: int
    closed_at: Moment | None
    subject_code: str | None
    files: list[DocumentFileOut]


class FileIn(Strict):
    """Tệp đã tải lên bằng POST /files."""

    id: str = Field(max_length=36)
    purpose: Literal["main", "scan", "appendix"] = "scan"
    title: str = Field("", max_length=300)


class IncomingIn(Strict):
    """Văn bản đến. Number and notation as the sender writes them."""

    unit: str = Field(max_length=12, description="Mã đơn vị nhận, đang có hiệu lực")
    summary: str = Field(min_length=1, max_length=600)
    issuer: str = Field(min_length=1, max_length=250)
    issuer_code: str = Field("", max_length=35, description="Mã định danh của nơi gửi")
    type: str = Field("CV", max_length=8)
    number: str = Field("", max_length=20)
    notation: str = Field("", max_length=60)
    issued_on: Day | None = None
    signer: str = Field("", max_length=160)
    signer_title: str = Field("", max_length=160)
    urgency: int = Field(0, ge=0, le=3, strict=True, description="0 thường, 1 khẩn, 2 thượng khẩn, 3 hoả tốc")
    secrecy: str = Field("", max_length=40, description="Dấu mật trên văn bản; có dấu thì bị từ chối")
    pages: int | None = Field(None, ge=1, le=31_999, strict=True)
    due_at: Moment | None = None
    files: list[FileIn] = Field([], max_length=50)


class IncomingOut(DocumentOut):
    """Văn bản đã nhận; `new` is false when it was here before: nothing was written then."""

    new: bool


class DraftIn(Strict):
    """Bản thảo văn bản đi."""

    unit: str = Field(max_length=12)
    type: str = Field("CV", max_length=8)
    summary: str = Field(min_length=1, max_length=600)
    body: str = Field("", max_length=200_000)
    addressed_to: str = Field("", max_length=4_000)
    appendix: str = Field("", max_length=200_000)
    urgency: int = Field(0, ge=0, le=3, strict=True)
    due_at: Moment | None = None


class RegisterFilters(PageParams):
    """Sổ nào."""

    unit: str = Field(max_length=12, description="Mã đơn vị")
    on: Day | None = Field(None, description="Ngày mà mã là của đơn vị ấy, mặc định hôm nay; sổ cũ thì ghi ngày cũ")
    book: Literal["out", "in", "copy", "certify"] = "out"
    year: int = Field(ge=1945, le=2200)


class RegisterLine(Schema):
    """Một số của sổ: given to a document, reserved while it is being signed, or void with the reason."""

    number: int
    day: Day
    state: Literal["reserved", "given", "void"]
    sign: str
    type: str
    summary: str
    signer: str
    document: str | None
    note: str


class RegisterPage(Schema):
    """Một trang của sổ; `closed_at` when the year is closed and no number follows."""

    items: list[RegisterLine]
    next: str | None
    closed_at: Moment | None
    last: int | None
