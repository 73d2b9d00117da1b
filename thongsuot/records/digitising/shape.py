"""Ô mô tả: what is asked about a file and a document (reference/description.yaml), and how what was typed is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line
from thongsuot.records.models import AccessLevel, RetentionRule

PLACE = Path(__file__).resolve().parent.parent / "reference/description.yaml"
_DAY_FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d")
_FIRST_YEAR = 1800


@dataclass(frozen=True, slots=True)
class Field:
    """Một ô. `certainty` says whether the law's own list has it (published) or practice (proposed)."""

    key: str
    label: str
    kind: str
    certainty: str
    required: bool = False
    limit: int = 300
    compared: bool = False


@cache
def _shapes() -> dict[str, tuple[Field, ...]]:
    given = yaml.safe_load(PLACE.read_text(encoding="utf-8"))
    return {what: tuple(Field(**one) for one in given[what]) for what in ("file", "document")}


def fields_of(what: str) -> tuple[Field, ...]:
    """Các ô của "file" hay "document"."""
    return _shapes()[what]


def read(what: str, typed: Mapping[str, Any], *, at: datetime) -> dict[str, str]:
    """Đọc các ô đã nhập: clean texts, days as ISO text; empty ones are left out. Raises Invalid with every fault at its field."""
    values, errors = {}, []
    for field in fields_of(what):
        try:
            value = _read_one(field, str(typed.get(field.key, "") or ""), timezone.localdate(at))
        except Invalid as wrong:
            errors.append(
                {"field": field.key, "message": str(wrong.errors[0]["message"] if wrong.errors else wrong.detail)}
            )
            continue
        if value:
            values[field.key] = value
        elif field.required:
            errors.append({"field": field.key, "message": _("Cần ghi %(label)s.") % {"label": field.label.lower()}})
    if values.get("began_on", "") > values.get("ended_on", "9999"):
        errors.append({"field": "began_on", "message": _("Thời gian bắt đầu phải trước thời gian kết thúc.")})
    if errors:
        raise Invalid(errors=errors)
    return values


def _read_one(field: Field, typed: str, today: date) -> str:
    line = clean_line(typed, field=field.key, limit=field.limit)
    if not line:
        return ""
    if field.kind == "date":
        return _day(field.key, line, today).isoformat()
    if field.kind == "number" and not (line.isascii() and line.isdigit() and len(line) < 7):
        raise _wrong(field.key, _("Cần một số nguyên, ví dụ 12."))
    if field.kind == "access" and line not in AccessLevel.values:
        raise _wrong(field.key, _("Chế độ sử dụng không có trong danh sách."))
    if field.kind == "rule" and not RetentionRule.objects.filter(code=line).exists():
        raise _wrong(field.key, _("Mục thời hạn bảo quản không có trong bảng."))
    return line


def _day(key: str, line: str, today: date) -> date:
    for form in _DAY_FORMS:
        try:
            day = datetime.strptime(line, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
        if day.year >= _FIRST_YEAR and day <= today:
            return day
        raise _wrong(key, _("Ngày phải từ năm 1800 đến hôm nay."))
    raise _wrong(key, _("Ngày ghi dạng 12/03/2019."))


def _wrong(key: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": key, "message": message}])


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Các ô hai người nhập khác nhau; capitals, spaces and dots at the end are no difference, a mark is."""
    return [
        field.key
        for field in fields_of("document")
        if field.compared and _same(first.get(field.key, "")) != _same(second.get(field.key, ""))
    ]


def compared() -> int:
    """How many fields of a document are compared."""
    return sum(field.compared for field in fields_of("document"))


def _same(value: str) -> str:
    return " ".join(value.casefold().rstrip(" .;,").split())


def shown(field: Field, value: str) -> str:
    """As it is typed into the form again: a day the way people write it."""
    if field.kind != "date" or not value:
        return value
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value
