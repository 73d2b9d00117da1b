"""Mô tả OpenAPI đầy đủ: every refusal an operation can answer stands there, as application/problem+json."""

from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from thongsuot.common.idempotent import HEADER
from thongsuot.common.problems import MEDIA_TYPE, FieldError, Problem

PROBLEM = {"$ref": "#/components/schemas/Problem"}
DESCRIPTIONS = {
    400: "Không đọc được yêu cầu, hoặc thiếu Idempotency-Key khi tạo mới",
    401: "Chưa đăng nhập, hoặc mã truy cập hết hiệu lực",
    403: "Nhìn thấy nhưng không được phép làm",
    404: "Không có, hoặc ngoài phạm vi của người hỏi",
    409: "Trạng thái không cho phép (move_not_allowed), khoá đã dùng (key_reused)…",
    413: "Dữ liệu quá lớn",
    415: "Loại nội dung không được nhận",
    422: "Dữ liệu chưa đúng; errors[] nêu từng mục",
    429: "Quá nhiều yêu cầu; xem Retry-After",
    503: "Tạm thời bận; gửi lại sau Retry-After giây",
}
RETRY = {"Retry-After": {"description": "Số giây nên chờ", "schema": {"type": "integer", "minimum": 1}}}


def idempotency_required(func: Any) -> Any:
    """Mark an operation that creates something: its description says that the key is required."""
    func.idempotency_required = True
    return func


def answers_file(*media_types: str) -> dict[str, Any]:
    """`openapi_extra` of an operation whose answer is a file (of one of these types) and no JSON."""
    content = {one: {"schema": {"type": "string", "format": "binary"}} for one in media_types}
    return {"responses": {200: {"description": "OK", "content": content}}}


class CompleteSchema(OpenAPISchema):
    """Ninja's schema with every refusal declared.

    `clashes` holds names under which two different shapes were described: the later would stand for both.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self.clashes: set[str] = set()
        super().__init__(*args, **options)

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Keep the shapes of an operation; notice a name that another shape has."""
        self.clashes |= {name for name, shape in definitions.items() if self.schemas.get(name, shape) != shape}
        super().add_schema_definitions(definitions)

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """One operation, its refusals and its Idempotency-Key."""
        details = super().operation_details(operation)
        if "POST" in operation.methods:
            details["parameters"] = [*details["parameters"], key_parameter(operation)]
        responses = details["responses"]
        for status in sorted(refusals_of(operation, details)):
            responses[status] = refusal(status, responses.get(status, {}).get("description"))
        details["responses"] = {str(status): responses[status] for status in sorted(responses, key=int)}
        return details

    def get_components(self) -> dict[str, Any]:
        """Schemas of ninja, and ours."""
        components = super().get_components()
        template = "#/components/schemas/{model}"
        for model in (FieldError, Problem):
            schema = model.model_json_schema(ref_template=template, mode="serialization")
            schema.pop("$defs", None)
            components.setdefault("schemas", {})[model.__name__] = schema
        return components


def refusals_of(operation: Operation, details: dict[str, Any]) -> set[int]:
    """Which refusals an operation of this shape can answer."""
    statuses = {400, 429, 503} | {int(status) for status in details["responses"] if int(status) >= 400}
    if operation.auth_callbacks:
        statuses |= {401, 403}
    if details["parameters"] or "requestBody" in details:
        statuses.add(422)
    if any(parameter["in"] == "path" for parameter in details["parameters"]):
        statuses.add(404)
    if set(operation.methods) & {"POST", "PUT", "PATCH", "DELETE"}:
        statuses |= {409, 413, 415}
    return statuses


def refusal(status: int, own_words: str | None = None) -> dict[str, Any]:
    """One refusal of the description."""
    answer: dict[str, Any] = {
        "description": DESCRIPTIONS.get(status) or own_words or str(status),
        "content": {MEDIA_TYPE: {"schema": PROBLEM}},
    }
    return answer | ({"headers": RETRY} if status in {429, 503} else {})


def key_parameter(operation: Operation) -> dict[str, Any]:
    """The header Idempotency-Key."""
    required = getattr(operation.view_func, "idempotency_required", False)
    return {
        "in": "header",
        "name": HEADER,
        "required": required,
        "description": "Khoá do bên gửi đặt, giữ 7 ngày: gửi lại cùng nội dung nhận lại đúng câu trả lời cũ",
        "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]{1,64}$"},
    }
