"""Câu trả lời từ chối: one refusal, shown as problem+json to programs and as a page to people."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from ninja import Field, Schema
from pydantic import ConfigDict

from thongsuot.common.errors import Refused

MEDIA_TYPE = "application/problem+json"
API_PREFIX = "/api/"
TYPE_PREFIX = "urn:thongsuot:problem:"


class FieldError(Schema):
    """Lỗi của một mục."""

    field: str = Field(description="Tên mục, dạng chấm: applicant.id_number, components.0.code")
    message: str = Field(description="Vì sao chưa đúng và sửa thế nào (tiếng Việt)")


class Problem(Schema):
    """Lỗi theo RFC 9457; `code` là mã ổn định để chương trình dựa vào."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=[TYPE_PREFIX + "invalid_input"])
    title: str = Field(examples=["Dữ liệu chưa đúng"])
    status: int = Field(examples=[422])
    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", examples=["invalid_input"])
    detail: str
    errors: list[FieldError] = []


def is_for_program(request: HttpRequest) -> bool:
    """Whether the answer goes to a program (API) and not to a person's browser."""
    return request.path.startswith(API_PREFIX)


def as_problem(refused: Refused) -> dict[str, Any]:
    """The refusal as RFC 9457 members."""
    return {
        "type": TYPE_PREFIX + refused.code,
        "title": str(refused.title),
        "status": refused.status,
        "code": refused.code,
        "detail": str(refused.detail),
        "errors": [{name: _plain(value) for name, value in error.items()} for error in refused.errors],
        **{name: value for name, value in refused.extra.items() if name not in Problem.model_fields},
    }


def problem_response(refused: Refused) -> HttpResponse:
    """The refusal as application/problem+json."""
    body = orjson.dumps(as_problem(refused), default=str, option=orjson.OPT_NON_STR_KEYS)
    return HttpResponse(body, status=refused.status, content_type=MEDIA_TYPE, headers=refused.headers)


def refusal_response(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal in the form its reader understands: problem+json, or the page that a higher room draws."""
    if is_for_program(request):
        return problem_response(refused)
    return import_string(settings.REFUSAL_PAGE)(request, refused)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | bool | list | dict) or value is None else str(value)
