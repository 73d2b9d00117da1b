"""Tệp Excel của kế hoạch: a sheet each for new units, goings, seats and posts, with instructions and drop-down lists.

`write` fills it with what the plan says now, so that the template of an empty plan and the export are one thing;
`read` turns it into `Content`, every row that cannot be used named by sheet, row and column. The file speaks Vietnamese
whatever language the page is shown in, so that it is read back as it was written.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid
from thongsuot.common.files.bombs import MEGABYTE, Limits, refuse_bomb
from thongsuot.common.files.kinds import XLSX
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import bare, clean_line
from thongsuot.cutover.content import (
    Content,
    PostRow,
    RowProblem,
    SeatRow,
    Way,
    add_upper_levels,
    code_fits,
    new_unit,
    old_unit,
)
from thongsuot.cutover.models import Going, Plan, PlanKind, PlanPost, PlanUnit, Seat, Side
from thongsuot.org.models import Kind, Level, Relation
from thongsuot.org.names import KIND_WORDS, full_name_of
from thongsuot.org.organs import OF_A_COMMUNE
from thongsuot.ui.forms import parse_date

LARGEST, MOST_ROWS, SPARE = 5 * MEGABYTE, 20_000, 300
LIMITS = Limits(total=120 * MEGABYTE, entries=500, ratio=400)
LISTS = "Danh mục"
KINDS = {word: kind for word, level, kind in KIND_WORDS if level == Level.COMMUNE and kind != Kind.TOWNSHIP}
with in_vietnamese():
    RELATIONS = {str(label): value for value, label in Relation.choices}
    ORGANS = {organ.name: str(organ.organ_kind) for organ in OF_A_COMMUNE}
    ROLES = {
        str(Role(role).label): role for role in ("chair", "unit_leader", "specialist", "counter_clerk", "unit_admin")
    }
YES = "x"
_HEAD = PatternFill("solid", start_color="FFE8EDF5")


@dataclass(frozen=True, slots=True)
class Heading:
    """Một cột: its title, width, and the list it is chosen from."""

    title: str
    width: int = 14
    choices: Sequence[str] = ()
    needed: bool = False


UNITS, GOINGS, SEATS, POSTS = "Đơn vị mới", "Đi về đâu", "Trụ sở", "Chức vụ"
SHEETS: dict[str, tuple[Heading, ...]] = {
    UNITS: (
        Heading("Mã", 9, needed=True),
        Heading("Loại", 12, tuple(KINDS), needed=True),
        Heading("Tên", 28, needed=True),
        Heading("Mã định danh", 20),
    ),
    GOINGS: (
        Heading("Mã cũ", 9, needed=True),
        Heading("Đơn vị cũ", 28),
        Heading("Mã mới", 9, needed=True),
        Heading("Đơn vị mới", 28),
        Heading("Cách đi", 34, tuple(RELATIONS), needed=True),
        Heading("Ghi theo nghị quyết", 50),
    ),
    SEATS: (
        Heading("Mã mới", 9, needed=True),
        Heading("Cơ quan", 32, needed=True),
        Heading("Trụ sở của mã cũ", 12),
        Heading("Địa chỉ", 36),
        Heading("Trụ sở chính", 10, (YES,)),
    ),
    POSTS: (
        Heading("Mã mới", 9),
        Heading("Bộ phận", 32, tuple(ORGANS)),
        Heading("Vai trò", 20, tuple(ROLES)),
        Heading("Chức danh", 28),
        Heading("Tên đăng nhập", 20),
        Heading("Họ và tên", 26),
        Heading("Ngày sinh", 12),
        Heading("Thư điện tử", 28),
        Heading("Điện thoại", 14),
        Heading("Đang ở mã cũ", 12),
        Heading("Được ký", 9, (YES,)),
        Heading("Hộp thư", 9, (YES,)),
        Heading("Chứng thư số", 9, (YES,)),
    ),
}


@in_vietnamese()
def write(plan: Plan, *, with_people: bool = True) -> bytes:
    """Tệp của kế hoạch, đã điền những gì kế hoạch đang có; without people for who may not read them."""
    book = Workbook()
    _instructions(book.active, plan)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    rows = {UNITS: _unit_rows(plan), GOINGS: _going_rows(plan), SEATS: _seat_rows(plan)}
    if with_people:
        rows[POSTS] = _post_rows(plan)
    places: dict[Sequence[str], str] = {}
    for name, filled in rows.items():
        _sheet(book.create_sheet(name), SHEETS[name], filled, lists, places)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _instructions(sheet: Any, plan: Plan) -> None:
    sheet.title = "Hướng dẫn"
    sheet.column_dimensions["A"].width = 110
    lines = [
        plan.title,
        _("Có hiệu lực từ 00:00 ngày %(day)s. Căn cứ: %(basis)s.")
        % {"day": f"{plan.effective_on:%d/%m/%Y}", "basis": plan.legal_basis},
        "",
        _(
            "Trang “Đơn vị mới”: mỗi đơn vị mới một dòng. Mã là mã đơn vị hành chính năm chữ số; tên không kèm chữ xã, phường."
        ),
        _(
            "Trang “Đi về đâu”: mỗi cặp đơn vị cũ, đơn vị mới một dòng. Đơn vị cũ nối theo mã, cột tên chỉ để đọc. Đơn vị bị chia có nhiều dòng."
        ),
        _(
            "Trang “Trụ sở”: cơ quan nào đặt ở trụ sở của xã cũ nào; mỗi đơn vị mới một trụ sở chính (nơi đặt UBND), đánh dấu x."
        ),
        _(
            "Trang “Chức vụ”: ai giữ chức vụ nào. Có tài khoản thì ghi tên đăng nhập; chưa có thì ghi họ tên. Bỏ trống mã mới là thôi việc; bỏ trống người là chức vụ còn chờ người."
        ),
        "",
        _(
            "Ô có danh sách thì chọn trong danh sách. Không đổi tên trang, không đổi hàng tiêu đề. Cột có dấu * phải điền."
        ),
        _(
            "Gửi tệp lên trang “Nạp từ tệp”: hệ thống cho xem khác biệt trước, chưa ghi gì cho đến khi bạn bấm nạp. Trang nào bỏ khỏi tệp thì phần ấy của kế hoạch giữ nguyên."
        ),
    ]
    for number, line in enumerate(lines, 1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=14)


def _sheet(
    sheet: Any, headings: Sequence[Heading], rows: Sequence[Sequence[Any]], lists: Any, places: dict[Any, str]
) -> None:
    last = len(rows) + SPARE
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(1, column, f"{heading.title}{' *' if heading.needed else ''}")
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = heading.width
        if heading.choices:
            rule = DataValidation(type="list", formula1=_list(lists, heading.choices, places), allow_blank=True)
            rule.errorTitle, rule.error = (
                _("Không có trong danh sách"),
                _("Hãy chọn một mục trong danh sách của ô này."),
            )
            rule.add(f"{letter}2:{letter}{last + 1}")
            sheet.add_data_validation(rule)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if value not in (None, ""):
                cell = sheet.cell(number, column, value)
                cell.number_format = "DD/MM/YYYY" if isinstance(value, date) else "@"
                if isinstance(value, str) and value[0] in "=+-@":
                    cell.data_type, cell.quotePrefix = "s", True  # what people typed is never a formula
    sheet.freeze_panes = "A2"


def _list(lists: Any, choices: Sequence[str], places: dict[Any, str]) -> str:
    if choices not in places:
        column = len(places) + 1
        for number, choice in enumerate(choices, 1):
            lists.cell(number, column, choice)
        letter = get_column_letter(column)
        places[choices] = f"'{LISTS}'!${letter}$1:${letter}${len(choices)}"
    return places[choices]


def _unit_rows(plan: Plan) -> list[list[Any]]:
    words = {kind: word for word, kind in KINDS.items()}
    units = PlanUnit.objects.filter(plan=plan, side=Side.NEW, kind__in=words).order_by("name", "code")
    return [
        [unit.code, words[Kind(unit.kind)], unit.name, "" if unit.identifier_is_demo else unit.identifier]
        for unit in units
    ]


def _going_rows(plan: Plan) -> list[list[Any]]:
    goings = Going.objects.filter(plan=plan).exclude(old__kind=Kind.PROVINCE).select_related("old", "new")
    return [
        [g.old.code, g.old.full_name, g.new.code, g.new.full_name, str(Relation(g.relation).label), g.note]
        for g in goings.order_by("new__name", "new__code", "old__name", "old__code")
    ]


def _seat_rows(plan: Plan) -> list[list[Any]]:
    seats = Seat.objects.filter(plan=plan).select_related("old", "new").order_by("new__name", "-is_main", "pk")
    return [[s.new.code, s.organs, s.old.code if s.old else "", s.address, YES if s.is_main else ""] for s in seats]


def _post_rows(plan: Plan) -> list[list[Any]]:
    organs = {kind: name for name, kind in ORGANS.items()}
    posts = PlanPost.objects.filter(plan=plan).select_related("old", "new").order_by("new__name", "organ_kind", "pk")
    return [
        [
            post.new.code if post.new else "",
            organs.get(post.organ_kind, ""),
            str(Role(post.role).label) if post.role else "",
            post.title,
            post.username,
            post.full_name,
            post.birth_date,
            post.email,
            post.phone,
            post.old.code if post.old else "",
            *(YES if yes else "" for yes in (post.signs, post.wants_mailbox, post.wants_certificate)),
        ]
        for post in posts
    ]


def read(content_of_file: bytes, plan: Plan) -> Content:
    """Đọc tệp; Invalid for a file that is not ours, problems for rows that cannot be used."""
    book = _open(content_of_file)
    content = Content()
    reader = _Reader(content, plan)
    named = {bare(title): title for title in book.sheetnames}
    found = [name for name in SHEETS if bare(name) in named]
    if not found:
        raise _refused(_("Tệp không có trang nào của mẫu. Hãy tải mẫu từ trang này, điền rồi gửi lại."))
    for name in found:
        read_row = {UNITS: reader.unit, GOINGS: reader.going, SEATS: reader.seat, POSTS: reader.post}[name]
        if name == SEATS:
            content.seats = []
        if name == POSTS:
            content.posts = []
        for cells in _rows(book[named[bare(name)]], name, content):
            content.rows += 1
            read_row(cells)
    if plan.kind == PlanKind.PROVINCE and content.ways:
        add_upper_levels(content, plan.province_id, plan.effective_on)
    content.speaks_of_units = UNITS in found or GOINGS in found
    return content


def _open(content_of_file: bytes) -> Any:
    if len(content_of_file) > LARGEST:
        raise _refused(_("Tệp lớn hơn 5 MB. Hãy bỏ ảnh và trang khác ra khỏi tệp."))
    if content_of_file[:2] != b"PK":
        raise _refused(_("Tệp không phải .xlsx. Hãy lưu lại theo dạng Excel Workbook (.xlsx)."))
    try:
        with NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(content_of_file)
            file.flush()
            refuse_bomb(Path(file.name), XLSX, LIMITS)
        return load_workbook(io.BytesIO(content_of_file), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, EOFError):
        raise _refused(_("Không đọc được tệp. Hãy dùng tệp .xlsx tải từ trang này.")) from None


@dataclass
class Cells:
    """Một dòng: texts by column number, and where it stands."""

    content: Content
    sheet: str
    row: int
    values: Sequence[Any]

    def __getitem__(self, column: int) -> str:
        value = self.values[column] if column < len(self.values) else None
        if value is None or value is False:
            return ""
        if isinstance(value, datetime | date):
            return f"{value:%d/%m/%Y}"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        try:
            return clean_line(str(value), limit=1_000)
        except Invalid as refused:
            self.wrong(column, str(refused.errors[0]["message"] if refused.errors else refused.detail))
            return ""

    def code(self, column: int) -> str:
        """A code; Excel may have taken its leading zeros away."""
        text = self[column]
        return text.zfill(5) if text.isdigit() and len(text) == 4 else text

    def wrong(self, column: int, message: str) -> None:
        """Note what is wrong in this cell."""
        title = SHEETS[self.sheet][column].title
        where = _("trang “%(sheet)s”, dòng %(row)d, cột “%(column)s”")
        self.content.wrong(where % {"sheet": self.sheet, "row": self.row, "column": title}, message)

    def chosen(self, column: int, of: dict[str, str], needed: bool) -> str | None:
        """The value of a choice, compared without marks and case; None when wrong (noted)."""
        text = self[column]
        if not text and not needed:
            return ""
        value = {bare(label): value for label, value in of.items()}.get(bare(text)) or (
            text if text in of.values() else None
        )
        if value is None:
            self.wrong(column, _("“%(text)s” không có trong danh sách.") % {"text": text} if text else _("chưa điền."))
        return value


def _rows(sheet: Any, name: str, content: Content) -> Iterator[Cells]:
    rows = sheet.iter_rows(values_only=True, max_col=len(SHEETS[name]))
    head = next(rows, ())
    titles = [bare(str(value or "").rstrip(" *")) for value in head]
    wanted = [bare(str(heading.title)) for heading in SHEETS[name]]
    if titles[: len(wanted)] != wanted:
        text = _("hàng tiêu đề đã bị đổi; cần đúng: %(titles)s.")
        titles_wanted = ", ".join(str(heading.title) for heading in SHEETS[name])
        content.wrong(_("trang “%(sheet)s”, dòng 1") % {"sheet": name}, text % {"titles": titles_wanted})
        return
    for number, values in enumerate(rows, 2):
        if number > MOST_ROWS:
            content.wrong(_("trang “%(sheet)s”") % {"sheet": name}, _("dài hơn 20.000 dòng."))
            return
        if any(value not in (None, "") for value in values):
            yield Cells(content, name, number, values)


class _Reader:
    """Rows into content; units first, so that goings and posts can name them."""

    def __init__(self, content: Content, plan: Plan) -> None:
        self.content, self.plan, self.on = content, plan, plan.effective_on
        units = list(PlanUnit.objects.filter(plan=plan))
        self.known_new = {unit.code: unit.full_name for unit in units if unit.side == Side.NEW}
        self.known_old = {unit.code for unit in units if unit.side == Side.OLD}

    def unit(self, cells: Cells) -> None:
        code, name = cells.code(0), cells[2]
        kind = cells.chosen(1, {word: str(kind) for word, kind in KINDS.items()}, needed=True)
        if not code_fits(code):
            cells.wrong(0, _("mã đơn vị cấp xã gồm năm chữ số."))
        elif code in self.content.new:
            cells.wrong(0, _("mã %(code)s đã ghi ở dòng trên.") % {"code": code})
        elif not name:
            cells.wrong(2, _("chưa điền."))
        elif kind:
            unit = new_unit(code, full_name_of(kind, name), self.on)
            self.content.new[code] = unit.with_identifier(cells[3])

    def going(self, cells: Cells) -> None:
        old, new = cells[0], cells.code(2)
        before = old_unit(old, self.on) or old_unit(cells.code(0), self.on)
        relation = cells.chosen(4, RELATIONS, needed=True)
        if before is None:
            cells.wrong(0, _("không có đơn vị nào mang mã %(code)s vào ngày cuối.") % {"code": old or "…"})
        elif new not in self.content.new and new not in self.known_new:
            cells.wrong(2, _("mã %(code)s không có ở trang “Đơn vị mới”.") % {"code": new or "…"})
        elif relation:
            if cells[1] and bare(cells[1]) != bare(before.full_name):
                text = _("ghi “%(theirs)s”, mã này là %(ours)s; nối theo mã.") % {
                    "theirs": cells[1],
                    "ours": before.full_name,
                }
                self.content.remarks.append(
                    RowProblem(_("trang “%(sheet)s”, dòng %(row)d") % {"sheet": GOINGS, "row": cells.row}, text)
                )
            self.content.old[before.code] = before
            where = _("trang “%(sheet)s”, dòng %(row)d") % {"sheet": GOINGS, "row": cells.row}
            self.content.put_way(Way(before.code, new, relation, cells[5]), where)

    def seat(self, cells: Cells) -> None:
        new, old = cells.code(0), cells.code(2)
        if self._new_is_known(cells, 0, new) and self._old_is_known(cells, 2, old):
            assert self.content.seats is not None
            if not cells[1]:
                cells.wrong(1, _("chưa điền."))
                return
            main = bool(cells[4])
            if main and any(seat.is_main and seat.new == new for seat in self.content.seats):
                cells.wrong(4, _("đơn vị này đã có trụ sở chính ở dòng trên."))
                return
            self.content.seats.append(SeatRow(new, cells[1][:200], old, cells[3][:200], main))

    def post(self, cells: Cells) -> None:
        new, old, birth = cells.code(0), cells.code(9), cells[6]
        organ, role = cells.chosen(1, ORGANS, needed=False), cells.chosen(2, ROLES, needed=bool(new))
        birth_date = parse_date(birth) if birth else None
        if birth and birth_date is None:
            cells.wrong(6, _("ngày sinh chưa đúng, ví dụ 07/07/1985."))
            return
        if not new and not (cells[4] or cells[5]):
            cells.wrong(5, _("người thôi việc phải có họ tên hoặc tên đăng nhập."))
            return
        if (new and not self._new_is_known(cells, 0, new)) or not self._old_is_known(cells, 9, old):
            return
        if organ is None or role is None:
            return
        assert self.content.posts is not None
        row = PostRow(
            new=new, organ_kind=organ, role=role if new else "", title=cells[3][:120], username=cells[4].lower()[:80],
            full_name=cells[5][:120], birth_date=birth_date, email=cells[7][:254], phone=cells[8][:20], old=old,
            signs=bool(cells[10]), wants_mailbox=bool(cells[11]), wants_certificate=bool(cells[12]),
        )  # fmt: skip
        if any(other.key == row.key for other in self.content.posts) and row.is_held:
            cells.wrong(5, _("người này đã ghi với chức vụ ấy ở dòng trên."))
            return
        self.content.posts.append(row)

    def _new_is_known(self, cells: Cells, column: int, code: str) -> bool:
        if code in self.content.new or code in self.known_new:
            return True
        cells.wrong(column, _("mã %(code)s không có ở trang “Đơn vị mới”.") % {"code": code or "…"})
        return False

    def _old_is_known(self, cells: Cells, column: int, code: str) -> bool:
        if not code or code in self.content.old or code in self.known_old:
            return True
        cells.wrong(column, _("mã cũ %(code)s không có ở trang “Đi về đâu”.") % {"code": code})
        return False


def _refused(message: str) -> Invalid:
    return Invalid(code="sheet_refused", errors=[{"field": "file", "message": message}])
