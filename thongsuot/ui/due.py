"""Nhãn hạn xử lý: how a due moment reads to people: "còn 2 ngày làm việc", "quá hạn 3 giờ".

Pure: the working minutes come from the legal clock (`common.clock.working_minutes`) by whoever has the calendar.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.ui.formats import vi_datetime

DAY = 8 * 60
SOON = DAY


@dataclass(frozen=True, slots=True)
class Due:
    """Hạn để hiển thị: tone is late, soon, calm, paused, done or none; `title` names the exact moment."""

    words: str
    tone: str
    title: str


def words(
    due_at: datetime | None,
    at: datetime,
    *,
    minutes: int | None = None,
    paused: bool = False,
    done_at: datetime | None = None,
    day_minutes: int = DAY,
) -> Due:
    """Words for a due moment. `minutes` = working minutes between the two moments, never negative; without it real time counts."""
    if paused:
        return Due(_("đang tạm dừng"), "paused", _("Đồng hồ đang dừng; hạn sẽ tính lại khi tiếp tục."))
    if due_at is None:
        return Due(_("không có hạn"), "none", _("Việc này không có hạn."))
    title = _("Hạn: %(moment)s") % {"moment": vi_datetime(due_at)}
    if done_at is not None:
        late = done_at > due_at
        return Due(_("xong, trễ hạn") if late else _("xong đúng hạn"), "late" if late else "done", title)
    late = at > due_at
    if minutes is None:
        distance = real_span(int(abs((due_at - at).total_seconds()) // 60))
        soon = not late and (due_at - at).total_seconds() <= 24 * 3600
    else:
        distance = working_span(minutes, day_minutes)
        soon = not late and minutes <= SOON
    if not minutes and minutes is not None:  # due a moment ago or in a moment, counted in working time
        return Due(_("vừa quá hạn") if late else _("đến hạn"), "late" if late else "soon", title)
    if late:
        return Due(_("quá hạn %(span)s") % {"span": distance}, "late", title)
    return Due(_("còn %(span)s") % {"span": distance}, "soon" if soon else "calm", title)


def working_span(minutes: int, day_minutes: int = DAY) -> str:
    """Khoảng thời gian làm việc: whole working days when there is at least one, else hours, else minutes."""
    if minutes >= day_minutes:
        days = minutes // day_minutes
        return ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", days) % {"n": days}
    return _hours_or_minutes(minutes)


def real_span(minutes: int) -> str:
    """Khoảng thời gian thường: days of 24 hours, hours, minutes."""
    if minutes >= 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": days}
    return _hours_or_minutes(minutes)


def _hours_or_minutes(minutes: int) -> str:
    if minutes >= 60:
        return ngettext("%(n)s giờ", "%(n)s giờ", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
