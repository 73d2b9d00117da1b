"""Đọc tệp Excel người ta gửi lên: what is in the cells, or a refusal that says what to do with the file.

Refused as a whole: what is no .xlsx (old .xls, macro, password), too many rows, merged cells among the data, headings that
are not ours. Everything else is the business of `checking`, row by row.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid, TooLarge, UnsupportedType
from thongsuot.common.files.bombs import MEGABYTE, Limits, refuse_bomb
from thongsuot.common.files.kinds import MACRO, OLE, XLSX, kind_of
from thongsuot.common.text import bare
from thongsuot.cutover.collecting.checking import Odd, as_text
from thongsuot.cutover.collecting.shapes import MOST_ROWS, Column, Shape

LARGEST: Final = 5 * MEGABYTE
HEADING_WITHIN = 10  # rows: a title or two may stand above the heading
_LIMITS = Limits(total=120 * MEGABYTE, entries=500, ratio=400)
_MERGED = re.compile(rb'<mergeCell ref="[A-Z]+(\d+):[A-Z]+(\d+)"')
_SHEET_FILE = re.compile(r"xl/worksheets/[^/]+\.xml")
RawRow = tuple[int, Mapping[str, Any]]


class NotOurFile(Invalid):
    """Tệp không dùng được; the message says why and what to do."""

    code = "sheet_refused"


def read(content: bytes, name: str, shape: Shape) -> list[RawRow]:
    """Mọi dòng có chữ của bảng, by row number of the sheet; cells by the key of their column.

    Raises UnsupportedType, TooLarge, Invalid `sheet_refused`, `file_bomb`, `file_damaged`.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_kind(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of styles and validations it does not know
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            sheet = _sheet(book, shape)
            sheet.reset_dimensions()
            rows = _rows(sheet)
            at, places = _heading(rows, shape)
            found = list(_filled(rows, places))
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
    ) as exc:
        raise _refused(
            _("Không đọc được bảng trong tệp này. Hãy tải mẫu xuống, chép dữ liệu sang và gửi lại.")
        ) from exc
    _refuse_merged(content, at)
    if not found:
        raise _refused(_("Bảng “%(sheet)s” chưa có dòng nào. Hãy điền dưới hàng tiêu đề.") % {"sheet": shape.sheet})
    return found


def _refuse_kind(content: bytes, name: str) -> None:
    if not content:
        raise _refused(_("Tệp rỗng (0 byte). Hãy chọn lại tệp."))
    if len(content) > LARGEST:
        raise TooLarge(
            _("Tệp lớn hơn %(limit)d MB. Một xã không cần nhiều thế: hãy gửi đúng mẫu, bỏ ảnh và bảng khác.")
            % {"limit": LARGEST // MEGABYTE}
        )
    with NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        kind = kind_of(Path(file.name))
        if kind == OLE:
            raise _unsupported(_ole_words(content, name))
        if kind == MACRO:
            raise _unsupported(
                _("Tệp có macro nên không được nhận. Hãy chọn Lưu thành (Save As) loại “Excel Workbook (.xlsx)”.")
            )
        if kind != XLSX:
            raise _unsupported(_("Đây không phải tệp Excel .xlsx. Hãy tải mẫu trên trang này xuống và điền vào đó."))
        refuse_bomb(Path(file.name), kind, _LIMITS)


def _ole_words(content: bytes, name: str) -> str:
    """An old .xls and a workbook with a password begin alike; inside, the second names its encryption."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("Tệp đang đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp › Thông tin › Bảo vệ) rồi gửi lại.")
    return _("Tệp .xls cũ không được nhận. Hãy mở bằng Excel và chọn Lưu thành (Save As) loại .xlsx.")


def _sheet(book: Any, shape: Shape) -> Any:
    wanted = bare(str(shape.sheet))
    by_name = {bare(sheet.title): sheet for sheet in book.worksheets}
    if wanted in by_name:
        return by_name[wanted]
    if len(book.worksheets) == 1:
        return book.worksheets[0]
    raise _refused(
        _("Tệp không có trang tính “%(sheet)s” (đang có: %(found)s). Hãy dùng mẫu của bảng này.")
        % {"sheet": shape.sheet, "found": ", ".join(sheet.title for sheet in book.worksheets[:6])}
    )


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows with anything in them; stops soon after more than a commune can have."""
    filled = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values = [_value(cell) for cell in cells]
        if not any(as_text(value).strip() for value in values):
            continue
        filled += 1
        if filled > MOST_ROWS + HEADING_WITHIN:
            raise _too_many()
        yield number, values


def _too_many() -> NotOurFile:
    return _refused(
        _("Bảng có hơn %(most)d dòng. Hãy xoá các dòng thừa (kể cả dòng ẩn) và chỉ gửi người, thiết bị của xã mình.")
        % {"most": MOST_ROWS}
    )


def _value(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "f":
        return Odd(as_text(getattr(value, "text", value)))
    if cell.data_type == "e":
        return Odd(as_text(value), is_formula=False)
    return ("có" if value else "không") if isinstance(value, bool) else value


def _heading(rows: Iterator[tuple[int, Sequence[Any]]], shape: Shape) -> tuple[int, dict[int, str]]:
    """The row with our titles, and which column stands where."""
    titles = {_key(str(column.title)): column for column in shape.columns}
    for number, values in rows:
        places = {
            place: titles[_key(as_text(value))].key
            for place, value in enumerate(values)
            if _key(as_text(value)) in titles
        }
        if len(places) >= min(3, len(shape.columns)):
            _refuse_missing(shape, set(places.values()))
            return number, places
        if number > HEADING_WITHIN:
            break
    wanted = ", ".join(str(column.title) for column in shape.columns[:4])
    raise _refused(
        _("Không thấy hàng tiêu đề của bảng “%(sheet)s” (%(wanted)s…). Hãy dùng mẫu và không sửa hàng tiêu đề.")
        % {"sheet": shape.sheet, "wanted": wanted}
    )


def _refuse_missing(shape: Shape, found: set[str]) -> None:
    missing: list[Column] = [c for c in shape.columns if c.required and c.key not in found]
    if missing:
        raise _refused(
            _("Bảng thiếu cột: %(columns)s. Hãy dùng mẫu và không xoá, không đổi tên cột.")
            % {"columns": ", ".join(str(column.title) for column in missing)}
        )


def _key(title: str) -> str:
    return bare(" ".join(title.replace("*", " ").split()))


def _filled(rows: Iterator[tuple[int, Sequence[Any]]], places: Mapping[int, str]) -> Iterator[RawRow]:
    count = 0
    for number, values in rows:
        raw = {key: values[place] for place, key in places.items() if place < len(values)}
        if any(as_text(value).strip() for value in raw.values()):
            count += 1
            if count > MOST_ROWS:
                raise _too_many()
            yield number, raw


def _refuse_merged(content: bytes, heading: int) -> None:
    """Merged cells below the heading hide values: only the first of them holds one."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if not _SHEET_FILE.fullmatch(name):
                continue
            below = [found for found in _MERGED.finditer(package.read(name)) if int(found[2]) > heading]
            if below:
                raise _refused(
                    _("Có ô gộp ở dòng %(row)s. Hãy bỏ gộp ô (Merge & Center) và ghi đủ từng dòng rồi gửi lại.")
                    % {"row": below[0][1].decode()}
                )


def _refused(words: str) -> NotOurFile:
    return NotOurFile(words, errors=[{"field": "file", "message": words}])


def _unsupported(words: str) -> UnsupportedType:
    return UnsupportedType(words, code="sheet_refused", errors=[{"field": "file", "message": words}])
