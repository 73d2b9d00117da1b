"""Cửa vào: text that cannot be stored (NUL, lone surrogates, broken UTF-8) is refused before anybody works with it."""

from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thongsuot.common.errors import Malformed, TooLarge
from thongsuot.common.text import readable

REPLACEMENT = "\ufffd"  # what Django puts where bytes were no UTF-8; nobody types it
_FORM_SLACK = 1024 * 1024  # boundaries and fields around an upload
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def refuse_unreadable(data: Any) -> None:
    """Walk through anything JSON or a form can hold; raise Malformed at the first unreadable text."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if not readable(value) or REPLACEMENT in value:
                raise unreadable()
        elif isinstance(value, dict):
            waiting.extend(value.keys())
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)


def unreadable() -> Malformed:
    """The refusal of broken text."""
    return Malformed(
        _("Có ký tự hỏng (NUL hoặc không phải UTF-8) nên hệ thống không đọc được. Hãy gõ lại rồi gửi."),
        code="unreadable_text",
    )


def check_address(request: HttpRequest) -> None:
    """Path and query must be UTF-8 without NUL. (Django writes bytes of a path that are no UTF-8 as %XX.)"""
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    for escaped in (request.path_info.encode("utf-8", "surrogateescape"), query):
        if b"\0" in _utf8(unquote_to_bytes(escaped)):
            raise unreadable()


def _utf8(raw: bytes) -> bytes:
    """The bytes, if they are UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise unreadable() from None
    return raw


def check_length(request: HttpRequest) -> None:
    """A body that says it is too long is refused before it is read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Malformed(_("Tiêu đề Content-Length không phải là số.")) from None
    if length > limit_of(request):
        megabytes = limit_of(request) // (1024 * 1024)
        raise TooLarge(_("Nội dung gửi lên lớn hơn %(limit)d MB nên không được nhận.") % {"limit": megabytes})


def limit_of(request: HttpRequest) -> int:
    """How long a body may be: forms with files as long as an upload (bundles of scans longer), everything else as one message."""
    if request.content_type == "multipart/form-data":
        for place, most in settings.LARGE_UPLOADS.items():
            if request.path.startswith(place):
                return most + _FORM_SLACK
        return settings.UPLOAD_LIMIT_BYTES + _FORM_SLACK
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def check_form(request: HttpRequest) -> None:
    """Fields of a form, also those that Django would read as Latin-1 because they are no UTF-8."""
    if request.method != "POST" or request.content_type not in FORMS:
        return
    if request.content_type == FORMS[0]:
        _utf8(request.body)
    refuse_unreadable(dict(request.POST.lists()))
