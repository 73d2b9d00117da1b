"""Nay là: what a unit named on an old paper is on a later day, in one sentence; all heirs, never one by guess."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.org.heirs import Heir, what_it_is
from thongsuot.org.selectors import unit_info


@dataclass(frozen=True, slots=True)
class Nowadays:
    """Đơn vị trên giấy cũ nay là gì. `heirs` empty: nobody knows who took over."""

    was: str
    heirs: tuple[Heir, ...]
    since: date | None

    @property
    def words(self) -> str:
        """Một câu: "Xã Thạch Châu nay là Xã Mai Phụ (từ ngày 01/07/2025)."."""
        if not self.heirs:
            return _("%(was)s đã kết thúc hoạt động.") % {"was": self.was}
        told = {"was": self.was, "names": ", ".join(heir.full_name for heir in self.heirs)}
        since = " " + _("(từ ngày %(day)s)") % {"day": f"{self.since:%d/%m/%Y}"} if self.since else ""
        if len(self.heirs) == 1 and self.heirs[0].complete:
            return _("%(was)s nay là %(names)s") % told + since + "."
        if len(self.heirs) == 1:
            return _("Một phần %(was)s nay thuộc %(names)s") % told + since + "."
        return _("%(was)s được chia cho %(names)s") % told + since + "."


def nowadays(unit_id: int, then: date, day: date) -> Nowadays | None:
    """Đơn vị như được gọi trong ngày `then` thì trong ngày `day` là gì; None while it is called the same.

    Through all generations: of a unit that was merged twice, the units in force on `day`.
    """
    was = unit_info(unit_id, then)
    heirs = tuple(what_it_is(was, day))
    if len(heirs) == 1 and heirs[0].unit_id == unit_id and heirs[0].full_name == was.full_name:
        return None
    since = max((heir.effective_on for heir in heirs), default=None)
    return Nowadays(was.full_name, heirs, since if since and since > date.min else None)
