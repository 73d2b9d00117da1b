"""Dữ liệu của giấy tờ: what a paper needs to know, and no model behind it. Moments are aware; texts are as typed.

Whoever maps a dossier to these decides what may be seen: an ID number printed here is printed as given (masked or not).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

FORM_SET_VERSION = "TT 03/2025/TT-VPCP, bố cục theo mẫu tỉnh: chưa xác minh"
COPY_FOR_FILE = "Liên lưu"
COPY_FOR_CITIZEN = "Liên giao khách hàng"


def in_text(full_name: str) -> str:
    """Tên đơn vị trong câu: `Xã Mai Phụ` → `xã Mai Phụ`."""
    return full_name[:1].lower() + full_name[1:]


@dataclass(frozen=True, slots=True)
class Agency:
    """Cơ quan ra giấy: heading lines from the superior down (the last one issues), and where to find it."""

    lines: tuple[str, ...]
    place: str
    address: str = ""
    phone: str = ""

    @classmethod
    def committee(cls, province: str, commune: str, place: str, **contact: str) -> "Agency":
        """UBND xã dưới UBND tỉnh: `committee("Tỉnh Hà Tĩnh", "Xã Mai Phụ", "Mai Phụ")`."""
        return cls((f"Ủy ban nhân dân {in_text(province)}", f"Ủy ban nhân dân {in_text(commune)}"), place, **contact)

    @classmethod
    def centre(cls, commune: str, place: str, **contact: str) -> "Agency":
        """Trung tâm Phục vụ hành chính công của xã: has a seal of its own for receipts (domain §1.6)."""
        return cls((f"Ủy ban nhân dân {in_text(commune)}", "Trung tâm Phục vụ hành chính công"), place, **contact)

    @classmethod
    def organ(cls, commune: str, organ: str, place: str, **contact: str) -> "Agency":
        """Cơ quan chuyên môn thuộc UBND xã, ví dụ Phòng Kinh tế."""
        return cls((f"Ủy ban nhân dân {in_text(commune)}", organ), place, **contact)


@dataclass(frozen=True, slots=True)
class Person:
    """Chủ hồ sơ hoặc người nộp thay."""

    name: str
    id_number: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """Tệp đã đến: the hash proves which bytes arrived."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PaperComponent:
    """Một dòng thành phần hồ sơ; `source` is FILED, SHOWN, REUSED or FROM_DATABASE."""

    name: str
    source: str = "FILED"
    originals: int = 0
    copies: int = 0
    files: tuple[ArrivedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureName:
    """Thủ tục và trường hợp được yêu cầu giải quyết."""

    code: str
    name: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Người ký: `authority` as NĐ 30 Art. 13 writes it ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), may be empty."""

    title: str
    name: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """Chặng của hồ sơ liên thông hoặc phi địa giới: the agency and its own time limit, as text or as a moment."""

    agency: str
    duration: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """Phần chung của mọi giấy tờ về một hồ sơ."""

    agency: Agency
    code: str
    made_at: datetime
    procedure: ProcedureName
    applicant: Person
    submitter: Person | None = None
    known_as: str = ""  # the provisional number that the applicant's first receipt carries
    unit_now: str = ""  # printed again after a reorganisation: what the unit named above is now


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """Mẫu 01. `duration` in words ("3 ngày làm việc"); `due_reason` is the short "vì sao ngày này"."""

    matter: Matter
    components: tuple[PaperComponent, ...]
    duration: str
    received_at: datetime
    due_at: datetime | None
    return_place: str
    officer: str
    sets: int = 1
    due_reason: str = ""
    channel: str = ""
    fee: str = ""
    number: str = ""
    book: str = ""
    serial: str = ""
    stages: tuple[Stage, ...] = ()
    rating: str = ""  # address at which the citizen rates the reception; only on his own copy
    form_set_version: str = FORM_SET_VERSION


@dataclass(frozen=True, slots=True)
class SupplementItem:
    """Một thứ cần bổ sung."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupplementData:
    """Mẫu 02. `clock_note` says what the stop does to the appointment (từ đầu, cộng thêm, không dừng)."""

    matter: Matter
    items: tuple[SupplementItem, ...]
    reason: str
    contact_place: str
    contact_officer: str
    contact_phone: str
    officer: str
    number: str = ""
    clock_note: str = ""
    form_set_version: str = FORM_SET_VERSION


@dataclass(frozen=True, slots=True)
class RefusalData:
    """Mẫu 03: refusal at the counter, or (with `signer`) the negative result of a dossier that was received (T14)."""

    matter: Matter
    reason: str
    legal_basis: str
    remedy: str
    officer: str = ""
    signer: Signer | None = None
    received_at: datetime | None = None
    number: str = ""
    contact: str = ""
    signed: bool = False  # the page that is signed: without the mark "chưa ký số"
    form_set_version: str = FORM_SET_VERSION


@dataclass(frozen=True, slots=True)
class ApologyData:
    """Mẫu 04. `centre` is told as well (T15); the apology is signed for the agency that is late."""

    matter: Matter
    received_at: datetime | None
    due_before: datetime
    due_after: datetime
    reason: str
    centre: str
    signer: Signer
    number: str = ""
    contact: str = ""
    signed: bool = False  # the page that is signed: without the mark "chưa ký số"
    form_set_version: str = FORM_SET_VERSION


@dataclass(frozen=True, slots=True)
class StoppingData:
    """Mẫu 05: the applicant asked to stop (NĐ 118/2025 Điều 21). `officer` is empty when it was asked online."""

    matter: Matter
    submitted_at: datetime
    received_at: datetime | None
    asked_at: datetime
    reason: str
    officer: str = ""
    number: str = ""
    form_set_version: str = FORM_SET_VERSION


@dataclass(frozen=True, slots=True)
class SubmissionData:
    """Biên nhận nộp trực tuyến: proves what arrived, before anybody has looked at it. `answer_by` is the counter's limit."""

    matter: Matter
    receiving_unit: str
    submitted_at: datetime
    components: tuple[PaperComponent, ...]
    answer_by: datetime | None = None
    form_set_version: str = FORM_SET_VERSION


@dataclass(frozen=True, slots=True)
class ResultData:
    """Kết quả giải quyết: `fields` by the keys of the template (`result_fields`); `issued_on` None = not dated yet."""

    agency: Agency
    code: str
    made_at: datetime
    signer: Signer
    fields: dict[str, Any] = field(default_factory=dict)
    number: str = ""
    notation: str = ""
    issued_on: date | None = None
    recipients: tuple[str, ...] = ()
    signed: bool = False
