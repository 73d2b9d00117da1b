"""Tệp .xlsx: the few parts Excel and LibreOffice need, written once, front to back, one sheet."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape, quoteattr

from django.utils.functional import Promise

from thongsuot.common.sheets import parts
from thongsuot.common.sheets.packing import rows_xml, text_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT, NUMBER, DAY, MOMENT = "text", "number", "day", "moment"
MOST_ROWS = 1_048_575  # what a sheet holds below its heading
_USUAL_WIDTH = {TEXT: 24.0, NUMBER: 12.0, DAY: 12.0, MOMENT: 17.0}
_FAST = 1


@dataclass(frozen=True, slots=True)
class Column:
    """Một cột: heading, what stands below it, width in characters (0 = usual for its kind)."""

    title: str | Promise
    kind: str = TEXT
    width: float = 0

    @property
    def shown_width(self) -> float:
        """Width as Excel counts it."""
        return self.width or _USUAL_WIDTH[self.kind]


class Sheet:
    """Một bảng đang ghi: add packed rows, then close. `choices` are texts that cells name by number."""

    def __init__(
        self,
        out: IO[bytes],
        columns: Sequence[Column],
        *,
        title: str,
        choices: Sequence[str] = (),
        made_at: datetime | None = None,
    ) -> None:
        self.columns, self.rows = columns, 0
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST)
        self._moment = (made_at or datetime(2025, 7, 1, tzinfo=UTC)).astimezone(UTC)
        for name, content in parts.FIXED.items():
            self._part(name, content)
        name = sheet_name(title)
        last = column_letters(len(columns))
        self._part("xl/workbook.xml", parts.WORKBOOK.format(name=quoteattr(name), quoted=escape(name), last=last))
        self._part("docProps/core.xml", parts.CORE.format(title=escape(title), at=f"{self._moment:%Y-%m-%dT%H:%M:%SZ}"))
        items = "".join(f'<si><t xml:space="preserve">{escape(_printable(choice))}</t></si>' for choice in choices)
        self._part("xl/sharedStrings.xml", parts.SHARED.format(items=items))
        self._sheet = self._zip.open(self._info("xl/worksheets/sheet1.xml"), "w")
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{column.shown_width:g}" customWidth="1"/>'
            for n, column in enumerate(columns, 1)
        )
        self._sheet.write(parts.SHEET_HEAD.format(widths=widths).encode())
        heading = "".join(text_cell(str(column.title)) for column in columns) + "\n"
        self._sheet.write(
            rows_xml(heading.encode()).replace(b"<c ", b'<c s="5" ').replace(b's="5" t="str" s="1"', b's="5" t="str"')
        )

    def add(self, packed: bytes) -> None:
        """Add whole packed rows, each ended by a line feed."""
        if packed:
            self.rows += packed.count(b"\n")
            self._sheet.write(rows_xml(packed))

    def close(self) -> None:
        """Finish the file."""
        last = f"{column_letters(len(self.columns))}{self.rows + 1}"
        self._sheet.write(parts.SHEET_TAIL.format(last=last).encode())
        self._sheet.close()
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:  # nobody reads a file that was not finished
            self._sheet.close()
            self._zip.close()

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = _FAST  # type: ignore[attr-defined]  # public only from Python 3.13 on
        return info

    def _part(self, name: str, content: str) -> None:
        self._zip.writestr(self._info(name), content)


def sheet_name(title: str) -> str:
    """Tên trang tính: at most 31 characters, without those Excel refuses; never empty."""
    return re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", title).strip()[:31].strip() or "Bảng"


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _printable(text: str) -> str:
    return "".join(char for char in text if char >= " ")
