"""Biểu mẫu điền sẵn cho hồ sơ giả: one filled declaration per procedure, with gaps for names and places.

ID numbers and telephones stay empty: an invented one could be somebody's.
"""

from typing import Any

import orjson
from django.utils.translation import override

from thongsuot.procedures.eform import Field, applies, fields, put
from thongsuot.procedures.forms import validate
from thongsuot.procedures.selectors import Version

APPLICANT, OTHER, PLACE = "{0}", "{1}", "{2}"
EMPTY_KINDS = ("id_number", "phone", "email")
PLAIN: dict[str, Any] = {
    "address": PLACE,
    "date": "1990-05-14",
    "time": "08:30",
    "year": 1990,
    "integer": 1,
    "money": 20_000_000,
    "yes_no": True,
    "agreed": True,
}


def filled(version: Version) -> dict[str, Any]:
    """The required answers of a declaration; what does not fit the other answers is left out."""
    form: dict[str, Any] = {}
    for part, field in fields(version):
        if field.required and field.kind not in EMPTY_KINDS and applies(part, field, form):
            put(form, field.path, _answer(field))
    return form


def template(version: Version) -> str:
    """The filled declaration as JSON text with gaps; refused when the procedure would not take it."""
    form = filled(version)
    text = orjson.dumps(form).decode()
    trial = (
        text.replace(APPLICANT, "Nguyễn Văn An").replace(OTHER, "Trần Thị Bình").replace(PLACE, "Thôn 1, Xã Mai Phụ")
    )
    with override("vi"):
        validate(version, "", orjson.loads(trial), "DIRECT", partial=True)
    return text


def _answer(field: Field) -> Any:
    if field.default not in (None, ""):
        return field.default
    if field.options:
        return field.options[0][0]
    if field.kind == "person_name":
        return APPLICANT if field.path.split(".")[0] in ("requester", "owner", "person") else OTHER
    if field.kind == "rows":
        row: dict[str, Any] = {}
        for column in field.columns:
            if column.required and column.kind not in EMPTY_KINDS:
                put(row, column.path, _answer(column))
        return [row]
    if field.kind in ("integer", "money", "year") and field.minimum is not None:
        return max(field.minimum, PLAIN[field.kind])
    return PLAIN.get(field.kind, field.label)
