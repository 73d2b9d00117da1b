"""Nội dung một kế hoạch, như một nguồn nói: units and goings by their codes, before they are compared with the plan.

Sources: what `org` knows (`from_org`), the conversion table (`from_table`), the workbook (`workbook.read`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from thongsuot.cutover.models import Plan, PlanKind
from thongsuot.org.book import UnitInfo, book
from thongsuot.org.models import Kind, Level, Relation
from thongsuot.org.names import bare_key, name_and_kind
from thongsuot.org.selectors import unit_by_code, unit_info
from thongsuot.org.tables import parse_table

COMMUNE_KINDS = frozenset({Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE})
COLUMNS = ("old_code", "old_full_name", "old_district_code", "new_code", "new_full_name", "relation")


@dataclass(frozen=True, slots=True)
class NewUnit:
    """Một đơn vị mới: as it will be called; `unit_id` when `org` knows it already."""

    code: str
    name: str
    full_name: str
    kind: str
    unit_id: int | None = None
    identifier: str = ""
    identifier_is_demo: bool = False

    def with_identifier(self, identifier: str) -> "NewUnit":
        """The same with the official identifier that a source gives; an empty one says nothing."""
        return replace(self, identifier=identifier[:35], identifier_is_demo=False) if identifier else self


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Một trụ sở, units by their codes; `old` empty = somewhere else."""

    new: str
    organs: str
    old: str
    address: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class PostRow:
    """Một chức vụ, units by their codes; `new` empty = leaves."""

    new: str
    organ_kind: str
    role: str
    title: str
    username: str
    full_name: str
    birth_date: date | None
    email: str
    phone: str
    old: str
    signs: bool
    wants_mailbox: bool
    wants_certificate: bool

    @property
    def is_held(self) -> bool:
        """Whether somebody holds it."""
        return bool(self.username or self.full_name)

    @property
    def key(self) -> tuple[str, ...]:
        """By what it is known again: the place and the person (a vacant one by its title)."""
        person = self.username or f"{self.full_name}|{self.birth_date or ''}" if self.is_held else f"?{self.title}"
        return (self.new, self.organ_kind, self.role, person)


@dataclass(frozen=True, slots=True)
class Way:
    """Đơn vị cũ (mã) đi sang đơn vị mới (mã) theo cách nào."""

    old: str
    new: str
    relation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Một dòng không dùng được: where it stands and what to do."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass
class Content:
    """Toàn bộ những gì nguồn nói. `problems` keep it from being put into a plan, `remarks` do not."""

    old: dict[str, UnitInfo] = field(default_factory=dict)
    new: dict[str, NewUnit] = field(default_factory=dict)
    ways: dict[tuple[str, str], Way] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[RowProblem] = field(default_factory=list)
    rows: int = 0
    seats: list[SeatRow] | None = None  # None: the source does not speak of them
    posts: list[PostRow] | None = None
    speaks_of_units: bool = True

    def wrong(self, where: str, message: str) -> None:
        """Note a row that cannot be used."""
        self.problems.append(RowProblem(where, message))

    def put_way(self, way: Way, where: str) -> None:
        """A pair once; twice in two manners is a problem."""
        first = self.ways.setdefault((way.old, way.new), way)
        if first.relation != way.relation:
            text = _("cặp %(old)s → %(new)s đã ghi ở trên với cách “%(relation)s”. Hãy giữ một dòng.")
            label = Relation(first.relation).label
            self.wrong(where, text % {"old": way.old, "new": way.new, "relation": label})


def from_org(province_id: int, on: date) -> Content:
    """Điều `org` biết về lần sắp xếp của tỉnh vào ngày này: successions of that day, and every old unit of the province."""
    content = Content()
    above, units = former_provinces(province_id, on), book()
    last_day = on - timedelta(days=1)
    for unit_id in _communes_of({province_id}, on):
        links = [link for link in units.into.get(unit_id, ()) if link.effective_on == on]
        after = units.on(unit_id, on)
        if not links or after is None:
            continue
        content.new[after.code] = as_new(after)
        for link in links:
            before = units.nearest(link.predecessor_id, last_day)
            if before is not None:
                content.old[before.code] = before
                content.put_way(Way(before.code, after.code, link.relation, link.note), after.full_name)
    for unit_id in _communes_of(above, last_day):
        before = units.on(unit_id, last_day)
        if before is not None and units.on(unit_id, on) is None:
            content.old.setdefault(before.code, before)
    add_upper_levels(content, province_id, on)
    content.rows = len(content.ways)
    return content


def from_table(content_of_file: bytes, plan: Plan, name: str = "") -> Content:
    """Bảng chuyển đổi (CSV) như `thongsuot org import-mapping` đọc; rows of other provinces are passed over."""
    content = Content()
    province = unit_info(plan.province_id, plan.effective_on).code
    for line, row in parse_table(content_of_file, COLUMNS, name or _("bảng chuyển đổi")):
        if not row.get("new_province_code") or row["new_province_code"] == province:
            content.rows += 1
            _read_row(content, plan, line, row)
    if plan.kind == PlanKind.PROVINCE:
        add_upper_levels(content, plan.province_id, plan.effective_on)
    return content


