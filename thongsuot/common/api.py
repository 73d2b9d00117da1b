"""Nền của API: one NinjaAPI class whose every answer below 400 is JSON in UTF-8 and every other problem+json.

Rooms import what they need for their `api.py` from here.
"""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from thongsuot.common.api_types import Day, Id, Line, Moment, Text, line, text
from thongsuot.common.door import check_form, refuse_unreadable
from thongsuot.common.errors import Malformed, UnsupportedType
from thongsuot.common.idempotency import Answer
from thongsuot.common.idempotent import idempotent, json_answer, to_json
from thongsuot.common.openapi import CompleteSchema, answers_file, idempotency_required
from thongsuot.common.pages import Page, PageParams, decode_cursor, encode_cursor, page_of, when
from thongsuot.common.problems import FieldError, Problem, problem_response
from thongsuot.common.refusals import refusal_of

__all__ = [
    "Answer",
    "Api",
    "Day",
    "FieldError",
    "Id",
    "Line",
    "Moment",
    "Page",
    "PageParams",
    "Problem",
    "Text",
    "answers_file",
    "decode_cursor",
    "encode_cursor",
    "idempotency_required",
    "idempotent",
    "json_answer",
    "line",
    "page_of",
    "text",
    "when",
]

JSON_TYPES = {"application/json", "text/json"}
FORM_TYPES = {"multipart/form-data", "application/x-www-form-urlencoded"}


class Utf8Renderer(BaseRenderer):
    """JSON with Vietnamese letters as they are."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Serialise an answer."""
        return to_json(data)


class StrictParser(Parser):
    """JSON must say that it is JSON, forms that they are forms; no text that cannot be stored comes in."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read a JSON body."""
        kind = request.content_type or ""
        if kind not in JSON_TYPES and not kind.endswith("+json"):
            raise UnsupportedType(_("Hãy gửi nội dung JSON với Content-Type: application/json."))
        try:
            data = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            raise Malformed(
                _("Nội dung không phải JSON đúng cú pháp (UTF-8). Hãy kiểm tra dấu ngoặc, dấu phẩy, bảng mã."),
                code="malformed_json",
            ) from None
        if b"\\u0000" in request.body:
            refuse_unreadable(data)
        return data

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        """Read a query or a form."""
        if data is not request.GET and request.content_type not in FORM_TYPES:
            raise UnsupportedType(_("Hãy gửi biểu mẫu với Content-Type: multipart/form-data."))
        if data is request.GET:
            refuse_unreadable(dict(data.lists()))
        else:
            check_form(request)
        return super().parse_querydict(data, list_fields, request)


class Api(NinjaAPI):
    """The API of the platform."""

    def __init__(self, **options: Any) -> None:
        super().__init__(docs_url=None, renderer=Utf8Renderer(), parser=StrictParser(), **options)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> CompleteSchema:
        """The description of all operations."""
        return CompleteSchema(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext]) -> ValidationError:
        """Collect errors of all parts; a single body parameter's own name is no part of a field's name."""
        errors: list[dict[str, Any]] = []
        for context in error_contexts:
            wrapper = getattr(context.model, "__read_from_single_attr__", None)
            names = getattr(context.model, "__ninja_flatten_map_reverse__", {})
            for error in context.pydantic_validation_error.errors(include_url=False, include_input=False):
                place = names.get(error["loc"], error["loc"])
                errors.append({**error, "loc": place[1:] if wrapper and place[:1] == (wrapper,) else place})
        return ValidationError(errors)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Answer refusals; what is a fault of ours goes up and is logged there."""
        refused = refusal_of(exc)
        if refused is None:
            raise exc
        return problem_response(refused)
