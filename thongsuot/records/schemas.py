"""Hình dạng vào ra của API lưu trữ, số hoá, bàn giao."""

from typing import Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from thongsuot.common.api import Day, Moment, PageParams


class RecordFilters(PageParams):
    """Bộ lọc hồ sơ lưu trữ."""

    q: str | None = Field(None, max_length=200, description="Chữ trong tiêu đề, mã và tài liệu; không cần dấu")
    fonds: str | None = Field(None, max_length=40, description="Mã phông")
    access: Literal["public", "internal", "restricted"] | None = None
    state: Literal["kept", "expired", "lent", "disposed"] = "kept"


class RecordLine(Schema):
    """Một hồ sơ lưu trữ."""

    id: str
    code: str
    title: str
    fonds: str
    fonds_code: str
    state: Literal["offered", "returned", "kept", "disposed"]
    began_on: Day | None
    ended_on: Day
    retention: str
    expires_on: Day | None
    access: Literal["public", "internal", "restricted"]
    documents: int
    pages: int


class RecordPage(Schema):
    """Một trang của danh sách hồ sơ."""

    items: list[RecordLine]
    next: str | None


class RecordItemOut(Schema):
    """Một tài liệu của hồ sơ; without content where only its description is kept."""

    ordinal: int
    type: str
    number: str
    notation: str
    issued_on: Day | None
    issuer: str
    summary: str
    pages: int
    sha256: str | None
    media_type: str | None
    name: str | None


class RecordOut(RecordLine):
    """Hồ sơ với mục lục tài liệu; `may_open` says whether the asker may read contents."""

    notation: str
    rule: str
    place: str
    trust: str
    kept_at: Moment | None
    disposed_at: Moment | None
    held: bool
    may_open: bool
    items: list[RecordItemOut]


class PackageIn(BaseModel):
    """Đặt làm gói của những hồ sơ này, all of one fonds."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["dip", "aip", "sip"] = "dip"
    records: list[str] = Field(min_length=1, max_length=2_000, description="Mã định danh (id) của hồ sơ")


class PackageOut(Schema):
    """Gói; `ready` then it can be downloaded."""

    id: str
    kind: Literal["dip", "aip", "sip"]
    title: str
    state: Literal["waiting", "ready", "failed"]
    files: int
    done_files: int
    sha256: str | None
    size: int | None
    fault: str | None
    asked_at: Moment
    made_at: Moment | None


class BatchLine(Schema):
    """Một mẻ số hoá."""

    id: str
    number: str
    title: str
    unit: str
    origin: str
    state: Literal["reading", "describing", "done"]
    pages: int
    waiting: int
    opened_at: Moment
    done_at: Moment | None


class BatchList(Schema):
    """Các mẻ của đơn vị tôi, open ones first; at most two hundred."""

    items: list[BatchLine]
    next: str | None


class WorkOut(Schema):
    """Việc của một người trong mẻ."""

    name: str
    taken: int
    described: int
    checked: int
    compared: int
    wrong: int


class BatchOut(BatchLine):
    """Mẻ tới đâu: pages, speed, quality, work of each person, files in the archive."""

    read: int
    empty: int
    separators: int
    failed: int
    doubtful: int
    pages_per_minute: float
    documents: int
    to_describe: int
    returned: int
    sampled: int
    to_check: int
    error_percent: float | None
    files_kept: int
    files_under_way: int
    files_held_back: int
    work: list[WorkOut]


class HandoverOut(Schema):
    """Một đợt bàn giao và số của nó."""

    id: str
    title: str
    old: str
    new: str
    state: Literal["collected", "arranged", "digitised", "checked", "handed", "accepted"]
    boxes: int
    files: int
    documents: int
    sheets: int
    digitised: int
    digitised_percent: int
    exceptions: int
    handed_at: Moment | None
    accepted_at: Moment | None


class CommuneOut(Schema):
    """Cộng của một xã nhận."""

    name: str
    handovers: int
    accepted: int
    boxes: int
    files: int
    documents: int
    digitised: int
    exceptions: int


class HandoverList(Schema):
    """Các đợt bàn giao người hỏi thấy (at most five hundred), and the sums of each commune that takes over."""

    items: list[HandoverOut]
    communes: list[CommuneOut]
    next: str | None
