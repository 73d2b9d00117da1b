"""Bảng nhỏ từ Python: rows of plain values."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from thongsuot.common.sheets.book import Column, Package, Page
from thongsuot.common.sheets.packing import DAY, EMPTY, FRACTION, MOMENT, NUMBER, long_text_cell, text_cell

Value = str | bool | int | float | Decimal | date | datetime | None
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_FIRST_DAY = date(1899, 12, 30).toordinal()  # Excel's day 0
_SECONDS = 86_400
_BLOCK = 500


@dataclass(frozen=True, slots=True)
class Table:
    """Một bảng nhỏ: the title of its sheet, columns, rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def write_table(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], title: str, *, made_at: datetime | None = None
) -> bytes:
    """Bảng tính một trang: texts stay texts, dates dates, numbers numbers; moments are shown in Viet Nam's time."""
    return write_tables([Table(title, columns, rows)], made_at=made_at)


def write_tables(tables: Sequence[Table], *, made_at: datetime | None = None) -> bytes:
    """Bảng tính nhiều trang, one sheet for each table; titles must differ in their first 31 characters."""
    out = io.BytesIO()
    package = Package(out, [table.title for table in tables], made_at=made_at)
    for number, table in enumerate(tables, 1):
        page = Page(package, table.columns, number)
        _fill(page, table.rows)
        page.finish()
    package.close()
    return out.getvalue()


def _fill(page: Page, rows: Iterable[Sequence[Value]]) -> None:
    block: list[str] = []
    for row in rows:
        block.append(pack(row))
        if len(block) == _BLOCK:
            page.add("".join(block).encode())
            block.clear()
    page.add("".join(block).encode())


def pack(row: Sequence[Value]) -> str:
    """One packed row."""
    return "".join(map(_cell, row)) + "\n"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return long_text_cell(value)
    if value is None or value is False:
        return EMPTY
    if value is True:
        return text_cell("x")
    if isinstance(value, datetime):
        return f"{MOMENT}{_serial(value):.9f}"
    if isinstance(value, date):
        return f"{DAY}{value.toordinal() - _FIRST_DAY}"
    mark = NUMBER if value == int(value) else FRACTION
    return f"{mark}{value:f}" if isinstance(value, Decimal) else f"{mark}{value!r}"


def _serial(value: datetime) -> float:
    """Days since Excel's day 0 on the wall clock of Viet Nam; a naive moment is taken as UTC."""
    local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(_LOCAL)
    since_midnight = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return local.toordinal() - _FIRST_DAY + since_midnight / _SECONDS
