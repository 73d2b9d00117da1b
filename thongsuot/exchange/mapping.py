"""Ánh xạ trường: our facts ↔ the fields of the national portal, by the version in force (reference/portal_fields.yaml).

Pure: facts are plain dictionaries with moments as `datetime`. Both ways go by the same lines of the file, so what we
write can be read back; only where two of our codes are one of theirs the first is read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

FILE = Path(__file__).parent / "reference" / "portal_fields.yaml"
VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENT = "%Y%m%d%H%M%S"
Message = dict[str, Any]


class CannotMap(Exception):
    """Không ánh xạ được: names the field, and what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


@dataclass(frozen=True, slots=True)
class Field:
    """Một dòng ánh xạ; `place` says where the fact stands with us."""

    theirs: str
    ours: str
    label: str
    kind: str = "text"
    codes: str = ""
    each: str = ""
    place: str = ""
    required: bool = False
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, eq=False)
class FieldMap:
    """Một phiên bản ánh xạ; compared by identity."""

    valid_from: date
    name: str
    certainty: str
    source: str
    dossier: tuple[Field, ...]
    progress: tuple[Field, ...]
    codes: Mapping[str, Mapping[str, str]]
    progress_of: Mapping[str, str]
    whole_declaration: str
    origins: Mapping[str, str]

    def fields(self, kind: str) -> tuple[Field, ...]:
        """Các trường của một loại thông điệp: `dossier` or `progress`."""
        return self.dossier if kind == "dossier" else self.progress

    def to_theirs(self, kind: str, facts: Mapping[str, Any]) -> Message:
        """Thông điệp từ dữ liệu của ta; what we do not have is left out. Raises CannotMap."""
        return _write(self.fields(kind), facts, self.codes)

    def to_ours(self, kind: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """Dữ liệu của ta từ thông điệp; fields we do not know are left out. Raises CannotMap."""
        return _read(self.fields(kind), message, self.codes)


def mapping_on(day: date) -> FieldMap:
    """Phiên bản có hiệu lực ngày đó; before the first, the first."""
    versions = all_mappings()
    return next((one for one in versions if one.valid_from <= day), versions[-1])


@cache
def all_mappings() -> tuple[FieldMap, ...]:
    """Mọi phiên bản, newest first."""
    with FILE.open(encoding="utf-8") as file:
        found = [_mapping(row) for row in yaml.safe_load(file)]
    return tuple(sorted(found, key=lambda one: one.valid_from, reverse=True))


def _mapping(row: Mapping[str, Any]) -> FieldMap:
    return FieldMap(
        valid_from=row["valid_from"],
        name=row["name"],
        certainty=row["certainty"],
        source=row["source"],
        dossier=_fields(row["dossier"]),
        progress=_fields(row["progress"]),
        codes=row["codes"],
        progress_of=row["progress_of"],
        whole_declaration=row["declaration"]["whole"],
        origins=row["declaration"]["origins"],
    )


def _fields(rows: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(Field(**{**row, "fields": _fields(row.get("fields", ()))}) for row in rows)


def _write(fields: Sequence[Field], facts: Mapping[str, Any], codes: Mapping[str, Mapping[str, str]]) -> Message:
    message: Message = {}
    for field in fields:
        value = facts.get(field.ours)
        if value in (None, "", [], {}):
            if field.required:
                raise CannotMap(field.theirs, "thiếu")
            continue
        message[field.theirs] = _TURNS[field.kind][0](field, value, codes)
    return message


def _read(
    fields: Sequence[Field], message: Mapping[str, Any], codes: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for field in fields:
        value = message.get(field.theirs)
        if value in (None, "", [], {}):
            continue
        facts[field.ours] = _TURNS[field.kind][1](field, value, codes)
    return facts


Codes = Mapping[str, Mapping[str, str]]
Turn = Callable[[Field, Any, Codes], Any]


def _code_out(field: Field, value: Any, codes: Codes) -> str:
    try:
        return codes[field.codes][str(value)]
    except KeyError as unknown:
        raise CannotMap(field.theirs, f"không có mã cho {value}") from unknown


def _code_in(field: Field, value: Any, codes: Codes) -> str:
    found = next((ours for ours, theirs in codes[field.codes].items() if theirs == str(value)), None)
    if found is None:
        raise CannotMap(field.theirs, f"mã lạ {str(value)[:30]}")
    return found


def _moment_in(field: Field, value: Any, codes: Codes) -> datetime:
    try:
        return datetime.strptime(str(value), MOMENT).replace(tzinfo=VIET_NAM)
    except ValueError as unreadable:
        raise CannotMap(field.theirs, f"không phải thời điểm {str(value)[:30]}") from unreadable


def _amount_in(field: Field, value: Any, codes: Codes) -> int:
    try:
        return int(str(value))
    except ValueError as unreadable:
        raise CannotMap(field.theirs, f"không phải số tiền {str(value)[:30]}") from unreadable


def _flag_in(field: Field, value: Any, codes: Codes) -> bool:
    if str(value) not in ("0", "1"):
        raise CannotMap(field.theirs, f"phải là 0 hoặc 1, không phải {str(value)[:30]}")
    return str(value) == "1"


def _group_in(field: Field, value: Any, codes: Codes) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise CannotMap(field.theirs, "phải là một nhóm trường")
    return _read(field.fields, value, codes)


def _list_in(field: Field, value: Any, codes: Codes) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise CannotMap(field.theirs, "phải là danh sách")
    return [_group_in(field, one, codes) for one in value]


def _texts_in(field: Field, value: Any, codes: Codes) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise CannotMap(field.theirs, "phải là danh sách")
    return [str(one.get(field.each, "")) for one in value]


# Each kind of field: to theirs, to ours.
_TURNS: dict[str, tuple[Turn, Turn]] = {
    "text": (lambda field, value, codes: str(value), lambda field, value, codes: str(value)),
    "moment": (lambda field, value, codes: value.astimezone(VIET_NAM).strftime(MOMENT), _moment_in),
    "amount": (lambda field, value, codes: str(int(value)), _amount_in),
    "flag": (lambda field, value, codes: "1" if value else "0", _flag_in),
    "code": (_code_out, _code_in),
    "group": (lambda field, value, codes: _write(field.fields, value, codes), _group_in),
    "list": (lambda field, value, codes: [_write(field.fields, one, codes) for one in value], _list_in),
    "texts": (lambda field, value, codes: [{field.each: str(one)} for one in value], _texts_in),
}
