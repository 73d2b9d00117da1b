"""Hình dạng vào ra của API hồ sơ, exactly as contracts.md says."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from thongsuot.common.api import Moment
from thongsuot.common.api_types import Answer
from thongsuot.dossiers.backdating import Happened
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Postal, ReturnWish, Submission, Submitter


class Strict(BaseModel):
    """Refuses members it does not know, so that a misspelt one is never silently dropped.

    Only for what comes in: Ninja's `Schema` asks every value through a getter for objects, which a body does not need.
    """

    model_config = ConfigDict(extra="forbid")


class HappenedIn(Strict):
    """Nhập bù: when it happened, why it is entered only now, and the scan (own upload) of the paper that shows it."""

    at: Moment
    reason: str
    evidence_file_id: str = Field(max_length=64)

    def plain(self) -> Happened:
        """As services take it."""
        return Happened(self.at, self.reason, self.evidence_file_id)


class BackDated(Strict):
    """Thân của động từ nhập bù được; without `happened` the act is of this moment."""

    happened: HappenedIn | None = Field(None, description="Chỉ khi nhập bù việc đã làm trên giấy")

    def when(self) -> Happened | None:
        """What was said about back-dating, as services take it."""
        return self.happened.plain() if self.happened else None

    def words(self) -> dict[str, Any]:
        """The rest of the body, by the names that the service uses."""
        return self.model_dump(exclude={"happened"})


class ApplicantIn(Strict):
    """Chủ hồ sơ."""

    type: str = Field("citizen", max_length=20)
    name: str
    id_number: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None

    def plain(self) -> Applicant:
        """As services take it."""
        return Applicant(
            name=self.name,
            type=self.type,
            id_number=self.id_number or "",
            birth_date=self.birth_date,
            phone=self.phone or "",
            email=self.email or "",
            address=self.address or "",
        )


class SubmitterIn(Strict):
    """Người nộp thay."""

    name: str
    relation: str | None = None
    id_number: str | None = None
    phone: str | None = None
    consent: Literal["authorised", "agreed", "relative", "company"] | None = Field(
        None, description="Vì sao được nộp thay; authorised và agreed cần evidence_id"
    )
    evidence_id: str | None = Field(None, max_length=60, description="Tệp đã tải lên: văn bản ủy quyền, đồng ý")

    def plain(self) -> Submitter:
        """As services take it."""
        told = (self.relation, self.id_number, self.phone, self.consent, self.evidence_id)
        return Submitter(self.name, *(text or "" for text in told))


class PostalIn(Strict):
    """Bưu gửi đưa hồ sơ tới."""

    sender: str
    item_number: str
    posted_on: date
    company: str | None = None

    def plain(self) -> Postal:
        """As services take it."""
        return Postal(self.sender, self.item_number, self.posted_on, self.company or "")


class ReturnWishIn(Strict):
    """Cách muốn nhận kết quả."""

    method: Literal["COUNTER", "POSTAL", "ONLINE", "HOME"]
    address: str | None = None

    def plain(self) -> ReturnWish:
        """As services take it."""
        return ReturnWish(self.method, self.address or "")


class ComponentIn(Strict):
    """Một thành phần hồ sơ."""

    code: str = Field(max_length=60)
    source: Literal["FILED", "SHOWN", "REUSED", "FROM_DATABASE"] = "FILED"
    originals: int | None = Field(None, ge=0, le=999)
    copies: int | None = Field(None, ge=0, le=999)
    file_ids: list[str] | None = Field(None, max_length=100)
    reference: str | None = Field(
        None, max_length=60, description="REUSED: mã tệp của kết quả đã cấp; FROM_DATABASE: mã lần tra cứu"
    )

    def plain(self) -> FiledComponent:
        """As services take it."""
        files = tuple(dict.fromkeys(self.file_ids or ()))
        counts = (self.originals or 0, self.copies or 0)
        return FiledComponent(self.code, self.source, *counts, file_ids=files, reference=self.reference or "")


class DossierIn(BackDated):
    """Nộp hồ sơ; with `receive` (default at the counter) submitted and received in one act."""

    procedure_code: str = Field(max_length=60)
    case_code: str | None = Field(None, max_length=60)
    receiving_unit: str = Field(max_length=12)
    competent_unit: str | None = Field(None, max_length=12)
    channel: str = Field(max_length=10)
    applicant: ApplicantIn
    submitter: SubmitterIn | None = None
    form: dict[str, Any] | None = None
    components: list[ComponentIn] | None = Field(None, max_length=200)
    receive: bool | None = None
    postal: PostalIn | None = Field(None, description="Chỉ với channel POSTAL")
    return_wish: ReturnWishIn | None = None

    def plain(self) -> Submission:
        """As services take it."""
        return Submission(
            procedure_code=self.procedure_code,
            case_code=self.case_code or "",
            receiving_unit=self.receiving_unit,
            competent_unit=self.competent_unit or "",
            channel=self.channel,
            applicant=self.applicant.plain(),
            submitter=self.submitter.plain() if self.submitter else None,
            form=self.form or {},
            components=tuple(c.plain() for c in self.components or ()),
            receive=self.receive,
            postal=self.postal.plain() if self.postal else None,
            wish=self.return_wish.plain() if self.return_wish else None,
        )


class ReceiveIn(BackDated):
    """Tiếp nhận."""

    note: str | None = None


class RefuseIn(BackDated):
    """Từ chối tiếp nhận (mẫu 03)."""

    reason: str
    legal_basis: str
    remedy: str


class RequestSupplementIn(BackDated):
    """Yêu cầu bổ sung (mẫu 02)."""

    items: list[str] = Field(max_length=50)
    reason: str
    contact: str


class SupplementIn(BackDated):
    """Bổ sung."""

    components: list[ComponentIn] | None = Field(None, max_length=200)
    form: dict[str, Any] | None = None


class AssignIn(BackDated):
    """Phân công; `to` is a user name, `step` is needed only when several steps are open."""

    to: str = Field(max_length=80)
    note: str | None = None
    step: str | None = Field(None, max_length=30)


class CompleteStepIn(BackDated):
    """Hoàn thành bước; `result` may hold `form` (corrections of the declaration) and `data`."""

    step: str = Field(max_length=30)
    decision: Literal["pass", "return"]
    note: str | None = None
    result: dict[str, Any] | None = None


class ResultIn(Strict):
    """Một kết quả: an uploaded file; without a file it is made from the procedure's template."""

    file_id: str | None = None
    title: str | None = None
    number: str | None = None
    code: str | None = None


