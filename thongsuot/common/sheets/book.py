"""Tệp .xlsx: the few parts Excel and LibreOffice need, written once, front to back, sheet after sheet."""

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
_OF_EACH = {"type": parts.CONTENT_TYPE, "relation": parts.RELATION}


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


class Package:
    """Một tệp .xlsx đang ghi: the parts around its sheets, whose titles are known from the beginning."""

    def __init__(
        self, out: IO[bytes], titles: Sequence[str], *, choices: Sequence[str] = (), made_at: datetime | None = None
    ) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST)
        self._moment = (made_at or datetime(2025, 7, 1, tzinfo=UTC)).astimezone(UTC)
        names = list(enumerate(map(sheet_name, titles), 1))
        each = {key: "".join(shape.format(number=n) for n, _name in names) for key, shape in _OF_EACH.items()}
        self._part("[Content_Types].xml", parts.CONTENT_TYPES.format(sheets=each["type"]))
        for name, content in parts.FIXED.items():
            self._part(name, content)
        self._part("xl/_rels/workbook.xml.rels", parts.RELATIONS.format(sheets=each["relation"]))
        listed = "".join(parts.SHEET.format(name=quoteattr(name), number=n) for n, name in names)
        printed = "".join(parts.PRINT_TITLES.format(quoted=escape(name), place=n - 1) for n, name in names)
        self._part("xl/workbook.xml", parts.WORKBOOK.format(sheets=listed, names=printed))
        title = escape(titles[0])
        self._part("docProps/core.xml", parts.CORE.format(title=title, at=f"{self._moment:%Y-%m-%dT%H:%M:%SZ}"))
        items = "".join(f'<si><t xml:space="preserve">{escape(_printable(choice))}</t></si>' for choice in choices)
        self._part("xl/sharedStrings.xml", parts.SHARED.format(items=items))

    def open(self, number: int) -> IO[bytes]:
        """Where sheet number n is written; one at a time."""
        return self._zip.open(self._info(f"xl/worksheets/sheet{number}.xml"), "w")

    def close(self) -> None:
        """Finish the file."""
        self._zip.close()

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = _FAST  # type: ignore[attr-defined]  # public only from Python 3.13 on
        return info

    def _part(self, name: str, content: str) -> None:
        self._zip.writestr(self._info(name), content)


class Page:
    """Một trang tính đang ghi: add packed rows, then finish."""

    def __init__(self, package: Package, columns: Sequence[Column], number: int = 1) -> None:
        self.columns, self.rows = columns, 0
        self._out = package.open(number)
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{column.shown_width:g}" customWidth="1"/>'
            for n, column in enumerate(columns, 1)
        )
        self._out.write(parts.SHEET_HEAD.format(widths=widths).encode())
        heading = "".join(text_cell(str(column.title)) for column in columns) + "\n"
        self._out.write(
            rows_xml(heading.encode()).replace(b"<c ", b'<c s="5" ').replace(b's="5" t="str" s="1"', b's="5" t="str"')
        )

    def add(self, packed: bytes) -> None:
        """Add whole packed rows, each ended by a line feed."""
        if packed:
            self.rows += packed.count(b"\n")
            self._out.write(rows_xml(packed))

    def finish(self) -> None:
        """Nothing more comes onto this page."""
        last = f"{column_letters(len(self.columns))}{self.rows + 1}"
        self._out.write(parts.SHEET_TAIL.format(last=last).encode())
        self._out.close()

    def give_up(self) -> None:
        """Leave it as it is."""
        self._out.close()


class Sheet(Page):
    """Một bảng, một tệp: add packed rows, then close. `choices` are texts that cells name by number."""

    def __init__(
        self,
        out: IO[bytes],
        columns: Sequence[Column],
        *,
        title: str,
        choices: Sequence[str] = (),
        made_at: datetime | None = None,
    ) -> None:
        self._package = Package(out, [title], choices=choices, made_at=made_at)
        super().__init__(self._package, columns)

    def close(self) -> None:
        """Finish the file."""
        self.finish()
        self._package.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:  # nobody reads a file that was not finished
            self.give_up()
            self._package.close()


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
