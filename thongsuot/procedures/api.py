"""API của danh mục thủ tục (contracts: `GET /procedures`, `/procedures/{code}`). Public: the law wants it published."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from thongsuot.accounts.guards import operation, public
from thongsuot.common.api import Day, Line, Page, PageParams, decode_cursor, page_of
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.org.models import Level
from thongsuot.org.selectors import require_in_force
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.search import search
from thongsuot.procedures.selectors import abolished, version_in_force
from thongsuot.procedures.words import abolition_words

router = Router(tags=["Thủ tục"])
SCOPE = "procedures"


class ProcedureFilters(PageParams):
    """Lọc danh mục."""

    q: Line = Field("", description="Từ cần tìm, có dấu hay không dấu")
    field: Line = Field("", description="Lĩnh vực, ví dụ Hộ tịch")
    level: Line = Field("", description="Cấp: commune, province")
    unit: Line = Field("", description="Mã đơn vị: chỉ các thủ tục được giao cho đơn vị")
    on: Day | None = Field(None, description="Ngày cần xem, mặc định hôm nay")


class OnDay(Schema):
    """Ngày cần xem."""

    on: Day | None = Field(None, description="Ngày cần xem, mặc định hôm nay")


class ProcedureOut(Schema):
    """Một thủ tục trong danh sách."""

    code: str
    name: str
    short_name: str
    field: str
    level: str
    executing_agency: str
    valid_from: date | None
    valid_to: date | None
    immediate: bool
    non_territorial: bool
    channels: list[str]
    levels: list[str]
    receivable: bool = Field(description="false = chưa có quy trình nội bộ, chỉ để xem")


class ChannelOut(Schema):
    """Cách thực hiện và thời hạn; `quantity` null = chưa công bố."""

    channel: str
    quantity: Decimal | None
    duration_unit: str | None
    raw: str = Field(description="Thời hạn như nguồn ghi khi không đọc được, ví dụ 1 OTHER")
    description: str
    note: str
    certainty: str


class CaseOut(Schema):
    """Trường hợp; thời hạn của trường hợp thắng thời hạn của cách thực hiện."""

    code: str
    name: str
    quantity: Decimal | None
    duration_unit: str | None
    certainty: str


class FeeOut(Schema):
    """Phí, lệ phí; `amount` null = do Hội đồng nhân dân quy định hoặc chưa biết, xem `note`."""

    kind: str
    amount: int | None
    channel: str | None
    case_code: str | None
    tariff: str
    note: str
    certainty: str


class ComponentOut(Schema):
    """Thành phần hồ sơ; `group` note chỉ là lưu ý. `one_of`: có một trong các giấy cùng nhóm là đủ."""

    code: str
    group: str
    name: str
    originals: int
    copies: int
    required: bool
    case_codes: list[str]
    is_form: bool
    scan_policy: str
    reuse_result_code: str | None
    one_of: str | None
    condition: dict[str, Any] | None
    certainty: str


class StepOut(Schema):
    """Bước của quy trình nội bộ; `minutes` là phút làm việc."""

    key: str
    name: str
    role: str
    organ_kind: str | None
    agency: str | None
    department: str | None = Field(description="Sở làm bước này (liên thông khác cấp)")
    minutes: int | None
    after: list[str]
    condition: dict[str, Any] | None
    return_to: str | None
    product: str
    signs: bool
    four_eyes_with: str | None


class ProcessOut(Schema):
    """Quy trình nội bộ và độ chắc của nó: published, proposed (đề xuất), unverified (chưa xác minh)."""

    certainty: str
    source: str
    note: str
    steps: list[StepOut]


class ResultOut(Schema):
    """Kết quả giải quyết."""

    code: str
    name: str


class ReturningOut(Schema):
    """Cách nhận kết quả theo cách nộp."""

    submission: str
    methods: list[str]


class DecisionOut(Schema):
    """Quyết định công bố; ngày null = chưa biết."""

    number: str
    issuer: str
    kind: str
    signed_on: date | None
    effective_on: date | None


class NoteOut(Schema):
    """Lưu ý về dữ kiện."""

    text: str
    certainty: str


class ProcedureRecord(ProcedureOut):
    """Toàn bộ một thủ tục."""

    decision: str
    decision_record: DecisionOut | None = Field(description="Quyết định đã công bố phiên bản này")
    ended_by: DecisionOut | None = Field(description="Quyết định sẽ kết thúc hoặc đã kết thúc phiên bản này")
    field_code: str
    kind: str
    authority_agency: str
    authorised_agency: str
    coordinating_agencies: list[str]
    related: list[str]
    service_groups: list[str]
    full_process: bool
    offline_only: bool
    sets: int
    result_code: str
    result_name: str
    results: list[ResultOut]
    returning: list[ReturningOut]
    components_certainty: str
    components_note: str
    conditions: str
    subjects: list[str]
    legal_basis: list[dict[str, Any]]
    certainty: dict[str, str] = Field(description="Độ chắc của từng nhóm dữ kiện")
    notes: list[NoteOut]
    pause_policies: dict[str, str]
    times: list[ChannelOut]
    cases: list[CaseOut]
    fees: list[FeeOut]
    components: list[ComponentOut]
    process: ProcessOut
    form_schema: dict[str, Any] = Field(description="JSON Schema (draft 2020-12) của biểu mẫu điện tử")
    form_layout: dict[str, Any] = Field(description="Các phần, nhãn, gợi ý, điều kiện của biểu mẫu")


@router.get("", response=Page[ProcedureOut], summary="Tìm thủ tục")
@operation(public)
def list_procedures(request: HttpRequest, filters: Query[ProcedureFilters]) -> Any:
    """Procedures in force that day, best hit first; without words by code."""
    day = filters.on or timezone.localdate(now())
    unit_id = require_in_force(filters.unit, day, levels={Level.COMMUNE}).id if filters.unit else None
    hits = search(filters.q, filters.field, unit_id, day, level=filters.level)
    after = decode_cursor(SCOPE, filters.cursor, int, str)
    if after is not None:
        hits = [hit for hit in hits if (-hit[0], hit[1].code) > (-after[0], after[1])]
    shown, following = page_of(hits, filters.limit, SCOPE, lambda hit: (hit[0], hit[1].code))
    return {"items": [summary_of(version) for _score, version in shown], "next": following}


@router.get("/{code}", response=ProcedureRecord, summary="Một thủ tục")
@operation(public)
def get_procedure(request: HttpRequest, code: str, params: Query[OnDay]) -> Any:
    """Cases, channels, components, fees, steps and e-form of the version in force that day."""
    day = params.on or timezone.localdate(now())
    version = version_in_force(code, day)
    if version is None:
        last = abolished(code, day)
        if last is not None:
            raise NotFound(abolition_words(last), replaced_by=list(last.replaced_by))
        raise NotFound(_("Không có thủ tục mang mã này có hiệu lực trong ngày đã chọn."))
    return record_of(version)


def summary_of(version: Version) -> dict[str, Any]:
    """Vài dòng về một thủ tục, as lists show it."""
    names = ("code", "name", "short_name", "field", "level", "executing_agency", "valid_from", "valid_to")
    return {name: getattr(version, name) for name in (*names, "immediate", "non_territorial", "receivable")} | {
        "channels": [time.channel for time in version.channels],
        "levels": list(version.levels),
    }


def record_of(version: Version) -> dict[str, Any]:
    """Mọi điều về một thủ tục."""
    names = ("decision", "result_code", "result_name", "conditions", "pause_policies", "form_schema", "form_layout")
    more = ("field_code", "kind", "authority_agency", "authorised_agency", "full_process", "offline_only", "sets")
    rest = ("components_certainty", "components_note")
    lists = ("subjects", "legal_basis", "coordinating_agencies", "related", "service_groups", "returning")
    return {
        **summary_of(version),
        **{name: getattr(version, name) for name in (*names, *more, *rest)},
        **{name: list(getattr(version, name)) for name in lists},
        "decision_record": _row(DecisionOut, version.started_by) if version.started_by else None,
        "ended_by": _row(DecisionOut, version.ended_by) if version.ended_by else None,
        "results": [_row(ResultOut, result) for result in version.results],
        "certainty": version.settings.get("certainty", {}),
        "notes": version.settings.get("notes", []),
        "times": [_row(ChannelOut, time) for time in version.channels],
        "cases": [_row(CaseOut, case) for case in version.cases],
        "fees": [_row(FeeOut, fee) for fee in version.fees],
        "components": [_row(ComponentOut, component) for component in version.components],
        "process": {
            **{name: getattr(version.process, name) for name in ("certainty", "source", "note")},
            "steps": [_row(StepOut, step) for step in version.process.steps],
        },
    }


NULL_WHEN_EMPTY = {
    "duration_unit", "channel", "case_code", "reuse_result_code", "one_of", "organ_kind", "agency", "department", "return_to", "four_eyes_with",
}  # fmt: skip


def _row(schema: type[Schema], fact: Any) -> dict[str, Any]:
    values = {name: getattr(fact, name) for name in schema.model_fields}
    return {
        name: None if value == "" and name in NULL_WHEN_EMPTY else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
