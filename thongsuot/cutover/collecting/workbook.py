"""Mẫu Excel của một bảng: filled with what is known, drop-downs, protected heading, a sheet of instructions.

The same writer makes the file of what is wrong: the messages stand beside their rows, in a column that is not read back.
"""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from thongsuot.common.language import in_vietnamese
from thongsuot.common.sheets.book import sheet_name
from thongsuot.cutover.collecting import shapes
from thongsuot.cutover.collecting.checking import Known, choices_of, label_of
from thongsuot.cutover.collecting.rows import Row
from thongsuot.cutover.collecting.shapes import Column, Shape

LISTS = "Danh mục"
SPARE = 300  # empty rows that already have drop-downs and the form of a text
_HEAD = PatternFill("solid", start_color="FFE8EDF5")
_WRONG = PatternFill("solid", start_color="FFFBE4E2")
_OPEN = Protection(locked=False)


@in_vietnamese()
def write(shape: Shape, rows: Sequence[Row], known: Known, *, title: str, due: str, messages: bool = False) -> bytes:
    """Mẫu (hay tệp lỗi when `messages`) as .xlsx."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(str(shape.sheet))
    _instructions(book.create_sheet("Hướng dẫn"), shape, known, title, due)
    lists = book.create_sheet(LISTS)
    _heading(sheet, shape, messages)
    last = max(len(rows), 1) + SPARE
    for place, column in enumerate(shape.columns, 1):
        _column(sheet, lists, place, column, known, last)
    for number, row in enumerate(rows, 2):
        _row(sheet, number, shape, row, known, messages)
    lists.sheet_state = "hidden"
    sheet.protection.sheet = (
        True  # the heading alone is locked; without a password: it guards against slips, not people
    )
    for may in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, may, False)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: Any, shape: Shape, messages: bool) -> None:
    titles = [f"{column.title}{' *' if column.required else ''}" for column in shape.columns]
    for place, title in enumerate([*titles, *([_("Chỗ chưa đúng")] if messages else [])], 1):
        cell = sheet.cell(1, place, title)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 32
    if messages:
        sheet.column_dimensions[get_column_letter(len(shape.columns) + 1)].width = 70


def _column(sheet: Any, lists: Any, place: int, column: Column, known: Known, last: int) -> None:
    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = column.width
    for number in range(2, last + 1):
        cell = sheet.cell(number, place)
        cell.protection = _OPEN
        if column.kind not in {shapes.NUMBER}:
            cell.number_format = "@"  # as text: Excel then keeps leading zeros and does not turn days around
    offered = choices_of(column, known)
    if offered:
        for number, (_code, label) in enumerate(offered, 1):
            _put(lists.cell(number, place), str(label))
        rule = DataValidation(
            type="list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(offered)}", allow_blank=not column.required
        )
        rule.error, rule.errorTitle = _("Hãy chọn trong danh sách."), str(column.title)[:30]
        rule.prompt, rule.promptTitle = str(column.hint)[:250] or _("Chọn trong danh sách."), str(column.title)[:30]
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{last}")


def _row(sheet: Any, number: int, shape: Shape, row: Row, known: Known, messages: bool) -> None:
    for place, column in enumerate(shape.columns, 1):
        value = label_of(column, row.cells.get(column.key, ""), known)
        cell = sheet.cell(number, place)
        if column.kind == shapes.NUMBER and value.isdecimal():
            cell.value = int(value)
        else:
            _put(cell, value)
        if messages and row.problem_of(column.key):
            cell.fill = _WRONG
    if messages:
        words = [f"{shape.by_key[p.column].title}: {p.words}" for p in row.problems]
        cell = sheet.cell(number, len(shape.columns) + 1)
        _put(cell, "\n".join(words))
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _put(cell: Any, text: str) -> None:
    """A text is never a formula, whatever it begins with."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
        if text.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True


def _instructions(sheet: Any, shape: Shape, known: Known, title: str, due: str) -> None:
    lines = [
        (title, ""),
        (_("Hạn nộp"), due),
        (
            _("Cách điền"),
            _("Điền ở trang “%(sheet)s”, mỗi dòng một mục; cột có dấu * là bắt buộc.") % {"sheet": shape.sheet},
        ),
        ("", _("Không sửa hàng tiêu đề, không gộp ô, không dùng công thức; ngày ghi ngày/tháng/năm.")),
        ("", _("Lưu dạng .xlsx, không đặt mật khẩu, rồi tải lên đúng trang đã tải mẫu.")),
        ("", ""),
        (_("Cột"), _("Ghi gì")),
    ]
    for column in shape.columns:
        says = str(column.hint)
        if column.kind == shapes.CHOICE:
            labels = "; ".join(str(label) for _code, label in choices_of(column, known))
            says = f"{says} — {labels}" if says else labels
        lines.append((f"{column.title}{' *' if column.required else ''}", says))
    for number, (left, right) in enumerate(lines, 1):
        _put(sheet.cell(number, 1), left)
        _put(sheet.cell(number, 2), right)
        sheet.cell(number, 1).font = Font(bold=True)
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    sheet.protection.sheet = True
