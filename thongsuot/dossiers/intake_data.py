"""What comes in at the counter, from a phone or from another system, before it is believed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Applicant:
    """Chủ hồ sơ."""

    name: str
    type: str = "citizen"
    id_number: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Submitter:
    """Người nộp thay (helper): recorded by name and visible to the applicant."""

    name: str
    relation: str = ""
    id_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FiledComponent:
    """Một thành phần nộp vào: source FILED, SHOWN, REUSED or FROM_DATABASE; files by their upload id."""

    code: str
    source: str = "FILED"
    originals: int = 0
    copies: int = 0
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """Yêu cầu nộp hồ sơ, as contracts.md shapes it. Unit codes mean the units in force on the day of submission."""

    procedure_code: str
    receiving_unit: str
    channel: str
    applicant: Applicant
    case_code: str = ""
    competent_unit: str = ""
    submitter: Submitter | None = None
    form: dict[str, Any] = field(default_factory=dict)
    components: tuple[FiledComponent, ...] = ()
    receive: bool | None = None
