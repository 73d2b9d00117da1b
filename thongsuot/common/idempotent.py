"""Idempotency-Key over HTTP: accepted by every POST, required where something is created."""

import hashlib
import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel

from thongsuot.common import idempotency
from thongsuot.common.errors import Malformed
from thongsuot.common.idempotency import Answer
from thongsuot.common.transactions import whole

HEADER = "Idempotency-Key"
_VISIBLE = re.compile(r"[\x21-\x7e]{1,64}")


def json_answer(data: Any, status: int = 200, *, subject_id: int | None = None) -> Answer:
    """An answer in JSON; schemas are written as they are declared."""
    return Answer(status, to_json(data), "application/json; charset=utf-8", subject_id)


def to_json(data: Any) -> bytes:
    """Real UTF-8, moments in RFC 3339."""
    return orjson.dumps(data, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def idempotent(
    request: HttpRequest, operation: str, required: bool, work: Callable[[], Answer], *, asks_others: bool = False
) -> HttpResponse:
    """Run the work at most once per user and key, in one transaction; who repeats it gets the same answer.

    The key is bound to operation, path and body. Errors are not kept: the next try with the key does the work.
    Nobody signed in, or no key where none is required: the work runs in a transaction of its own. Work that asks other
    systems (`asks_others`) runs in none, so that a slow one holds nothing here.
    """
    key, principal = key_of(request, required), getattr(request, "principal", None)
    if key is None or principal is None:
        with nullcontext() if asks_others else whole():
            return _response(work())
    content = request.path.encode() + b"\0" + _content(request)
    run = idempotency.run_apart if asks_others else idempotency.run
    return _response(run(principal.user_id, key, operation, content, work))


def key_of(request: HttpRequest, required: bool) -> str | None:
    """The key of the header; raises Malformed when it is missing though required, or no visible ASCII of 1–64."""
    key = request.headers.get(HEADER)
    if key is None:
        if required:
            raise Malformed(
                _("Thiếu tiêu đề Idempotency-Key (1–64 ký tự, do bạn đặt, mỗi lần tạo mới một khoá mới)."),
                code="idempotency_key_missing",
            )
        return None
    if not _VISIBLE.fullmatch(key):
        raise Malformed(
            _("Idempotency-Key phải gồm 1–64 ký tự ASCII nhìn thấy được, không có dấu cách."),
            code="idempotency_key_invalid",
        )
    return key


def _content(request: HttpRequest) -> bytes:
    """What makes two requests the same: the raw body, or fields and files of a form (its boundary is random)."""
    if request.content_type != "multipart/form-data":
        return request.body
    fields = sorted((name, values) for name, values in request.POST.lists())
    files = sorted((name, upload.name, _hash(upload)) for name, uploads in request.FILES.lists() for upload in uploads)
    return orjson.dumps([fields, files])


def _hash(upload: Any) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
