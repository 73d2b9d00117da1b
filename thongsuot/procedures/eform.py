"""E-form (biểu mẫu điện tử tương tác): from the short notation of the reference files to JSON Schema and layout.

The files list sections of fields, the way the official declaration does; `compile_form` makes of them a JSON Schema
(draft 2020-12, what counts for programs) and a layout (what counts for people: titles, hints, origin, conditions).
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.process import answer, holds

DRAFT = "https://json-schema.org/draft/2020-12/schema"

# What each kind of field is for programs.
KINDS: dict[str, dict[str, Any]] = {
    "person_name": {"type": "string", "minLength": 2, "maxLength": 100, "pattern": r"^[^0-9<>@#%*=_{}\[\]|\\]+$"},
    "text": {"type": "string", "minLength": 1, "maxLength": 200},
    "address": {"type": "string", "minLength": 3, "maxLength": 300},
    "paragraph": {"type": "string", "minLength": 1, "maxLength": 2000},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    "year": {"type": "integer", "minimum": 1900, "maximum": 2100},
    "integer": {"type": "integer", "minimum": 0, "maximum": 1000000},
    "money": {"type": "integer", "minimum": 0, "maximum": 1000000000000},
    "id_number": {"type": "string", "pattern": r"^[0-9]{12}$"},
    "phone": {"type": "string", "pattern": r"^(0|\+84)[0-9]{9,10}$"},
    "email": {"type": "string", "format": "email", "maxLength": 254},
    "choice": {"type": "string"},
    "yes_no": {"type": "boolean"},
    "agreed": {"type": "boolean", "const": True},
    "rows": {"type": "array"},
}
WHO_IT_IS = frozenset({"applicant.name", "applicant.id_number"})
OF_A_PERSON = frozenset({"sex", "ethnicity", "nationality", "hometown", "birth_date"})
ONE_LINE = frozenset({"person_name", "text", "address", "id_number", "phone", "email", "choice", "date", "time"})


@dataclass(frozen=True)
class Field:
    """Một ô của biểu mẫu."""

    path: str
    label: str
    kind: str
    hint: str = ""
    required: bool = False
    origin: str = ""
    autocomplete: str = ""
    when: Mapping[str, Any] | None = None
    options: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""
    default: Any = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    past: bool = False
    not_before: str = ""
    same_as: str = ""
    same_when: Mapping[str, Any] | None = None
    columns: tuple["Field", ...] = ()
    row_name: str = ""

    @property
    def html_name(self) -> str:
        """Name of the input on a page: the field's path in a request, so that refusals point at it."""
        return f"form.{self.path}"

    @property
    def is_long(self) -> bool:
        """Whether it takes a whole line of the counter form."""
        return self.kind in ("paragraph", "rows", "agreed")

    def at_row(self, index: int, column: "Field") -> "Field":
        """The column's field in one row of a repeated group, with the row's path."""
        return replace(column, path=f"{self.path}.{index}.{column.path}")


@dataclass(frozen=True)
class Section:
    """Một phần của biểu mẫu: one question or decision, one page for the citizen, one fieldset at the counter."""

    key: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    when: Mapping[str, Any] | None = None
    number: int = 0

    def applies(self, form: Mapping[str, Any]) -> bool:
        """Whether this section has to be filled in, given the answers so far."""
        return holds(self.when, form)


