"""Biểu mẫu trên trang: what the macros of `procedures/_form.html` show, ready with values, errors and origins.

`form_view` makes the whole declaration (one dense form at the counter, or the section a citizen is at); conditional
fields stay on the page with a hint saying when they count, so everything works without script.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.eform import Field, Section, applies, origin_of, sections
from thongsuot.procedures.forms import value_at
from thongsuot.procedures.load import REFERENCE
from thongsuot.ui.formats import vi_money, vi_number

FEW_OPTIONS = 8
SPARE_ROWS = 1


@dataclass(frozen=True)
class FieldView:
    """Một ô như trên trang."""

    field: Field
    name: str
    value: Any
    error: str
    hint: str
    origin: str
    rows: tuple[tuple["FieldView", ...], ...] = ()

    @property
    def kind(self) -> str:
        """Kind of the field."""
        return self.field.kind

    @property
    def label(self) -> str:
        """Label of the field."""
        return self.field.label

    @property
    def asked(self) -> bool:
        """Whether the field is not simply optional (a conditional one says in its hint when it counts)."""
        return self.field.required


@dataclass(frozen=True)
class SectionView:
    """Một phần như trên trang."""

    section: Section
    fields: tuple[FieldView, ...]
    hint: str
    applies: bool

    @property
    def wrong(self) -> bool:
        """Whether one of the fields has an error."""
        return any(field.error or any(cell.error for row in field.rows for cell in row) for field in self.fields)


def form_view(
    version: Version,
    form: Mapping[str, Any],
    *,
    errors: Sequence[Mapping[str, str]] = (),
    known: Mapping[str, Any] | None = None,
    rows: Mapping[str, int] | None = None,
    sources: Mapping[str, str] | None = None,
) -> list[SectionView]:
    """Cả biểu mẫu để vẽ. `errors` as in a refusal, `known` for the marks "lấy từ …", `rows` extra lines asked for.

    `sources` says by `applicant.name` where a known fact comes from, in words.
    """
    by_name = {str(error.get("field", "")): str(error["message"]) for error in errors}
    return [
        SectionView(
            section=part,
            fields=tuple(
                _field_view(version, part, field, form, by_name, known or {}, rows or {}, sources or {})
                for field in part.fields
            ),
            hint=" ".join(filter(None, (part.hint, condition_words(version, part.when)))),
            applies=part.applies(form),
        )
        for part in sections(version)
    ]


def section_view(view: Sequence[SectionView], key: str) -> SectionView | None:
    """Một phần của biểu mẫu theo khoá."""
    return next((part for part in view if part.section.key == key), None)


def summary(
    version: Version, form: Mapping[str, Any], notes: Mapping[str, str] | None = None
) -> list[tuple[Section, list[tuple[str, ...]]]]:
    """Tóm tắt những gì đã khai, by section: label and answer in words; fields that do not apply are left out.

    With `notes` (by path) each line has a third part: where the answer comes from.
    """
    found = []
    for part in sections(version):
        lines: list[tuple[str, ...]] = [
            line if notes is None else (*line, notes.get(field.path, ""))
            for field in part.fields
            if applies(part, field, form)
            for line in _summary_lines(field, form)
        ]
        if lines and part.applies(form):
            found.append((part, lines))
    return found


def in_words(field: Field, value: Any) -> str:
    """Câu trả lời bằng lời: options by label, dates and money as people write them."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if field.options:
        return dict(field.options).get(str(value), str(value))
    if field.kind == "date":
        day = _day(value)
        return f"{day:%d/%m/%Y}" if day else str(value)
    if field.kind == "money" and isinstance(value, int):
        return vi_money(value)
    if field.kind == "integer" and isinstance(value, int):
        return vi_number(value)
    return str(value)


def condition_words(version: Version, condition: Mapping[str, Any] | None) -> str:
    """Điều kiện của một ô bằng lời: "Chỉ điền khi “…” là …"; empty when there is none."""
    if not condition:
        return ""
    if "not" in condition:
        return _("Không cần điền khi %(words)s.") % {"words": _words(version, condition["not"])}
    return _("Chỉ điền khi %(words)s.") % {"words": _words(version, condition)}


def paper_condition_words(version: Version, condition: Mapping[str, Any] | None) -> str:
    """Điều kiện của một giấy tờ bằng lời: "Chỉ cần khi “…” là …"."""
    if not condition:
        return ""
    if "not" in condition:
        return _("Không cần khi %(words)s.") % {"words": _words(version, condition["not"])}
    return _("Chỉ cần khi %(words)s.") % {"words": _words(version, condition)}


