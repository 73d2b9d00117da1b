"""Nhóm nơi nhận: all communes, all departments, all divisions of one's own; whole groups are written as one line.

How many places make a group worth its own line is proposed ("đề xuất"), as are the names of the groups: NĐ 30/2020 says
only that places may be named by their groups (Phụ lục I, Phần I, mục II.9; chỗ này chưa xác minh).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.common.text import bare
from thongsuot.documents.issuers import committee_name
from thongsuot.documents.models import Recipient
from thongsuot.org.models import Kind, Level
from thongsuot.org.selectors import UnitInfo, children, unit_info

LEAST = 3
_KINDS = ((Kind.COMMUNE, "xã"), (Kind.WARD, "phường"), (Kind.SPECIAL_ZONE, "đặc khu"))


@dataclass(frozen=True, slots=True)
class Group:
    """Một nhóm: `name` as it is written on a document, `title` as the pages call it, its units on that day."""

    key: str
    title: str
    name: str
    units: tuple[UnitInfo, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng nơi nhận: one place, or a whole group under its name."""

    name: str
    rows: tuple[Recipient, ...]
    whole: bool = False

    @property
    def total(self) -> int:
        """Bao nhiêu nơi."""
        return len(self.rows)

    @property
    def sent(self) -> int:
        """Bao nhiêu nơi đã gửi tới."""
        return sum(row.sending == Recipient.Sending.SENT for row in self.rows)

    @property
    def stuck(self) -> int:
        """Bao nhiêu nơi chưa gửi được."""
        return sum(row.sending == Recipient.Sending.STUCK for row in self.rows)

    @property
    def confirmed(self) -> int:
        """Bao nhiêu nơi đã xác nhận."""
        return sum(row.confirmed for row in self.rows)


def groups_of(unit_id: int, province_id: int, on: date) -> list[Group]:
    """Các nhóm mà đơn vị này gửi tới được, without itself and without empty ones; no statement when the process is warm."""
    province, own = unit_info(province_id, on), unit_info(unit_id, on)
    communes = _without(unit_id, [unit for unit in children(province_id, on) if unit.level == Level.COMMUNE])
    found = [
        Group(
            "tinh",
            _("Tỉnh và các sở, ngành"),
            "Các sở, ban, ngành cấp tỉnh",
            _without(unit_id, organs(province_id, on)),
        ),
        Group("xa", _("Các xã, phường, đặc khu"), _communes(communes, province, own), communes),
    ]
    if unit_id != province_id:
        name = f"Các cơ quan, bộ phận thuộc {committee_name(own) if own.level != Level.ORGAN else own.full_name}"
        found.append(Group("noi-bo", _("Cơ quan, bộ phận của đơn vị mình"), name, tuple(organs(unit_id, on))))
    return [group for group in found if group.units]


def organs(unit_id: int, on: date) -> list[UnitInfo]:
    """Cơ quan của một đơn vị."""
    return [unit for unit in children(unit_id, on) if unit.level == Level.ORGAN]


def lines_of(rows: Sequence[Recipient], *, unit_id: int, province_id: int, on: date) -> list[Line]:
    """Nơi nhận theo dòng, in their order: a group of which everybody is there stands where its first place stood."""
    at = {row.unit_id: row for row in rows if row.unit_id}
    taken: dict[int, Group] = {}
    for group in groups_of(unit_id, province_id, on):
        if len(group.units) >= LEAST and all(unit.id in at for unit in group.units):
            taken |= {unit.id: group for unit in group.units}
    made: list[Line] = []
    done: set[str] = set()
    for row in rows:
        folded = taken.get(row.unit_id or 0)
        if folded is None:
            made.append(Line(row.name, (row,)))
        elif folded.key not in done:
            done.add(folded.key)
            members = tuple(one for one in rows if one.unit_id and taken.get(one.unit_id) == folded)
            made.append(Line(folded.name, members, whole=True))
    return made


def key_of(name: str) -> str:
    """Tên để so: without marks, order marks and the dots and semicolons that end a line."""
    return " ".join(bare(name.strip().lstrip("-").rstrip(" ;.")).split())


def _communes(communes: Sequence[UnitInfo], province: UnitInfo, own: UnitInfo) -> str:
    there = {unit.kind for unit in communes}
    kinds = ", ".join(words for kind, words in _KINDS if kind in there)
    if own.level == Level.PROVINCE or (own.parent_id == province.id and own.level == Level.ORGAN):
        return f"Ủy ban nhân dân các {kinds}"
    whose = "thành phố" if province.full_name.startswith("Thành phố") else "tỉnh"
    return f"Ủy ban nhân dân các {kinds} trong {whose}"


def _without(unit_id: int, units: Sequence[UnitInfo]) -> tuple[UnitInfo, ...]:
    return tuple(unit for unit in units if unit.id != unit_id)
