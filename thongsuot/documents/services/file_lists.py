"""Danh mục hồ sơ của năm: written as a table (also from Excel), approved with its decision (NĐ 30/2020, Điều 28)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import BadZipFile

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.sheets.book import Column
from thongsuot.common.sheets.tables import write_table
from thongsuot.common.text import clean_line
from thongsuot.documents import permissions
from thongsuot.documents.models import FileList, FileListItem
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_info

LARGEST, MOST = 5 * 1024 * 1024, 3_000
COLUMNS = (("code", 30), ("title", 300), ("person_name", 160), ("rule", 20), ("note", 300))


@dataclass(frozen=True, slots=True)
class ListRow:
    """Một dòng của danh mục."""

    code: str
    title: str
    person_name: str = ""
    rule: str = ""
    note: str = ""


@transaction.atomic
def replace(*, unit_id: int, year: int, rows: Sequence[ListRow], principal: Principal, at: datetime) -> FileList:
    """Ghi lại cả danh mục của năm while it is not approved. Raises Invalid naming lines, MoveNotAllowed when approved."""
    permissions.need(principal, unit_id, *permissions.CLERKS, *permissions.LEADERS)
    clean = _cleaned(rows)
    info = unit_info(unit_id, local_day(at))
    made, _new = FileList.objects.select_for_update().get_or_create(
        unit_id=unit_id, year=year, defaults={"province_id": info.province_id or info.id}
    )
    if made.approved_at:
        raise MoveNotAllowed(
            _("Danh mục năm %(year)d đã được phê duyệt (%(decision)s); muốn sửa thì ban hành danh mục bổ sung.")
            % {"year": year, "decision": made.decision}
        )
    made.items.all().delete()
    FileListItem.objects.bulk_create(
        [
            FileListItem(
                list=made,
                position=n,
                code=row.code,
                title=row.title,
                person_name=row.person_name,
                rule=row.rule,
                note=row.note,
            )
            for n, row in enumerate(clean, 1)
        ]
    )
    return made


@transaction.atomic
def approve(*, unit_id: int, year: int, decision: str, principal: Principal, at: datetime) -> FileList:
    """Phê duyệt danh mục: by a leader, with the decision that says so."""
    permissions.need(principal, unit_id, *permissions.LEADERS)
    made = FileList.objects.select_for_update().filter(unit_id=unit_id, year=year).first()
    if made is None or not made.items.exists():
        raise Invalid(_("Danh mục năm này chưa có dòng nào."), code="list_empty")
    said = clean_line(decision, field="decision", limit=120)
    if not said:
        raise Invalid(errors=[{"field": "decision", "message": _("Cần ghi số, ngày của quyết định.")}])
    if made.approved_at is None:
        made.decision, made.approved_at, made.approved_by_id = said, at, principal.user_id
        made.save(update_fields=["decision", "approved_at", "approved_by"])
    return made


def read_excel(content: bytes) -> list[ListRow]:
    """Các dòng của một tệp Excel: code, title, person, retention, note in the first five columns, below one heading.

    Raises Invalid `sheet_unreadable` for what is no workbook, or has too many rows.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if len(content) > LARGEST:
        raise Invalid(_("Tệp Excel lớn quá 5 MB."), code="sheet_unreadable")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = [
            ["" if cell is None else str(cell).strip() for cell in line[: len(COLUMNS)]]
            for line in book.worksheets[0].iter_rows(min_row=2, max_row=MOST + 2, values_only=True)
        ]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as exc:
        raise Invalid(_("Tệp này không phải bảng tính Excel (.xlsx) đọc được."), code="sheet_unreadable") from exc
    rows = [line + [""] * (len(COLUMNS) - len(line)) for line in found if any(line)]
    return [ListRow(*line) for line in rows]


def write_excel(rows: Sequence[ListRow], title: str) -> bytes:
    """Danh mục thành bảng tính, in the columns that `read_excel` takes."""
    heads = (_("Số, ký hiệu hồ sơ"), _("Tiêu đề hồ sơ"), _("Đơn vị, người lập"), _("Mục bảo quản"), _("Ghi chú"))
    columns = [Column(head, width=width) for head, width in zip(heads, (16, 60, 30, 14, 30), strict=True)]
    return write_table(columns, [(row.code, row.title, row.person_name, row.rule, row.note) for row in rows], title)


def _cleaned(rows: Sequence[ListRow]) -> list[ListRow]:
    errors, clean, codes = [], [], set()
    if len(rows) > MOST:
        raise Invalid(_("Danh mục tối đa %(count)d dòng.") % {"count": MOST})
    for number, row in enumerate(rows, 1):
        try:
            one = ListRow(*(clean_line(getattr(row, name), field=name, limit=limit) for name, limit in COLUMNS))
        except Invalid as wrong:
            errors.append(_("Dòng %(n)d: %(why)s") % {"n": number, "why": wrong.errors[0]["message"]})
            continue
        if not one.code or not one.title:
            errors.append(_("Dòng %(n)d: thiếu số, ký hiệu hoặc tiêu đề.") % {"n": number})
        elif one.code in codes:
            errors.append(_("Dòng %(n)d: số, ký hiệu %(code)s đã có ở trên.") % {"n": number, "code": one.code})
        codes.add(one.code)
        clean.append(one)
    if errors:
        raise Invalid(code="list_lines_wrong", errors=[{"field": "sheet", "message": text} for text in errors[:50]])
    return clean
