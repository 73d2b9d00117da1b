"""Kiểm từng ô: what was written becomes a clean text, or stays as written with what is wrong and what to write.

A cell of Excel may hold a real date, a number where a text was meant (leading zeros gone), a formula, a fault of Excel's
own. Names typed on a Mac come with loose marks (NFD) and are simply put right.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from thongsuot.accounts.id_numbers import clean as clean_id
from thongsuot.accounts.id_numbers import problem_of_id_number
from thongsuot.common.errors import Invalid
from thongsuot.common.notices.phones import normalised
from thongsuot.common.text import bare, clean_line
from thongsuot.cutover.collecting import shapes
from thongsuot.cutover.collecting.rows import Problem, Row
from thongsuot.cutover.collecting.rules import RULES
from thongsuot.cutover.collecting.shapes import Choices, Column, Shape
from thongsuot.ui.forms import parse_date

_WHOLE = re.compile(r"\d{1,9}")
_DOTTED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_USERNAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
EARLIEST = date(1925, 1, 1)


@dataclass(frozen=True, slots=True)
class Odd:
    """Ô lạ của Excel: a formula or one of its error values; `text` is what stands there."""

    text: str
    is_formula: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """Điều cần biết để kiểm: the day, choices of this commune, who was claimed elsewhere (by identity number)."""

    today: date
    choices: Mapping[str, Choices] = field(default_factory=dict)
    claimed_by: Callable[[Sequence[str]], Mapping[str, str]] = lambda ids: {}


class _Wrong(Exception):
    def __init__(self, wrong: str, write: str = "") -> None:
        self.wrong, self.write = wrong, write
        super().__init__(wrong)


def check(shape: Shape, raw_rows: Sequence[tuple[int, Mapping[str, Any]]], known: Known) -> list[Row]:
    """Mọi dòng với những chỗ chưa đúng, in the order given; whole rows first, then what only all rows together tell."""
    rows = [_row(shape, number, raw, known) for number, raw in raw_rows]
    if shape.is_people:
        rows = _people(rows, known)
    return rows


def choices_of(column: Column, known: Known) -> Choices:
    """What may be chosen in a column."""
    return known.choices.get(column.choices_from, ()) if column.choices_from else column.choices


def label_of(column: Column, value: str, known: Known) -> str:
    """What people read of a cell: the words of a choice, the text itself otherwise."""
    if column.kind != shapes.CHOICE:
        return value
    return next((str(label) for code, label in choices_of(column, known) if code == value), value)


def _row(shape: Shape, number: int, raw: Mapping[str, Any], known: Known) -> Row:
    cells: dict[str, str] = {}
    problems: list[Problem] = []
    for column in shape.columns:
        try:
            cells[column.key] = _cell(column, raw.get(column.key), known)
        except _Wrong as wrong:
            cells[column.key] = as_text(raw.get(column.key))[: column.limit * 2]
            problems.append(Problem(column.key, wrong.wrong, wrong.write))
    wrong_columns = {problem.column for problem in problems}
    news = known.choices.get(shapes.NEW_UNITS, ())
    for rule in RULES.get(shape.kind, ()):
        problems += [p for p in rule(cells, news, known.today) if p.column not in wrong_columns]
    return Row(number, cells, tuple(problems))


def as_text(value: Any) -> str:
    """What a cell shows, as text."""
    if value is None:
        return ""
    if isinstance(value, Odd):
        return value.text
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _cell(column: Column, value: Any, known: Known) -> str:
    if isinstance(value, Odd):
        if value.is_formula:
            raise _Wrong(
                _("Ô này là công thức %(formula)s.") % {"formula": value.text[:60]},
                _("Hãy dán giá trị thay công thức."),
            )
        raise _Wrong(_("Excel báo lỗi %(fault)s ở ô này.") % {"fault": value.text}, _("Hãy gõ lại giá trị."))
    try:
        text = clean_line(as_text(value), limit=max(column.limit, 200))
    except Invalid as refused:
        raise _Wrong(str(refused.errors[0]["message"])) from None
    if not text:
        if column.required:
            raise _Wrong(_("Chưa ghi %(column)s.") % {"column": str(column.title).lower()}, _example(column, known))
        return ""
    if len(text) > column.limit:
        raise _Wrong(
            _("Dài %(length)d ký tự, tối đa %(limit)d.") % {"length": len(text), "limit": column.limit},
            _("Hãy rút ngắn."),
        )
    return _READERS[column.kind](column, value, text, known)


def _example(column: Column, known: Known) -> str:
    if column.kind == shapes.CHOICE:
        labels = ", ".join(str(label) for _value, label in choices_of(column, known)[:8])
        return _("Chọn một trong: %(labels)s.") % {"labels": labels}
    return _("Ghi: %(hint)s.") % {"hint": column.hint} if column.hint else ""


def _text(column: Column, value: Any, text: str, known: Known) -> str:
    if column.key in {"full_name", "head"} and any(char.isdigit() for char in text):
        raise _Wrong(_("Tên người không có chữ số."), _("Ghi họ và tên như trên căn cước."))
    return text


def _number(column: Column, value: Any, text: str, known: Known) -> str:
    digits = re.sub(r"[.,]", "", text) if _DOTTED.fullmatch(text) else text
    if not _WHOLE.fullmatch(digits):
        raise _Wrong(_("“%(text)s” không phải số nguyên.") % {"text": text[:40]}, _("Ghi một số, ví dụ 12."))
    return str(int(digits))


def _day(column: Column, value: Any, text: str, known: Known) -> str:
    if isinstance(value, datetime | date):
        found: date | None = value.date() if isinstance(value, datetime) else value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        raise _Wrong(
            _("Ô ngày đang là con số %(number)s.") % {"number": text}, _("Ghi ngày/tháng/năm, ví dụ 05/07/1980.")
        )
    else:
        found = parse_date(text)
    if found is None:
        raise _Wrong(
            _("“%(text)s” không phải một ngày có thật.") % {"text": text[:40]},
            _("Ghi ngày/tháng/năm đủ bốn số của năm, ví dụ 05/07/1980."),
        )
    if column.key == "birth_date" and not EARLIEST <= found <= known.today:
        raise _Wrong(_("Ngày sinh %(day)s không hợp lý.") % {"day": f"{found:%d/%m/%Y}"}, _("Hãy xem lại năm."))
    return f"{found:%d/%m/%Y}"


def _id(column: Column, value: Any, text: str, known: Known) -> str:
    digits = clean_id(text)
    if not isinstance(value, str) and digits.isdigit() and 9 < len(digits) < 12:
        whole = digits.zfill(12)
        if problem_of_id_number(whole, today=known.today) is None:
            raise _Wrong(
                _("Số định danh mất số 0 ở đầu (Excel đổi thành con số)."),
                _("Có phải %(number)s? Đặt ô ở dạng chữ rồi ghi đủ 12 số.") % {"number": whole},
            )
    problem = problem_of_id_number(text, today=known.today)
    if problem:
        raise _Wrong(problem, _("Ghi 12 số trên thẻ căn cước, ví dụ 042190001234."))
    return digits


def _phone(column: Column, value: Any, text: str, known: Known) -> str:
    digits = re.sub(r"[\s.\-()]", "", text)
    if re.fullmatch(r"[35789]\d{8}", digits):
        raise _Wrong(_("Số điện thoại mất số 0 ở đầu."), _("Ghi 0%(number)s, ô ở dạng chữ.") % {"number": digits})
    found = normalised(text)
    if not found:
        raise _Wrong(
            _("“%(text)s” không phải số điện thoại Việt Nam.") % {"text": text[:40]}, _("Ghi 10 số, ví dụ 0912345678.")
        )
    return "0" + found.removeprefix("+84") if found.startswith("+84") else found


def _email(column: Column, value: Any, text: str, known: Known) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise _Wrong(
            _("“%(text)s” không phải địa chỉ thư.") % {"text": text[:60]}, _("Ghi như ten.ho@tinh.gov.vn.")
        ) from None
    return text.lower()


def _username(column: Column, value: Any, text: str, known: Known) -> str:
    name = text.lower()
    if not 3 <= len(name) <= 80 or not _USERNAME.fullmatch(name):
        raise _Wrong(
            _("“%(text)s” không phải tên đăng nhập.") % {"text": text[:40]},
            _("Chữ thường không dấu, chữ số, dấu chấm, ví dụ maiphu.tuphap; chưa có thì để trống."),
        )
    return name


def _choice(column: Column, value: Any, text: str, known: Known) -> str:
    wanted = bare(text)
    offered = choices_of(column, known)
    for code, label in offered:
        if wanted in {bare(str(label)), bare(code)}:
            return code
    labels = ", ".join(str(label) for _code, label in offered[:8])
    raise _Wrong(
        _("“%(text)s” không có trong danh sách.") % {"text": text[:60]},
        _("Chọn một trong: %(labels)s.") % {"labels": labels},
    )


_READERS: dict[str, Callable[[Column, Any, str, Known], str]] = {
    shapes.TEXT: _text,
    shapes.NUMBER: _number,
    shapes.DAY: _day,
    shapes.ID: _id,
    shapes.PHONE: _phone,
    shapes.EMAIL: _email,
    shapes.CHOICE: _choice,
    shapes.USERNAME: _username,
}


# --- what only all rows together tell ----------------------------------------------------------------------------------
def _people(rows: Sequence[Row], known: Known) -> list[Row]:
    elsewhere = known.claimed_by([row.cells["id_number"] for row in rows if row.cells["id_number"]])
    first: dict[tuple[str, ...], Row] = {}
    found = []
    for row in rows:
        problems = list(row.problems)
        keys = _names_of(row)
        twin = next(((key, first[key]) for key in keys if key in first and _may_be_one(first[key], row)), None)
        if twin:
            wrong = _("Trùng với dòng %(row)d (cùng người, cùng việc).") % {"row": twin[1].number}
            problems.append(Problem(twin[0][0], wrong, _("Bỏ một trong hai dòng, hoặc sửa số định danh.")))
        for key in keys:
            first.setdefault(key, row)
        if unit := elsewhere.get(row.cells["id_number"]):
            wrong = _("%(unit)s cũng khai người này.") % {"unit": unit}
            write = _("Vẫn nộp được; tổ sắp xếp của tỉnh sẽ hỏi và chọn một nơi.")
            problems.append(Problem("id_number", wrong, write, blocks=False))
        found.append(Row(row.number, row.cells, tuple(problems)))
    return found


def _may_be_one(one: Row, other: Row) -> bool:
    """Two rows of one name and birth date are two people when both say different identity numbers."""
    ids = {one.cells["id_number"], other.cells["id_number"]}
    return len(ids) == 1 or "" in ids


def _names_of(row: Row) -> list[tuple[str, ...]]:
    """Ways to know one person, each with the post: somebody may hold two posts, but not one post twice."""
    cells = row.cells
    post = (cells.get("role", ""), cells.get("organ", ""))
    names: list[tuple[str, ...]] = []
    if cells["id_number"]:
        names.append(("id_number", cells["id_number"], *post))
    if cells["full_name"] and cells["birth_date"]:
        names.append(("full_name", bare(cells["full_name"]), cells["birth_date"], *post))
    return names
