"""Bảng Excel: texts stay texts, so that nothing a source wrote can become a formula on somebody's machine."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # Excel's own limit
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True)
class Sheet:
    """Một trang tính: heads with their widths, then rows."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Tệp .xlsx."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, PLAIN_TEXT) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title[:31])
            page.freeze_panes(1, 0)
            for column, (name, width) in enumerate(sheet.columns):
                page.set_column(column, column, width)
                page.write_string(0, column, name, head)
            for number, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row):
                    _cell(page, number, column, value, body, day)
            page.autofilter(0, 0, max(1, page.dim_rowmax or 1), len(sheet.columns) - 1)
    return file.getvalue()


def _cell(page: Any, row: int, column: int, value: Any, body: Any, day: Any) -> None:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        page.write_string(row, column, ("x" if value is True else value or "")[:LONGEST_CELL], body)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, float(value), body)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, day)
    else:
        page.write_string(row, column, str(value)[:LONGEST_CELL], body)


def download(sheets: Sequence[Sheet], name: str) -> HttpResponse:
    """The workbook as an attachment."""
    answer = HttpResponse(workbook(sheets), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
