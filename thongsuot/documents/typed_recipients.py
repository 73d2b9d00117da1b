"""Nơi nhận gõ mỗi dòng một nơi: the way stands behind the name, units of the province are known by theirs.

UBND xã Thạch Khê                 in this system        Bộ Nội vụ [G09]         over the axis
Công ty Xanh <vanthu@xanh.vn>     by mail               Ông Bình (giấy)         on paper
Lưu: VT, KT                       kept                  Ủy ban nhân dân các xã, phường    everybody of the group
"""

import re
from collections.abc import Sequence
from datetime import date

from thongsuot.common.text import bare
from thongsuot.documents import groups as groups_
from thongsuot.documents.issuers import committee_name
from thongsuot.documents.models import Recipient
from thongsuot.documents.services.addressing import To
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, unit_info, units_in_force

Way = Recipient.Way
LONGEST = 1_000  # characters of a line; no name is as long, and addressing says so
_MAIL = re.compile(r"(.*?)\s*<\s*([^<>\s]+@[^<>\s]+)\s*>\s*[;.]?$")
_AXIS = re.compile(r"(.*?)\s*\[\s*([A-Z0-9.]{2,35})\s*\]\s*[;.]?$")
_PAPER = re.compile(r"(.*?)\s*\(giấy\)\s*[;.]?$", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:uy ban nhan dan|ubnd)\s+")


def read(text: str, *, province_id: int, on: date, unit_id: int | None = None) -> list[To]:
    """Các nơi nhận; a name that is no unit of the province and says no way goes on paper.

    With the unit that sends, the name of a whole group stands for everybody in it.
    """
    known = _known(province_id, on)
    groups = {groups_.key_of(one.name): one for one in groups_.groups_of(unit_id, province_id, on)} if unit_id else {}
    made: list[To] = []
    for line in (line.strip()[:LONGEST].lstrip("-").strip() for line in text.splitlines()):
        if group := groups.get(groups_.key_of(line)):
            made += [To(_name(unit), Way.INSIDE, unit_id=unit.id) for unit in group.units]
        elif line:
            made.append(_line(line, known))
    return made


def written(rows: Sequence[Recipient], *, unit_id: int, province_id: int, on: date) -> str:
    """Gõ lại như cũ, for the box on the page; a whole group is one line, as `read` takes it."""
    lines = groups_.lines_of(rows, unit_id=unit_id, province_id=province_id, on=on)
    return "\n".join(one.name if one.whole else _written(one.rows[0]) for one in lines)


def proposals(unit_id: int, province_id: int, on: date) -> list[tuple[str, str, list[str]]]:
    """Đề xuất nơi nhận theo nhóm (key, title, names): the province and its departments, the communes, one's own organs.

    Organs of other communes are reached through their commune.
    """
    found = []
    for group in groups_.groups_of(unit_id, province_id, on):
        above = [unit_info(province_id, on)] if group.key == "tinh" and unit_id != province_id else []
        found.append((group.key, group.title, [_name(one) for one in (*above, *group.units)]))
    return found


def _line(line: str, known: dict[str, UnitInfo]) -> To:
    if bare(line).startswith("luu"):
        return To(line.rstrip(";."), Way.FILE)
    if found := _MAIL.match(line):
        return To(found[1], Way.MAIL, address=found[2])
    if found := _AXIS.match(line):
        return To(found[1], Way.AXIS, code=found[2])
    if found := _PAPER.match(line):
        return To(found[1], Way.PAPER)
    name = line.rstrip(";. ")
    unit = known.get(_key(name))
    return To(name, Way.INSIDE, unit_id=unit.id) if unit else To(name, Way.PAPER)


def _written(row: Recipient) -> str:
    if row.way == Way.MAIL:
        return f"{row.name} <{row.address}>"
    if row.way == Way.AXIS:
        return f"{row.name} [{row.code}]"
    return f"{row.name} (giấy)" if row.way == Way.PAPER else row.name


def _known(province_id: int, on: date) -> dict[str, UnitInfo]:
    """Units of the province by what people write: departments also without the name of the province behind."""
    above = unit_info(province_id, on)
    units = [above, *(unit for unit in units_in_force(on) if unit.province_id == province_id)]
    known = {_key(unit.full_name): unit for unit in units}
    province = _key(above.full_name)
    for unit in groups_.organs(province_id, on):
        known.setdefault(_key(unit.full_name).removesuffix(province).strip(), unit)
    return known


def _key(name: str) -> str:
    return _PREFIX.sub("", " ".join(bare(name).split()))


def _name(unit: UnitInfo) -> str:
    return unit.full_name if unit.level == Level.ORGAN else committee_name(unit)
