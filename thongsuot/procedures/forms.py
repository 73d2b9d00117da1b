"""Kiểm tra biểu mẫu điện tử: what a person or program filled in → a clean form, or every fault named at its field.

Errors name a field by its path in the request (`form.child.name`, `form.documents.0.pages`). Fields that do not apply
to the other answers (the spouse of somebody unmarried) are dropped; unknown fields are refused.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import jsonschema_rs
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.common.text import clean_line, clean_text, readable
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.eform import Field, Section, applies, drop, fields, put
from thongsuot.procedures.messages import message_for, missing_sentence, plain
from thongsuot.procedures.process import answer
from thongsuot.ui.forms import parse_date

ROOT = "form"
DEEPEST, LONGEST_TEXT, LONGEST_NAME, MOST_PARTS = 6, 2_000, 60, 2_000
EMPTY: tuple[Any, ...] = (None, "", [], {})
YES, NO = {"on", "true", "1", "yes", "co"}, {"false", "0", "no", "khong"}


def validate(
    version: Version,
    case_code: str,
    form: Any,
    channel: str,
    *,
    partial: bool = False,
    today: date | None = None,
) -> dict[str, Any]:
    """Biểu mẫu đã làm sạch; raises Invalid `form_invalid` with all faults at once.

    `partial`: what is there must be right, but nothing has to be there (paper at the counter, a draft being filled).
    `case_code` and `channel` are part of the question because a version may one day ask differently by them.
    """
    if not isinstance(form, Mapping):
        raise _invalid([{"field": ROOT, "message": _("Biểu mẫu phải là một đối tượng JSON.")}])
    if partial and not form:
        return {}
    cleaned, errors = _clean(version, form)
    for part, field in _conditional(version):
        if not applies(part, field, cleaned):
            drop(cleaned, field.path)
    if errors or not _validator(version, partial=partial).is_valid(cleaned):
        said = [error["field"] for error in errors]
        if not partial:
            errors += [error for error in _missing_conditional(version, cleaned) if error["field"] not in said]
            said = [error["field"] for error in errors]
        errors += [e for e in _schema_errors(version, cleaned, partial=partial) if not _is_said(e["field"], said)]
    if not errors:
        errors = _date_errors(version, cleaned, today or timezone.localdate(now()))
    if errors:
        raise _invalid(_in_order(version, errors))
    return cleaned


def form_from_post(version: Version, post: Mapping[str, Any]) -> dict[str, Any]:
    """Biểu mẫu từ một trang HTML: dates dd/mm/yyyy become ISO, digits numbers, boxes true or false, rows lists.

    What cannot be read stays as typed, so that `validate` names it and the page shows it again. Names are field paths
    in the request (`form.child.name`, `form.documents.0.pages`); other names of the page are left out.
    """
    form: dict[str, Any] = {}
    for _part, field in fields(version):
        value = _rows_from_post(field, post) if field.kind == "rows" else _read(field, _typed(post, field))
        if value not in EMPTY:
            put(form, field.path, value)
    return form


def value_at(form: Mapping[str, Any], path: str) -> Any:
    """Giá trị tại đường dẫn, also through the rows of a repeated group (`documents.0.pages`)."""
    value: Any = form
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        else:
            return None
    return value


def _in_order(version: Version, errors: list[dict[str, str]]) -> list[dict[str, str]]:
    """Faults in the order of the form, those of unknown names last."""
    order = {path: place for place, path in enumerate(_labels(version))}
    return sorted(errors, key=lambda error: order.get(plain(tuple(error["field"].split(".")[1:])), len(order)))


def _invalid(errors: list[dict[str, str]]) -> Invalid:
    detail = _("Biểu mẫu có %(count)d mục cần xem lại. Những mục khác vẫn giữ nguyên.") % {"count": len(errors)}
    return Invalid(detail, code="form_invalid", errors=errors)


def _clean(version: Version, form: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Copy with clean texts, without empty answers; the faults of texts that cannot be cleaned."""
    long_texts = _long_texts(version)
    errors: list[dict[str, str]] = []
    parts = 0

    def clean(value: Any, path: str, depth: int) -> Any:
        nonlocal parts
        parts += 1
        if depth > DEEPEST or parts > MOST_PARTS:
            raise _invalid([{"field": ROOT, "message": _("Biểu mẫu quá lớn hoặc lồng quá sâu.")}])
        if isinstance(value, str):
            return _clean_text(value, path, long_texts, errors)
        if isinstance(value, Mapping):
            named = ((_key(key), item) for key, item in value.items())
            pairs = ((name, clean(item, f"{path}.{name}", depth + 1)) for name, item in named)
            return {name: item for name, item in pairs if item not in EMPTY}
        if isinstance(value, list):
            rows = [clean(item, f"{path}.{index}", depth + 1) for index, item in enumerate(value)]
            return [row for row in rows if row not in EMPTY]
        return value

    return clean(form, ROOT, 0), errors


@lru_cache(maxsize=1024)
def _long_texts(version: Version) -> frozenset[str]:
    return frozenset(f"{ROOT}.{field.path}" for _part, field in fields(version) if field.kind == "paragraph")


@lru_cache(maxsize=1024)
def _conditional(version: Version) -> tuple[tuple[Section, Field], ...]:
    """Fields that do not always apply."""
    return tuple((part, field) for part, field in fields(version) if part.when or field.when)


@lru_cache(maxsize=1024)
def _dated(version: Version) -> tuple[Field, ...]:
    """Fields that are days, or rows with days."""
    return tuple(f for _part, f in fields(version) if "date" in (f.kind, *(column.kind for column in f.columns)))