def compile_form(form: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Biểu mẫu viết gọn → (JSON Schema, layout)."""
    sections = [_section(number, source) for number, source in enumerate(form.get("sections", []), start=1)]
    return _schema(form, sections), {"sections": [_layout(section) for section in sections]}


@lru_cache(maxsize=512)
def sections(version: Version) -> tuple[Section, ...]:
    """Các phần của biểu mẫu của một phiên bản thủ tục, as read back from its layout."""
    parts = [_section(number, part) for number, part in enumerate(version.form_layout.get("sections", []), start=1)]
    about = _groups_about_the_applicant(parts)
    return tuple(replace(part, fields=tuple(_told_by_its_group(f, about) for f in part.fields)) for part in parts)


def _groups_about_the_applicant(parts: list[Section]) -> set[str]:
    """Groups of fields (`owner`, `person`) whose name or number is the applicant's, always and not only in some case."""
    every = [field for part in parts for field in part.fields]
    by_case = {_group_of(field) for field in every if field.same_when}
    return {_group_of(field) for field in every if field.origin in WHO_IT_IS} - by_case


def _told_by_its_group(field: Field, about: set[str]) -> Field:
    """A field that says no origin, but stands in a group about the applicant and means what its name says."""
    name = field.path.rpartition(".")[2]
    if field.origin or field.same_as or _group_of(field) not in about or name not in OF_A_PERSON:
        return field
    return replace(field, origin=f"applicant.{name}")


def _group_of(field: Field) -> str:
    return field.path.rpartition(".")[0]


def section(version: Version, key: str) -> Section | None:
    """Một phần theo khoá."""
    return next((part for part in sections(version) if part.key == key), None)


def applicable_sections(version: Version, form: Mapping[str, Any]) -> list[Section]:
    """Các phần người khai phải trả lời, theo những câu đã trả lời."""
    return [part for part in sections(version) if part.applies(form)]


def fields(version: Version) -> Iterator[tuple[Section, Field]]:
    """Mọi ô của biểu mẫu cùng phần chứa nó."""
    for part in sections(version):
        for field in part.fields:
            yield part, field


def applies(part: Section, field: Field, form: Mapping[str, Any]) -> bool:
    """Whether the field stands in the declaration, given the other answers."""
    return part.applies(form) and holds(field.when, form)


def prefill(version: Version, known: Mapping[str, Any], form: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Biểu mẫu điền sẵn từ điều đã biết (`applicant.name`…) và từ câu đã trả lời: nothing is typed twice.

    Answers that are there stay. Leaves out fields whose origin is not known; usual answers (dân tộc Kinh…) are filled.
    """
    filled = deepcopy(dict(form or {}))
    for _part, field in fields(version):
        value = _known_answer(field, known, filled)
        if answer(filled, field.path) is None and value not in (None, ""):
            put(filled, field.path, value.isoformat() if isinstance(value, date) else value)
    return filled


def origin_of(field: Field, known: Mapping[str, Any], form: Mapping[str, Any]) -> str:
    """Nơi lấy câu trả lời đang đứng trong ô (`applicant`, `form` hoặc trống): for the mark "lấy từ …"."""
    value = answer(form, field.path)
    if value in (None, ""):
        return ""
    if field.origin and str(answer(known, field.origin) or "") == str(value):
        return field.origin.partition(".")[0]
    if field.same_as and holds(field.same_when, form) and answer(form, field.same_as) == value:
        return "form"
    return ""


def _known_answer(field: Field, known: Mapping[str, Any], form: Mapping[str, Any]) -> Any:
    if field.same_as and holds(field.same_when, form) and (value := answer(form, field.same_as)):
        return value
    if field.origin and (value := answer(known, field.origin)):
        return value
    return field.default


def put(form: dict[str, Any], path: str, value: Any) -> None:
    """Đặt giá trị tại đường dẫn có dấu chấm."""
    *parents, last = path.split(".")
    for part in parents:
        form = form.setdefault(part, {})
    form[last] = value


def drop(form: dict[str, Any], path: str) -> None:
    """Bỏ giá trị tại đường dẫn, and the groups it leaves empty."""
    head, _, rest = path.partition(".")
    if head not in form:
        return
    if not rest:
        del form[head]
    elif isinstance(form[head], dict):
        drop(form[head], rest)
        if not form[head]:
            del form[head]


def _section(number: int, source: Mapping[str, Any]) -> Section:
    return Section(
        key=source["key"],
        title=source["title"],
        hint=source.get("hint", ""),
        when=source.get("when"),
        fields=tuple(_field(item) for item in source["fields"]),
        number=number,
    )


def _field(source: Mapping[str, Any]) -> Field:
    plain = ("path", "label", "kind", "hint", "required", "origin", "autocomplete", "when", "suggestions", "default")
    limits = ("minimum", "maximum", "max_length", "past", "not_before", "row_name", "same_as", "same_when")
    unknown = set(source) - {*plain, *limits, "options", "columns"}
    if unknown or source["kind"] not in KINDS:
        raise ValueError(f"ô {source.get('path')} có thuộc tính không hiểu được: {sorted(unknown) or source['kind']}")
    options = source.get("options", ())
    pairs = options.items() if isinstance(options, Mapping) else options
    return Field(
        **{name: source[name] for name in (*plain, *limits) if name in source},
        options=tuple((str(value), label) for value, label in pairs),
        columns=tuple(_field(column) for column in source.get("columns", ())),
    )


def _layout(part: Section) -> dict[str, Any]:
    shown = {"key": part.key, "title": part.title, "hint": part.hint, "when": part.when}
    return {**_said(shown), "fields": [_field_layout(field) for field in part.fields]}


def _field_layout(field: Field) -> dict[str, Any]:
    names = ("path", "label", "kind", "hint", "required", "origin", "autocomplete", "when", "suggestions", "default")
    limits = ("minimum", "maximum", "max_length", "past", "not_before", "row_name", "same_as", "same_when")
    shown = {name: getattr(field, name) for name in (*names, *limits)}
    shown["options"] = [list(pair) for pair in field.options]
    shown["columns"] = [_field_layout(column) for column in field.columns]
    return _said(shown)


def _said(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if value not in (None, "", False, [], ())}


def _schema(form: Mapping[str, Any], parts: list[Section]) -> dict[str, Any]:
    root = _group()
    conditions: list[dict[str, Any]] = []
    for part in parts:
        for field in part.fields:
            always = part.when is None and field.when is None
            _place(root, field, required=field.required and always)
            if field.required and not always:
                both = [condition for condition in (part.when, field.when) if condition]
                conditions.append({"if": _condition_schema({"all": both}), "then": _presence(field.path)})
    schema = {"$schema": DRAFT, "title": form.get("title", ""), **root}
    if conditions:
        schema["allOf"] = conditions
    return schema


def _group() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _place(root: dict[str, Any], field: Field, *, required: bool) -> None:
    *parents, last = field.path.split(".")
    group = root
    for parent in parents:
        if required and parent not in group["required"]:
            group["required"].append(parent)
        group = group["properties"].setdefault(parent, _group())
    group["properties"][last] = _property(field)
    if required:
        group["required"].append(last)


def _property(field: Field) -> dict[str, Any]:
    shape = {"title": field.label, **KINDS[field.kind]}
    limits = {"minimum": field.minimum, "maximum": field.maximum, "maxLength": field.max_length}
    if field.kind == "rows":
        row = _group()
        for column in field.columns:
            _place(row, column, required=column.required)
        limits = {"minItems": field.minimum, "maxItems": field.maximum or 30}
        shape["items"] = row
    if field.options:
        shape["enum"] = [value for value, _label in field.options]
    shape |= {name: value for name, value in limits.items() if value is not None}
    if field.hint:
        shape["description"] = field.hint
    if field.origin:
        shape["x-from"] = field.origin
    return shape


def _presence(path: str) -> dict[str, Any]:
    head, _, rest = path.partition(".")
    return {"required": [head], "properties": {head: _presence(rest)}} if rest else {"required": [head]}


def _condition_schema(condition: Mapping[str, Any]) -> dict[str, Any]:
    """The same condition as `process.holds`, said in JSON Schema."""
    for word in ("all", "any"):
        if word in condition:
            return {word + "Of": [_condition_schema(part) for part in condition[word]]}
    if "not" in condition:
        return {"not": _condition_schema(condition["not"])}
    if "present" in condition:
        return _at(condition["field"], {}) if condition["present"] else {"not": _at(condition["field"], {})}
    if "equals" in condition:
        return _at(condition["field"], {"const": condition["equals"]})
    if "in" in condition:
        return _at(condition["field"], {"enum": list(condition["in"])})
    return _at(condition["field"], {"minimum": condition["at_least"]})


def _at(path: str, shape: dict[str, Any]) -> dict[str, Any]:
    head, _, rest = path.partition(".")
    return {"type": "object", "required": [head], "properties": {head: _at(rest, shape) if rest else shape}}
