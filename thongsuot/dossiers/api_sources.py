"""API: what is held already for a filing, so that it is not asked for (`POST /dossiers/sources`). Thin."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from thongsuot.accounts.guards import needs, operation
from thongsuot.accounts.models import Role
from thongsuot.common.api import idempotent, json_answer
from thongsuot.common.now import now
from thongsuot.dossiers import held
from thongsuot.dossiers.schemas import ApplicantIn, Strict

router = Router(tags=["Hồ sơ"])


class SourcesIn(Strict):
    """Hồ sơ sắp nộp: of whom, for which procedure, where."""

    procedure_code: str = Field(max_length=60)
    case_code: str | None = Field(None, max_length=60)
    receiving_unit: str = Field(max_length=12)
    applicant: ApplicantIn
    form: dict[str, Any] | None = Field(None, description="Những câu đã trả lời: giấy nào cần thì mới tra")
    components: list[str] | None = Field(None, max_length=200, description="Mã thành phần cần tra thêm")


class HeldOut(Schema):
    """Một thành phần đã có: `reference` goes into the component when filing."""

    code: str
    source: str
    reference: str
    words: str


class AskedOut(Schema):
    """Một cơ sở dữ liệu đã hỏi và kết quả tra."""

    database: str
    name: str
    outcome: str


class SourcesOut(Schema):
    """Những gì không phải nộp, and which databases were asked."""

    components: list[HeldOut]
    databases: list[AskedOut]


@router.post("/sources", response=SourcesOut, summary="Thành phần đã có: không phải nộp")
@operation(needs(Role.COUNTER_CLERK, or_citizen=True))
def sources(request: HttpRequest, body: SourcesIn) -> Any:
    """Asks databases and the store of results about the applicant; each look is kept. A citizen asks about himself."""

    def work() -> Any:
        at = now()
        version, unit = held.place_of(body.procedure_code, body.receiving_unit, timezone.localtime(at).date())
        found = held.look(
            version=version,
            unit=unit,
            case_code=body.case_code or "",
            applicant=body.applicant.plain(),
            principal=request.principal,
            at=at,
            form=body.form,
            wanted=body.components or (),
        )
        return json_answer({"components": found.components, "databases": found.databases})

    return idempotent(request, "dossier.sources", False, work, asks_others=True)
