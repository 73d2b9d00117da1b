"""Trang theo khoá: lists go on from the last key they showed; nothing is counted, no offset is skipped."""

import base64
import binascii
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from ninja import Field, Schema

from thongsuot.common.api_types import Answer
from thongsuot.common.errors import Invalid

T = TypeVar("T")
DEFAULT, MOST = 20, 100
_SIGNED = 8  # bytes of the signature: a cursor is no secret, only not to be made up


class PageParams(Schema):
    """Tham số của mọi danh sách."""

    limit: int = Field(DEFAULT, ge=1, le=MOST, description="Số dòng, tối đa 100")
    cursor: str | None = Field(None, max_length=2_000, description="Giá trị `next` của trang trước")


class Page(Answer, Generic[T]):
    """Một trang của danh sách; `next` rỗng ở trang cuối."""

    items: list[T]
    next: str | None = None


def encode_cursor(scope: str, *key: Any) -> str:
    """An opaque cursor after the row with this key; `scope` names the list, so that cursors cannot be swapped."""
    body = orjson.dumps(key, default=str)
    return base64.urlsafe_b64encode(_signature(scope, body) + body).decode().rstrip("=")


def decode_cursor(scope: str, cursor: str | None, *types: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    """The key in a cursor, each part through its type; None without cursor. Raises Invalid for a made-up one."""
    if not cursor:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        signature, body = raw[:_SIGNED], raw[_SIGNED:]
        if not hmac.compare_digest(signature, _signature(scope, body)):
            raise ValueError
        parts = orjson.loads(body)
        return tuple(convert(part) for convert, part in zip(types, parts, strict=True))
    except (ValueError, TypeError, binascii.Error, UnicodeError):
        message = _("Con trỏ trang không đúng. Hãy mở lại danh sách từ đầu.")
        raise Invalid(code="cursor_invalid", errors=[{"field": "cursor", "message": message}]) from None


def when(value: Any) -> datetime:
    """Type for `decode_cursor`: a moment."""
    return datetime.fromisoformat(value)


def page_of(rows: Sequence[T], limit: int, scope: str, key: Callable[[T], Sequence[Any]]) -> tuple[list[T], str | None]:
    """Cut `limit` rows from a query that asked for one more, with the cursor of the next page."""
    shown = list(rows[:limit])
    return shown, encode_cursor(scope, *key(shown[-1])) if len(rows) > limit else None


def _signature(scope: str, body: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), scope.encode() + b"\0" + body, sha256)[:_SIGNED]
