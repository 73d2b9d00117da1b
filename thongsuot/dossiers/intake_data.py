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
    """Người nộp thay (helper): recorded by name and visible to the applicant.

    `consent` says by what the applicant agreed (see `checks.CONSENTS`), `evidence_id` is the uploaded paper that shows it,
    `consent_ref` the code that the applicant told (see `consent_codes`).
    """

    name: str
    relation: str = ""
    id_number: str = ""
    phone: str = ""
    consent: str = ""
    evidence_id: str = ""
    consent_ref: str = ""


@dataclass(frozen=True, slots=True)
class Postal:
    """Bưu gửi đưa hồ sơ tới: who sent it, through whom, item number and day of posting (NĐ 118/2025 Art 15.2)."""

    sender: str
    item_number: str
    posted_on: date | None = None
    company: str = ""


@dataclass(frozen=True, slots=True)
class ReturnWish:
    """Cách người nộp muốn nhận kết quả: COUNTER, POSTAL, ONLINE or HOME; an address for those that are brought."""

    method: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class FiledComponent:
    """Một thành phần nộp vào: source FILED, SHOWN, REUSED or FROM_DATABASE; files by their upload id.

    `reference` names what a claim rests on: the earlier result's file (REUSED) or the look-up (FROM_DATABASE).
    """

    code: str
    source: str = "FILED"
    originals: int = 0
    copies: int = 0
    file_ids: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Nộp ở hệ thống khác (exchange alone says so): the system's key, and the code there where the dossier keeps it.

    What that system did not ask for in our form is not asked for again; without `code` the dossier gets one of ours.
    """

    system: str
    their_code: str
    filed_at: str = ""
    code: str = ""


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
    form_origins: dict[str, Any] = field(default_factory=dict)
    postal: Postal | None = None
    wish: ReturnWish | None = None
    elsewhere: Elsewhere | None = None
    # received while the line was down: counter, provisional number, what was printed
    offline: dict[str, Any] | None = None

    @property
    def told_of(self) -> dict[str, str]:
        """What the journal keeps of a filing at another system."""
        if self.elsewhere is None:
            return {}
        there = self.elsewhere
        return {"system": there.system, "their_code": there.their_code, "filed_there_at": there.filed_at}
