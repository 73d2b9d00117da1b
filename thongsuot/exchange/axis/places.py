"""Mã định danh của cơ quan: which unit bore it that day, who has its affairs today, and how a unit of ours is called outside."""

from datetime import date

from django.utils.translation import gettext as _

from thongsuot.exchange.axis.edxml.messages import Agency
from thongsuot.org.selectors import UnitInfo, heirs, unit_info, units_of_identifier, versions_of


class Misplaced(Exception):
    """Chưa rõ nơi nhận: `cause` as in axis/causes.py."""

    def __init__(self, cause: str, words: str) -> None:
        super().__init__(cause)
        self.cause, self.words = cause, words


def bearer(code: str, on: date) -> UnitInfo | None:
    """Đơn vị mang mã này ngày ấy; else the last that bore it before, or the first after. None: unknown here."""
    known = units_of_identifier(code)
    if same := next((info for info in known if info.in_force(on)), None):
        return same
    before = [info for info in known if info.valid_to is not None and info.valid_to <= on]
    return before[-1] if before else next(iter(known), None)


def holder(code: str, issued_on: date, today: date) -> UnitInfo:
    """Đơn vị hôm nay nhận văn bản gửi tới mã này; an old commune's papers go to its only successor. Raises Misplaced."""
    info = bearer(code, issued_on)
    if info is None:
        raise Misplaced("unit_unknown", _("Mã định danh: %(code)s.") % {"code": code[:40]})
    if any(version.in_force(today) for version in versions_of(info.id)):
        return unit_info(info.id, today)
    following = heirs(info.id, today)
    words = {"unit": info.full_name, "code": code, "heirs": ", ".join(heir.full_name for heir in following)}
    if len(following) == 1:
        return unit_info(following[0].unit_id, today)
    if following:
        raise Misplaced("unit_split", _("%(unit)s (mã %(code)s) nay thuộc: %(heirs)s.") % words)
    raise Misplaced("unit_not_in_force", _("%(unit)s (mã %(code)s).") % words)


def agency_of(unit_id: int, on: date) -> Agency:
    """Một đơn vị của ta as a sender: its identifier and name that day; the identifier is empty when it has none."""
    info = unit_info(unit_id, on)
    return Agency(info.identifier, info.full_name)