@lru_cache(maxsize=1)
def suggestion_lists() -> dict[str, list[str]]:
    """Danh sách gợi ý (dân tộc, quốc tịch…) for `<datalist>`."""
    with (REFERENCE / "lists.yaml").open(encoding="utf-8") as file:
        return {name: [str(word) for word in words] for name, words in yaml.safe_load(file).items()}


def lists_used(view: Sequence[SectionView]) -> dict[str, list[str]]:
    """Những danh sách gợi ý mà các ô đang vẽ cần đến."""
    fields = [field.field for part in view for field in part.fields]
    names = {f.suggestions for field in fields for f in (field, *field.columns)} - {""}
    return {name: suggestion_lists()[name] for name in sorted(names)}


def _field_view(
    version: Version,
    part: Section,
    field: Field,
    form: Mapping[str, Any],
    errors: Mapping[str, str],
    known: Mapping[str, Any],
    rows: Mapping[str, int],
    sources: Mapping[str, str],
) -> FieldView:
    return FieldView(
        field=field,
        name=field.html_name,
        value=_shown_value(field, form),
        error=errors.get(field.html_name, ""),
        hint=" ".join(filter(None, (field.hint, condition_words(version, field.when)))),
        origin=_source_words(field, known, form, sources),
        rows=_row_views(field, form, errors, rows.get(field.path, 0)) if field.kind == "rows" else (),
    )


def _row_views(
    field: Field, form: Mapping[str, Any], errors: Mapping[str, str], extra: int
) -> tuple[tuple[FieldView, ...], ...]:
    given = value_at(form, field.path)
    number = max(len(given) if isinstance(given, list) else 0, field.minimum or 0, 1 if field.required else 0)
    number = min(max(number + extra, SPARE_ROWS), field.maximum or 30)
    cells = [[field.at_row(index, column) for column in field.columns] for index in range(number)]
    return tuple(
        tuple(FieldView(c, c.html_name, _shown_value(c, form), errors.get(c.html_name, ""), c.hint, "") for c in row)
        for row in cells
    )


def _shown_value(field: Field, form: Mapping[str, Any]) -> Any:
    value = value_at(form, field.path)
    if field.kind == "date":
        return _day(value) or value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _source_words(field: Field, known: Mapping[str, Any], form: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    """Where the answer in the box comes from; one that was typed over says so."""
    origin, source = origin_of(field, known, form), sources.get(field.origin, "")
    if not source or origin == "form":
        return _origin_words(origin)
    if origin:
        return source
    if value_at(form, field.path) in (None, ""):
        return ""
    return _("bạn đã sửa; ban đầu %(source)s") % {"source": source}


def _origin_words(origin: str) -> str:
    return {
        "applicant": _("lấy từ thông tin chủ hồ sơ"),
        "submitter": _("lấy từ thông tin người nộp"),
        "form": _("lấy từ câu trả lời ở trên"),
    }.get(origin, "")


def _summary_lines(field: Field, form: Mapping[str, Any]) -> list[tuple[str, str]]:
    value = value_at(form, field.path)
    if field.kind != "rows":
        return [(field.label, in_words(field, value))] if value not in (None, "") else []
    lines = []
    for index, row in enumerate(value or [], start=1):
        words = [
            f"{column.label}: {in_words(column, row.get(column.path))}"
            for column in field.columns
            if row.get(column.path)
        ]
        lines.append((f"{field.row_name or field.label} {index}", "; ".join(words)))
    return lines


def _words(version: Version, condition: Mapping[str, Any]) -> str:
    for word, joint in (("all", _(" và ")), ("any", _(" hoặc "))):
        if word in condition:
            return joint.join(_words(version, part) for part in condition[word])
    field = next((f for part in sections(version) for f in part.fields if f.path == condition["field"]), None)
    label = field.label if field else condition["field"]
    if "present" in condition:
        return _("“%(label)s” đã điền") % {"label": label}
    values = condition["in"] if "in" in condition else [condition.get("equals", condition.get("at_least"))]
    answers = _(" hoặc ").join(f"“{in_words(field, value) if field else value}”" for value in values)
    return _("“%(label)s” là %(answers)s") % {"label": label, "answers": answers}
