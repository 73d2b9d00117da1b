"""Thông điệp thành từ điển, for JSON and pages: days as 2026-11-20, contents of attachments as size and SHA-256."""

import hashlib
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from thongsuot.exchange.axis.edxml.messages import Attachment, Message, Refusal, Remark, StatusMessage
from thongsuot.exchange.axis.edxml.words import DOC_TYPES, STATUSES


def shown(read: Message | StatusMessage | Refusal) -> dict[str, Any]:
    """Kết quả đọc; `result` is “message”, “status” or “refused”."""
    if isinstance(read, Refusal):
        return {"result": "refused", "status_to_send": "02", "words": read.words, **_plain(read)}
    if isinstance(read, StatusMessage):
        return {"result": "status", "status_label": str(STATUSES[read.status]), **_plain(read)}
    return {"result": "message", "doc_type_label": str(DOC_TYPES[read.doc_type]), **_plain(read)}


def _plain(value: Any) -> Any:
    if isinstance(value, Remark):
        return {"code": value.code, "where": value.where, "words": value.words}
    if isinstance(value, Attachment):
        rest = {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != "content"}
        return rest | {"size": len(value.content), "sha256": hashlib.sha256(value.content).hexdigest()}
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value
