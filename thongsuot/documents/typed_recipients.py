"""Nơi nhận gõ mỗi dòng một nơi: the way stands behind the name, units of the province are known by theirs.

UBND xã Thạch Khê                 in this system        Bộ Nội vụ [G09]         over the axis
Công ty Xanh <vanthu@xanh.vn>     by mail               Ông Bình (giấy)         on paper
Lưu: VT, KT                       kept
"""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.common.text import bare
from thongsuot.documents.issuers import committee_name
from thongsuot.documents.models import Recipient
from thongsuot.documents.services.addressing import To
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, children, unit_info, units_in_force

Way = Recipient.Way
LONGEST = 1_000  # characters of a line; no name is as long, and addressing says so
_MAIL = re.compile(r"(.*?)\s*<\s*([^<>\s]+@[^<>\s]+)\s*>\s*[;.]?$")
_AXIS = re.compile(r"(.*?)\s*\[\s*([A-Z0-9.]{2,35})\s*\]\s*[;.]?$")
_PAPER = re.compile(r"(.*?)\s*\(giấy\)\s*[;.]?$", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:uy ban nhan dan|ubnd)\s+")


def read(text: str, *, province_id: int, on: date) -> list[To]:
    """Các nơi nhận; a name that is no unit of the province and says no way goes on paper."""
    known = _known(province_id, on)
    lines = (line.strip()[:LONGEST].lstrip("-").strip() for line in text.splitlines())
    return [_line(line, known) for line in lines if line]


def written(rows: Iterable[Recipient]) -> str:
    """Gõ lại như cũ, for the box on the page."""
    return "\n".join(_written(row) for row in rows)


def proposals(unit_id: int, province_id: int, on: date) -> list[tuple[str, str, list[str]]]:
    """Đề xuất nơi nhận theo nhóm (key, title, names): the province and its departments, the communes, one's own organs.

    Organs of other communes are reached through their commune.
    """
    above = [unit_info(province_id, on), *_organs(province_id, on)]
    communes = [unit for unit in children(province_id, on) if unit.level == Level.COMMUNE]
    own = _organs(unit_id, on) if unit_id != province_id else []
    groups = [
        ("tinh", _("Tỉnh và các sở, ngành"), above),
        ("xa", _("Các xã, phường, đặc khu"), communes),
        ("noi-bo", _("Cơ quan, bộ phận của đơn vị mình"), own),
    ]
    named = [(key, title, [_name(one) for one in units if one.id != unit_id]) for key, title, units in groups]
    return [(key, title, names) for key, title, names in named if names]


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


def _organs(unit_id: int, on: date) -> list[UnitInfo]:
    return [unit for unit in children(unit_id, on) if unit.level == Level.ORGAN]


def _known(province_id: int, on: date) -> dict[str, UnitInfo]:
    """Units of the province by what people write: departments also without the name of the province behind."""
    above = unit_info(province_id, on)
    units = [above, *(unit for unit in units_in_force(on) if unit.province_id == province_id)]
    known = {_key(unit.full_name): unit for unit in units}
    province = _key(above.full_name)
    for unit in _organs(province_id, on):
        known.setdefault(_key(unit.full_name).removesuffix(province).strip(), unit)
    return known


def _key(name: str) -> str:
    return _PREFIX.sub("", " ".join(bare(name).split()))


def _name(unit: UnitInfo) -> str:
    return unit.full_name if unit.level == Level.ORGAN else committee_name(unit)
