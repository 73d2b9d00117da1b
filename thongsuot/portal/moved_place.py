"""Nơi nhận trong bản nháp, khi đơn vị ấy đã thành đơn vị khác: a draft follows its commune when it is opened again.

Drafts are encrypted and few are ever finished, so nobody opens them on the night of a reorganisation. The code in a
draft means the unit that bore it on the day the draft was saved; a code alone may mean another one today.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.org.models import Level
from thongsuot.org.selectors import heirs, in_force, unit_by_code, unit_info
from thongsuot.portal.filing import Filing


@dataclass(frozen=True, slots=True)
class Followed:
    """Điều đã đổi trong bản nháp, in words for whoever opens it."""

    words: str


def follow(filing: Filing, *, saved_on: date, today: date) -> Followed | None:
    """Đổi nơi nhận theo đơn vị kế thừa; with several heirs it is left open, for nobody may guess. None: nothing changed."""
    unit = unit_by_code(filing.receiving_unit, saved_on, {Level.COMMUNE}) if filing.receiving_unit else None
    if unit is None:
        return None
    if in_force(unit.id, today):
        filing.receiving_unit = unit_info(unit.id, today).code
        return None
    following = heirs(unit.id, today)
    said = {"old": unit.full_name, "new": ", ".join(heir.full_name for heir in following)}
    if len(following) == 1:
        filing.receiving_unit = following[0].code
        return Followed(_("%(old)s nay là %(new)s; bản nháp của bạn đã đổi nơi nhận theo.") % said)
    filing.receiving_unit = ""
    if not following:
        return Followed(_("%(old)s không còn nữa. Hãy chọn lại nơi nhận hồ sơ.") % said)
    return Followed(_("%(old)s nay thuộc %(new)s. Hãy chọn nơi nhận theo chỗ ở của bạn.") % said)