class FinishIn(BackDated):
    """Ký và kết thúc xử lý."""

    outcome: Literal["granted", "rejected"]
    results: list[ResultIn] | None = Field(None, max_length=20)
    note: str | None = None


class ReturnResultIn(BackDated):
    """Trả kết quả."""

    method: Literal["COUNTER", "POSTAL", "ONLINE", "HOME"]
    taken_by: str
    id_checked: bool | None = None


class WithdrawIn(BackDated):
    """Rút hồ sơ."""

    reason: str | None = None


class DossierUnitOut(Answer):
    """Đơn vị."""

    code: str
    full_name: str


class DossierProcedureOut(Answer):
    """Thủ tục."""

    code: str
    name: str


class DossierFileOut(Answer):
    """Tệp đã đến nơi."""

    id: str
    name: str
    sha256: str
    size: int


class DossierComponentOut(Answer):
    """Thành phần đã nhận."""

    code: str
    name: str
    source: str
    originals: int
    copies: int
    files: list[DossierFileOut]
    origin: dict[str, Any] | None = None


class DossierStepOut(Answer):
    """Bước của quy trình."""

    step: str
    name: str
    state: str
    role: str
    assignee: str | None = None
    due_at: str | None = None
    ended_at: str | None = None


class DossierResultOut(Answer):
    """Kết quả, giấy tờ của hồ sơ."""

    id: str
    title: str
    number: str
    code: str
    sha256: str
    size: int
    signed: bool
    replaced_at: str | None = None


class MoneyAskedOut(Answer):
    """Khoản đang chờ nộp; the whole list stands at `/payments`."""

    amount: int
    items: list[dict[str, Any]]
    reference_code: str
    requested_at: str


class StopOut(Answer):
    """Lý do cơ quan đang tạm dừng."""

    reason: str
    basis: str


class ExtensionOut(Answer):
    """Lần hẹn lại duy nhất."""

    reason: str
    at: str
    due_before: str
    due_after: str


class DossierOut(Answer):
    """Hồ sơ; what the asker may not see is null (auditors read metadata, citizens no internal steps)."""

    id: str
    code: str
    status: str
    national_status: int
    procedure: DossierProcedureOut
    case_code: str
    channel: str
    receiving_unit: DossierUnitOut
    competent_unit: DossierUnitOut
    applicant: dict[str, Any] | None
    submitted_at: str
    received_at: str | None
    due_at: str | None
    original_due_at: str | None
    extension: ExtensionOut | None
    payment_asked: MoneyAskedOut | None
    stop: StopOut | None
    handover_due_at: str | None
    finished_at: str | None
    returned_at: str | None
    outcome: str | None
    receipt_url: str | None
    components: list[DossierComponentOut]
    results: list[DossierResultOut]
    steps: list[DossierStepOut] | None
    form: dict[str, Any] | None
    possible_verbs: list[str]


class DossierLineOut(Answer):
    """Hồ sơ trong danh sách."""

    id: str
    code: str
    status: str
    national_status: int
    procedure: DossierProcedureOut
    applicant_name: str | None
    submitted_at: str
    received_at: str | None
    due_at: str | None


class DossierPage(Answer):
    """Một trang danh sách."""

    items: list[DossierLineOut]
    next: str | None


class EntryOut(Answer):
    """Một việc đã xảy ra."""

    at: str
    verb: str
    label: str
    actor: str | None
    unit: str | None
    status: str | None
    note: str | None


class TimelineOut(Answer):
    """Diễn biến."""

    items: list[EntryOut]
    next: str | None = None


class PublicProgressOut(Answer):
    """Tra cứu công khai: no personal data."""

    code: str
    status: str
    national_status: int
    status_label: str
    procedure: str
    completion: int
    message: str
    received_by: str
    due_at: str | None
