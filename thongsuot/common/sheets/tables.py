"""Bảng nhỏ từ Python: rows of plain values."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from thongsuot.common.sheets.book import Column, Sheet
from thongsuot.common.sheets.packing import DAY, EMPTY, MOMENT, NUMBER, text_cell

Value = str | int | float | Decimal | date | datetime | None
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_FIRST_DAY = date(1899, 12, 30).toordinal()  # Excel's day 0
_SECONDS = 86_400
_BLOCK = 500


def write_table(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], title: str, *, made_at: datetime | None = None
) -> bytes:
    """Bảng tính một trang: texts stay texts, dates dates, numbers numbers; moments are shown in Viet Nam's time."""
    out = io.BytesIO()
    with Sheet(out, columns, title=title, made_at=made_at) as sheet:
        block: list[str] = []
        for row in rows:
            block.append(pack(row))
            if len(block) == _BLOCK:
                sheet.add("".join(block).encode())
                block.clear()
        sheet.add("".join(block).encode())
    return out.getvalue()


def pack(row: Sequence[Value]) -> str:
    """One packed row."""
    return "".join(map(_cell, row)) + "\n"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return text_cell(value)
    if value is None:
        return EMPTY
    if isinstance(value, datetime):
        return f"{MOMENT}{_serial(value):.9f}"
    if isinstance(value, date):
        return f"{DAY}{value.toordinal() - _FIRST_DAY}"
    return f"{NUMBER}{value:f}" if isinstance(value, Decimal) else f"{NUMBER}{value!r}"


def _serial(value: datetime) -> float:
    """Days since Excel's day 0 on the wall clock of Viet Nam; a naive moment is taken as UTC."""
    local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(_LOCAL)
    since_midnight = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return local.toordinal() - _FIRST_DAY + since_midnight / _SECONDS
