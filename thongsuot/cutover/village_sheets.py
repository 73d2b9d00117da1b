"""Bảng Excel danh sách thôn của một đơn vị bị chia: one line per village with the code of the new unit it goes to."""

import io
from collections.abc import Sequence
from typing import BinaryIO
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from thongsuot.common import sheets
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line
from thongsuot.cutover.matching.villages import village
from thongsuot.cutover.models import PlanUnit, SplitRule

LARGEST, MOST_ROWS = 1024 * 1024, 2_000


def write(old: PlanUnit, ways: Sequence[PlanUnit], rules: Sequence[SplitRule]) -> bytes:
    """Danh sách hiện có; without any, one empty line for each place it goes to."""
    rows = [
        (rule.goes_to.code, rule.goes_to.full_name, value)
        for rule in rules
        if rule.by == SplitRule.By.VILLAGE and not rule.fields
        for value in rule.values
    ]
    columns = [
        sheets.Column(_("Mã đơn vị mới")),
        sheets.Column(_("Đơn vị mới")),
        sheets.Column(_("Thôn, tổ dân phố")),
    ]
    return sheets.write_table(columns, rows or [(one.code, one.full_name, "") for one in ways], old.full_name[:31])


def read(file: BinaryIO, size: int) -> dict[str, list[str]]:
    """Đọc bảng; Invalid with a message for every line that cannot be used, nothing is kept then."""
    if size > LARGEST:
        raise _wrong([_("Tệp lớn hơn 1 MB; danh sách thôn không thể dài thế.")])
    found: dict[str, list[str]] = {}
    faults: list[str] = []
    seen: dict[str, str] = {}
    for number, (code, name) in enumerate(_rows(file), 2):
        if not name:
            continue
        if not code:
            faults.append(_("Dòng %(row)d: thiếu mã đơn vị mới.") % {"row": number})
        elif village(name) is None:
            faults.append(
                _("Dòng %(row)d: “%(name)s” không phải tên thôn; tên là số thì ghi “Thôn 3”.")
                % {"row": number, "name": name}
            )
        elif seen.setdefault(name.casefold(), code) != code:
            faults.append(
                _("Dòng %(row)d: “%(name)s” đã ghi cho đơn vị %(code)s.")
                % {"row": number, "name": name, "code": seen[name.casefold()]}
            )
        elif name not in found.setdefault(code, []):
            found[code].append(name)
    if faults:
        raise _wrong(faults[:20])
    if not found:
        raise _wrong([_("Bảng chưa có thôn nào. Ghi mỗi thôn một dòng, cạnh mã của đơn vị mới.")])
    return found


def _rows(file: BinaryIO) -> list[tuple[str, str]]:
    """Code and village of each line below the heading."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(file.read(LARGEST + 1)), read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(min_row=2, max_row=MOST_ROWS + 2, max_col=3, values_only=True))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, IndexError):
        raise _wrong([_("Không đọc được tệp. Hãy dùng tệp .xlsx tải từ trang này.")]) from None
    if len(lines) > MOST_ROWS:
        raise _wrong([_("Bảng dài hơn 2.000 dòng.")])
    return [(_cell(line, 0), _cell(line, 2)) for line in lines]


def _cell(line: Sequence[object], at: int) -> str:
    value = line[at] if at < len(line) else None
    text = (
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value if value is not None else "")
    )
    return clean_line(text, field="file", limit=SplitRule._meta.get_field("values").base_field.max_length)  # type: ignore[union-attr]


def _wrong(messages: Sequence[str]) -> Invalid:
    return Invalid(errors=[{"field": "file", "message": message} for message in messages])
