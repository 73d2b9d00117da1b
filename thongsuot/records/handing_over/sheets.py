"""Danh sách hộp, hồ sơ bằng Excel: out with what is known, in with every wrong row told and none taken."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid, TooLarge
from thongsuot.common.files.bombs import MEGABYTE, Limits, refuse_bomb
from thongsuot.common.files.kinds import XLSX, kind_of
from thongsuot.common.language import in_vietnamese
from thongsuot.common.sheets import NUMBER, Column, Table, write_tables
from thongsuot.common.text import bare, clean_line
from thongsuot.records.handing_over.services.listing import BoxRow, FileRow
from thongsuot.records.models import Handover

LARGEST = 5 * MEGABYTE
MOST_ROWS = 20_000
BOXES, FILES = "Hộp", "Hồ sơ"
_LIMITS = Limits(total=120 * MEGABYTE, entries=500, ratio=400)
_BOX_HEADS = (("Hộp số", 30, True), ("Tên hộp", 300, False), ("Nơi để", 200, False), ("Ghi chú", 300, False))
_FILE_HEADS = (
    ("Hộp số", 30, True), ("Hồ sơ số", 6, True), ("Tiêu đề", 1_000, True), ("Thời gian", 40, False),
    ("Thời hạn bảo quản", 60, False), ("Số tài liệu", 6, False), ("Số tờ", 6, False), ("Ghi chú", 300, False),
)  # fmt: skip
_WHOLE = frozenset({"Hồ sơ số", "Số tài liệu", "Số tờ"})
Head = tuple[str, int, bool]


@in_vietnamese()
def write(handover: Handover, *, made_at: datetime) -> bytes:
    """Danh mục của đợt, two sheets; also the empty form to be filled."""
    boxes = handover.boxes.order_by("pk").values_list("number", "title", "place", "note")
    files = handover.files.order_by("box__pk", "number").values_list(
        "box__number", "number", "title", "years", "retention", "documents", "sheets", "note", "digitised"
    )
    rows = [(*row[:-1], _("đã số hoá") if row[-1] else "") for row in files]
    tables = [
        Table(BOXES, [Column(head) for head, _limit, _need in _BOX_HEADS], list(boxes)),
        Table(
            FILES,
            [*(Column(head, NUMBER if head in _WHOLE else "text") for head, _limit, _need in _FILE_HEADS), Column(_("Số hoá"))],
            rows,
        ),
    ]  # fmt: skip
    return write_tables(tables, made_at=made_at)


def read(content: bytes) -> tuple[list[BoxRow], list[FileRow]]:
    """Đọc tệp Excel. Files that came from scanned batches (marked "đã số hoá") are passed over: they are not typed.

    Raises Invalid `sheet_refused`, `file_bomb`, with each wrong row in words (first twenty), TooLarge.
    """
    book = _open(content)
    wrong: list[str] = []
    boxes = [
        BoxRow(*cells)
        for cells, _more in _rows(book, BOXES, _BOX_HEADS, wrong)
    ]  # fmt: skip
    files = [
        FileRow(cells[0], int(cells[1]), cells[2], cells[3], cells[4], int(cells[5] or 0), int(cells[6] or 0), cells[7])
        for cells, more in _rows(book, FILES, _FILE_HEADS, wrong)
        if "da so hoa" not in bare(more)
    ]
    numbers = [box.number for box in boxes]
    wrong += [
        _("Hộp %(box)s có hai dòng.") % {"box": box}
        for box in sorted(n for n, times in Counter(numbers).items() if times > 1)
    ]
    if wrong:
        shown = wrong[:20]
        raise Invalid(
            _("Tệp còn %(count)d dòng sai nên chưa ghi dòng nào.") % {"count": len(wrong)},
            errors=[{"field": "file", "message": message} for message in shown],
        )
    return boxes, files


def _open(content: bytes) -> Any:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if len(content) > LARGEST:
        raise TooLarge(_("Tệp lớn hơn 5 MB."))
    try:
        with NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(content)
            file.flush()
            path = Path(file.name)
            if kind_of(path) is not XLSX:
                raise _refused(_("Đây không phải tệp Excel (.xlsx)."))
            refuse_bomb(path, XLSX, _LIMITS)
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise _refused(_("Không mở được tệp Excel này. Hãy lưu lại từ Excel rồi tải lên.")) from fault


def _rows(book: Any, title: str, heads: Sequence[Head], wrong: list[str]) -> Iterator[tuple[list[str], str]]:
    """Cells of each filled row as clean texts, and what stands behind the last column; faults go into `wrong`."""
    if title not in book.sheetnames:
        raise _refused(_("Tệp thiếu trang “%(title)s”. Hãy dùng mẫu tải từ hệ thống.") % {"title": title})
    rows = book[title].iter_rows(values_only=True)
    first = [bare(_text(cell)) for cell in next(rows, ())]
    if first[: len(heads)] != [bare(head) for head, _limit, _need in heads]:
        raise _refused(_("Hàng đầu của trang “%(title)s” không đúng mẫu.") % {"title": title})
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS + 1:
            raise _refused(_("Mỗi trang tối đa %(most)d dòng.") % {"most": MOST_ROWS})
        cells = [_text(cell) for cell in row]
        if any(cells):
            cells += [""] * (len(heads) + 1 - len(cells))
            checked = _checked(cells, heads, f"{title}, dòng {number}", wrong)
            if checked is not None:
                yield checked, cells[len(heads)]


def _checked(cells: Sequence[str], heads: Sequence[Head], where: str, wrong: list[str]) -> list[str] | None:
    found, before = [], len(wrong)
    for cell, (head, limit, needed) in zip(cells, heads, strict=False):
        try:
            line = clean_line(cell, limit=limit)
        except Invalid:
            wrong.append(_("%(where)s: “%(head)s” quá dài hoặc có ký tự lạ.") % {"where": where, "head": head})
            continue
        if needed and not line:
            wrong.append(_("%(where)s: thiếu “%(head)s”.") % {"where": where, "head": head})
        elif head in _WHOLE and line and not (line.isascii() and line.isdigit()):
            wrong.append(_("%(where)s: “%(head)s” phải là số nguyên.") % {"where": where, "head": head})
        found.append(line)
    return found if len(wrong) == before else None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _refused(message: str) -> Invalid:
    return Invalid(message, code="sheet_refused", errors=[{"field": "file", "message": message}])