def _clean_text(value: str, path: str, long_texts: frozenset[str], errors: list[dict[str, str]]) -> str:
    cleaner = clean_text if path in long_texts else clean_line
    try:
        return cleaner(value, field=path, limit=LONGEST_TEXT)
    except Invalid as refused:
        errors += [{"field": path, "message": str(error["message"])} for error in refused.errors]
        return ""


def _key(key: Any) -> str:
    text = str(key)
    if text.isidentifier() and len(text) <= LONGEST_NAME:
        return text
    if len(text) > LONGEST_NAME or not readable(text):
        raise _invalid([{"field": ROOT, "message": _("Biểu mẫu có tên mục không đọc được.")}])
    return text


def _missing_conditional(version: Version, form: Mapping[str, Any]) -> list[dict[str, str]]:
    """Fields that the other answers make necessary. A schema can only say that their whole group is missing."""
    return [
        {"field": f"{ROOT}.{field.path}", "message": missing_sentence(field)}
        for part, field in _conditional(version)
        if field.required and applies(part, field, form) and answer(form, field.path) in EMPTY
    ]


def _is_said(field: str, said: list[str]) -> bool:
    """Whether this fault, or one inside it, is named already."""
    return any(path == field or path.startswith(field + ".") for path in said)


def _schema_errors(version: Version, form: dict[str, Any], *, partial: bool) -> list[dict[str, str]]:
    labels = _labels(version)
    found: dict[str, str] = {}
    for error in _validator(version, partial=partial).iter_errors(form):
        for path, message in message_for(error, labels):
            found.setdefault(".".join((ROOT, *path)), message)
    return [{"field": path, "message": message} for path, message in found.items()]


@lru_cache(maxsize=1024)
def _validator(version: Version, *, partial: bool) -> jsonschema_rs.Validator:
    schema = _without_requirements(version.form_schema) if partial else version.form_schema
    return jsonschema_rs.validator_for(schema or {"type": "object"}, validate_formats=True)


@lru_cache(maxsize=1024)
def _labels(version: Version) -> dict[str, Field]:
    """Fields by their path without row numbers: `documents.pages`."""
    found: dict[str, Field] = {}
    for _part, field in fields(version):
        found[field.path] = field
        found |= {f"{field.path}.{column.path}": column for column in field.columns}
    return found


def _without_requirements(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same schema where nothing has to be there."""
    loose = copy.deepcopy(dict(schema))
    loose.pop("allOf", None)
    waiting = [loose]
    while waiting:
        group = waiting.pop()
        for word in ("required", "minItems", "const"):
            group.pop(word, None)
        waiting += group.get("properties", {}).values()
        waiting += [group["items"]] if "items" in group else []
    return loose


def _date_errors(version: Version, form: Mapping[str, Any], today: date) -> list[dict[str, str]]:
    return [
        {"field": f"{ROOT}.{path}", "message": message}
        for path, field, value in _days(version, form)
        for message in _day_faults(field, value, form, today)
    ]


def _days(version: Version, form: Mapping[str, Any]) -> Iterator[tuple[str, Field, str]]:
    for field in _dated(version):
        if field.kind == "date" and (value := answer(form, field.path)):
            yield field.path, field, value
        for index, row in enumerate(answer(form, field.path) or [] if field.kind == "rows" else []):
            for column in field.columns:
                if column.kind == "date" and row.get(column.path):
                    yield f"{field.path}.{index}.{column.path}", column, row[column.path]


def _day_faults(field: Field, value: str, form: Mapping[str, Any], today: date) -> Iterator[str]:
    if field.past and date.fromisoformat(value) > today:
        yield _("Ngày này chưa đến. Hãy ghi ngày hôm nay hoặc trước đó.")
    if field.past and date.fromisoformat(value).year < 1875:
        yield _("Năm không hợp lý. Hãy xem lại.")
    earlier = answer(form, field.not_before) if field.not_before else None
    if earlier and value < earlier:
        yield _("Phải từ ngày %(day)s trở đi.") % {"day": _vietnamese_day(earlier)}


def _rows_from_post(field: Field, post: Mapping[str, Any]) -> list[dict[str, Any]]:
    limit = (field.maximum or 30) + 1
    rows = []
    for index in range(limit):
        row = {c.path: _read(c, _typed(post, field.at_row(index, c))) for c in field.columns}
        rows.append({name: value for name, value in row.items() if value not in EMPTY})
    return [row for row in rows if row]


def _typed(post: Mapping[str, Any], field: Field) -> Any:
    """What was typed: in one box, or a date in three (`…_day`, `…_month`, `…_year`)."""
    boxes = [str(post.get(f"{field.html_name}_{part}") or "").strip() for part in ("day", "month", "year")]
    if field.kind == "date" and any(boxes):
        return "/".join(boxes)
    return post.get(field.html_name)


def _read(field: Field, typed: Any) -> Any:
    text = typed.strip() if isinstance(typed, str) else ""
    if not text:
        return None
    if field.kind == "date":
        return _iso_day(text)
    if field.kind in ("integer", "money", "year"):
        digits = re.sub(r"[\s.,]", "", text.removesuffix("đ")) if field.kind == "money" else text
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else text
    if field.kind in ("yes_no", "agreed"):
        return True if text.lower() in YES else False if text.lower() in NO else text
    if field.kind in ("id_number", "phone"):
        return re.sub(r"[\s.-]", "", text)
    return text


def _iso_day(text: str) -> str:
    found = parse_date(text)
    return found.isoformat() if found else text


def _vietnamese_day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
