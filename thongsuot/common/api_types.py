"""Kiểu dữ liệu của API: moments with an offset, sensible days, clean text, ids the database can hold."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line, clean_text

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
EARLIEST, LATEST = 1850, 2200  # the oldest person on record, the last year anybody plans for
BIGGEST_ID = 2**63 - 1


class Answer(BaseModel):
    """Thân câu trả lời, from mappings or objects as they are.

    Ninja's `Schema` asks every value of every row through a getter: a fifth of the time of a list.
    """

    model_config = ConfigDict(from_attributes=True)


def moment(value: Any) -> datetime:
    """A moment from RFC 3339 text with offset; an aware datetime passes (answers go through here too)."""
    if isinstance(value, datetime):
        if timezone.is_naive(value):
            raise ValueError(_("Thời điểm phải kèm múi giờ."))
        return value
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise ValueError(_("Phải là thời điểm kèm múi giờ theo RFC 3339, ví dụ 2025-07-07T14:00:00+07:00."))
    try:
        found = datetime.fromisoformat(value.upper().replace("Z", "+00:00"))
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(_("Không có thời điểm này trong lịch.")) from None
    _refuse_far(found.year)
    return found


def day(value: Any) -> date:
    """A day from text as 2025-07-01."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(_("Phải là ngày dạng 2025-07-01."))
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise ValueError(_("Không có ngày này trong lịch.")) from None
    _refuse_far(found.year)
    return found


def _refuse_far(year: int) -> None:
    if not EARLIEST <= year <= LATEST:
        raise ValueError(_("Năm phải từ %(first)d đến %(last)d.") % {"first": EARLIEST, "last": LATEST})


def _in_words(refusing: Any, value: str, **limits: int) -> str:
    """Turn a refusal of the text room into what pydantic collects per field."""
    try:
        return refusing(value, **limits)
    except Invalid as exc:
        raise ValueError(exc.errors[0]["message"]) from None


def line(limit: int, *, least: int = 0) -> Any:
    """Type of a one-line text: NFC, no control characters, at most `limit` characters."""
    return Annotated[
        str,
        AfterValidator(lambda value: _in_words(clean_line, value, limit=limit)),
        AfterValidator(lambda value: _long_enough(value, least)),
        Field(json_schema_extra={"maxLength": limit, "minLength": least} if least else {"maxLength": limit}),
    ]


def text(limit: int, *, least: int = 0) -> Any:
    """Type of a text of several lines."""
    return Annotated[
        str,
        AfterValidator(lambda value: _in_words(clean_text, value, limit=limit)),
        AfterValidator(lambda value: _long_enough(value, least)),
        Field(json_schema_extra={"maxLength": limit, "minLength": least} if least else {"maxLength": limit}),
    ]


def _long_enough(value: str, least: int) -> str:
    if len(value) < least:
        raise ValueError(_("Cần ghi mục này.") if least == 1 else _("Phải có ít nhất %(n)d ký tự.") % {"n": least})
    return value


# Answers carry the offset of Việt Nam, so that a person who reads them sees the hour on the wall.
Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    PlainSerializer(lambda value: timezone.localtime(value), return_type=datetime),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2025-07-07T14:00:00+07:00"]}),
]
Day = Annotated[
    date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2025-07-01"]})
]
Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
Line = line(1_000)
Text = text(20_000)
