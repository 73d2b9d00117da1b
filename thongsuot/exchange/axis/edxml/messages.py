"""Thông điệp: what edXML says, as plain values. All text is NFC, days are days of Viet Nam, moments bear an offset."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from thongsuot.exchange.axis.edxml.words import REFUSALS, REMARKS, DocType, StatusCode


@dataclass(frozen=True, slots=True)
class Remark:
    """Nhận xét khi đọc: what was wrong and how it was taken; the message is kept all the same."""

    code: str
    where: str = ""

    @property
    def words(self) -> str:
        """Bằng lời."""
        said = str(REMARKS.get(self.code, self.code))
        return f"{self.where}: {said}" if self.where else said


@dataclass(frozen=True, slots=True)
class Agency:
    """Cơ quan (From, To)."""

    organ_id: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """Văn bản được nhắc tới (ResponseFor)."""

    organ_id: str
    code: str = ""
    promulgated_on: date | None = None
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Một chặng đường (TraceHeader); `at` None: it was unreadable."""

    organ_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Người gửi (StaffInfo)."""

    department: str = ""
    name: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Văn bản bị thay thế, at these agencies (ReplacementInfo)."""

    document_id: str
    organ_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """Tệp kèm theo; `remarks` say where name, type and content disagree."""

    name: str
    content: bytes = field(repr=False)
    content_type: str = "application/octet-stream"
    content_id: str = ""
    description: str = ""
    remarks: tuple[Remark, ...] = ()


class Signed(StrEnum):
    """Chữ ký số của thông điệp; `UNCHECKED`: intact, but nobody we trust vouches for who signed. Never “valid” then."""

    ABSENT = "absent"
    VALID = "valid"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Message:
    """Thông điệp văn bản: new, recall, update or replace."""

    document_id: str
    sender: Agency
    receivers: tuple[Agency, ...]
    doc_type: DocType = DocType.NEW
    number: str = ""
    notation: str = ""
    place: str = ""
    promulgated_on: date | None = None
    type_code: str = ""
    type_name: str = ""
    type_detail: str = ""
    subject: str = ""
    content: str = ""
    competence: str = ""
    position: str = ""
    signer: str = ""
    due_on: date | None = None
    to_places: tuple[str, ...] = ()
    priority: int | None = None
    sphere: str = ""
    typer: str = ""
    copies: int | None = None
    pages: int | None = None
    direction: str = ""
    appendixes: tuple[str, ...] = ()
    steering: str = ""
    answers: tuple[Answered, ...] = ()
    traces: tuple[Trace, ...] = ()
    reason: str = ""
    paper: bool = False
    business_document_id: str = ""
    replaced: tuple[Replaced, ...] = ()
    staff: Staff = Staff()
    attachments: tuple[Attachment, ...] = ()
    remarks: tuple[Remark, ...] = ()
    signed: Signed = Signed.ABSENT
    signed_by: str = ""

    @property
    def subject_document_id(self) -> str:
        """Văn bản mà nghiệp vụ nói tới: a recall or an update names it twice, and not everybody fills both."""
        return self.business_document_id or self.document_id


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """Thông điệp trạng thái: `sender` tells the one who issued `about` how it fares."""

    about: Answered
    sender: Agency
    status: StatusCode
    receiver: Agency | None = None
    description: str = ""
    at: datetime | None = None
    staff: Staff = Staff()
    remarks: tuple[Remark, ...] = ()
    signed: Signed = Signed.ABSENT
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Không nhận: why, and what was read before, as far as it is enough to answer with status 02."""

    reason: str
    where: str = ""
    sender: str = ""
    receivers: tuple[str, ...] = ()
    document_id: str = ""

    @property
    def words(self) -> str:
        """Lý do bằng lời, to be sent back."""
        said = str(REFUSALS.get(self.reason, self.reason))
        return f"{said} ({self.where})" if self.where else said

    @property
    def answerable(self) -> bool:
        """Whether it is known whom to answer about what."""
        return bool(self.sender and self.document_id and self.receivers)


class Refused(Exception):
    """Raised inside the reader; comes out as a Refusal."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason)
        self.reason, self.where = reason, where[:120]


class CannotWrite(ValueError):
    """Không lập được thông điệp; `field` names what is missing or wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