def former_provinces(province_id: int, on: date) -> set[int]:
    """Tỉnh này ngày trước đó là những tỉnh nào: itself, or the provinces it was made of that day."""
    before = {link.predecessor_id for link in book().into.get(province_id, ()) if link.effective_on == on}
    return before or {province_id}


def add_upper_levels(content: Content, province_id: int, on: date) -> None:
    """Huyện bị bỏ và tỉnh cũ bị nhập: their open work needs a place too. The province is one of those places."""
    above, units, last_day = former_provinces(province_id, on), book(), on - timedelta(days=1)
    ended = [
        info
        for own in units.versions.values()
        for info in own
        if info.level == Level.DISTRICT and info.province_id in above and info.in_force(last_day)
        if units.on(info.id, on) is None
    ]
    province = unit_info(province_id, on)
    for info in ended:
        content.old.setdefault(info.code, info)
    if ended or above != {province_id}:
        content.new.setdefault(province.code, as_new(province))
    if above != {province_id}:
        for former in above:
            before = unit_info(former, last_day)
            content.old.setdefault(before.code, before)
            content.put_way(Way(before.code, province.code, Relation.WHOLE), province.full_name)


def as_new(info: UnitInfo) -> NewUnit:
    """A unit of `org` as new unit of a plan."""
    return NewUnit(info.code, info.name, info.full_name, info.kind, info.id, info.identifier, info.identifier_is_demo)


def old_unit(code: str, on: date, levels: Iterable[str] = (Level.COMMUNE, Level.DISTRICT)) -> UnitInfo | None:
    """Đơn vị mang mã này vào ngày cuối trước ngày hiệu lực."""
    return unit_by_code(code, on - timedelta(days=1), tuple(levels)) if code else None


def new_unit(code: str, full_name: str, on: date) -> NewUnit:
    """Đơn vị mới mang mã và tên này; the one of `org` when a unit of this code begins that day. Raises ValueError."""
    name, kind = name_and_kind(Level.COMMUNE, full_name)
    known = unit_by_code(code, on, (Level.COMMUNE,))
    if known is not None and known.valid_from == on:
        return NewUnit(code, name, full_name, kind, known.id, known.identifier, known.identifier_is_demo)
    return NewUnit(code, name, full_name, kind)


def _communes_of(provinces: set[int], day: date) -> list[int]:
    units = book()
    return [
        unit_id
        for unit_id, own in units.versions.items()
        if any(info.level == Level.COMMUNE and info.province_id in provinces and info.in_force(day) for info in own)
    ]


def _read_row(content: Content, plan: Plan, line: int, row: dict[str, str]) -> None:
    where = _("dòng %(line)d") % {"line": line}
    if row["relation"] not in Relation.values:
        content.wrong(where, _("cột relation: không có cách đi “%(relation)s”.") % {"relation": row["relation"][:40]})
        return
    if not row["old_code"] and row["relation"] != Relation.DISTRICT_TO_SPECIAL:
        content.remarks.append(RowProblem(where, _("không nêu đơn vị cũ: %(note)s") % {"note": row.get("note_vi", "")}))
        return
    code = row["old_code"] or row["old_district_code"]
    before = old_unit(code, plan.effective_on)
    if before is None:
        content.wrong(
            where, _("cột old_code: không có đơn vị nào mang mã %(code)s trước ngày hiệu lực.") % {"code": code}
        )
        return
    try:
        after = new_unit(row["new_code"], row["new_full_name"], plan.effective_on)
    except ValueError:
        text = _("cột new_full_name: “%(name)s” phải bắt đầu bằng Xã, Phường, Thị trấn hoặc Đặc khu.")
        content.wrong(where, text % {"name": row["new_full_name"]})
        return
    if not code_fits(after.code):
        content.wrong(where, _("cột new_code: mã đơn vị cấp xã gồm năm chữ số."))
        return
    if bare_key(before.full_name) != bare_key(row["old_full_name"]):
        text = _("mã %(code)s bảng ghi “%(theirs)s”, ta có “%(ours)s”; nối theo mã.")
        words = {"code": code, "theirs": row["old_full_name"], "ours": before.full_name}
        content.remarks.append(RowProblem(where, text % words))
    content.old[before.code] = before
    content.new.setdefault(after.code, after)
    content.put_way(Way(before.code, after.code, row["relation"], row.get("note_vi", "")), where)


def code_fits(code: str) -> bool:
    """Whether this is a code of a commune (QĐ 19/2025/QĐ-TTg): five digits."""
    return len(code) == 5 and code.isascii() and code.isdigit()
