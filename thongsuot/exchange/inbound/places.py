"""Đơn vị trong thông điệp: a code means nothing without its day; an old one goes to its successor when there is exactly one."""

import re
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.common.stamps import cached
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, heirs, unit_by_code, unit_info, units_in_force, units_of_code

COMMUNES = {Level.COMMUNE}
_CODE = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")


def unit_of(written: str, *, filed_on: date, today: date) -> UnitInfo:
    """Đơn vị đang có hiệu lực mà mã này chỉ tới; raises NotUnderstood, for what is undecided is never guessed."""
    found = _CODE.match(written.strip())
    code = found[0] if found else ""
    info = _named(code, filed_on)
    if info is None:
        raise NotUnderstood("unit_unknown", _("Mã đơn vị: %(code)s.") % {"code": written[:40] or _("để trống")})
    if info.in_force(today):
        return info
    following = heirs(info.id, today)
    if len(following) == 1:
        return unit_info(following[0].unit_id, today)
    words = {"unit": info.full_name, "code": code, "heirs": ", ".join(heir.full_name for heir in following)}
    if following:
        raise NotUnderstood("unit_split", _("%(unit)s (mã %(code)s) nay thuộc: %(heirs)s.") % words)
    raise NotUnderstood("unit_not_in_force", _("%(unit)s (mã %(code)s).") % words)


def _named(code: str, on: date) -> UnitInfo | None:
    """Whom the code (or identifier) meant that day; else the last unit that bore it before, or the first after."""
    if by_identifier := _identifiers(on).get(code):
        return by_identifier
    if same_day := unit_by_code(code, on, COMMUNES):
        return same_day
    known = units_of_code(code, COMMUNES)
    ended = [info for info in known if info.valid_to is not None and info.valid_to <= on]
    return ended[-1] if ended else next(iter(known), None)


@cached("org")
def _identifiers(on: date) -> dict[str, UnitInfo]:
    return {info.identifier: info for info in units_in_force(on) if info.identifier and info.level in COMMUNES}


@cached("org")
def numbered_by_us(identifier: str, on: date) -> bool:
    """Whether a counter of ours gives codes that begin so: such a code could be given twice."""
    return identifier in _identifiers(on)
