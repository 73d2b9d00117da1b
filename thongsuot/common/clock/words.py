"""Bằng lời: Vietnamese sentences for days, durations and what is left of them.

This package knows no framework, so whoever shows a text may hand in his translator `_`; extraction finds the literals.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from thongsuot.common.clock.calendar import local
from thongsuot.common.clock.daycount import DayCount, Reason
from thongsuot.common.clock.duration import Duration, DurationUnit
from thongsuot.common.clock.lateness import Remaining

Translate = Callable[[str], str]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def day_sentence(day: DayCount, _: Translate = str) -> str:
    """Vì sao ngày này được tính, hoặc không."""
    if day.counted and day.minutes is not None:
        return _counted_minutes(day, _)
    return _sentences(_)[Reason(day.code)].format(
        name=day.name or _("ngày nghỉ"), time=minutes_text(day.minutes or 0, _)
    )


def _sentences(_: Translate) -> dict[Reason, str]:
    return {
        Reason.RECEIVED_DAY: _("Ngày nhận hồ sơ, không tính vào thời hạn."),
        Reason.RECEIVED_AFTER_CUTOFF: _("Nhận sau giờ chốt trong ngày nên tính sang ngày làm việc tiếp theo."),
        Reason.AFTER_HOURS: _("Ngoài giờ làm việc nên chưa tính giờ nào."),
        Reason.COUNTED: _("Được tính."),
        Reason.COUNTED_PART: _("Được tính một phần ngày."),
        Reason.COUNTED_DAY_OFF: _("Được tính: thời hạn theo ngày lịch tính cả ngày nghỉ."),
        Reason.SAME_DAY: _("Nhận trong giờ nên trả kết quả ngay trong ngày."),
        Reason.NEXT_WORKING_DAY: _("Ngày làm việc tiếp theo: trả kết quả trong ngày này."),
        Reason.ENDS_ON_DAY_OFF: _("Được tính; là ngày cuối nhưng rơi vào ngày nghỉ nên hạn dời đi."),
        Reason.MOVED_TO_WORKING_DAY: _("Ngày làm việc tiếp theo sau ngày cuối: hạn dời đến ngày này."),
        Reason.WEEKEND: _("Nghỉ cuối tuần, không tính."),
        Reason.CLOSED: _("Cơ quan không làm việc ngày này, không tính."),
        Reason.HOLIDAY: _("Nghỉ lễ: {name}. Không tính."),
        Reason.SUBSTITUTE: _("Nghỉ bù: {name}. Không tính."),
        Reason.SWAPPED_OFF: _("Nghỉ hoán đổi: {name}. Không tính."),
        Reason.SWAPPED_WORK: _("Ngày làm việc hoán đổi: {name}. Được tính."),
        Reason.PAUSED: _("Tạm dừng, không tính ({time} làm việc đã dừng)."),
        Reason.RESUMED: _("Hết tạm dừng trong ngày này, tính tiếp."),
        Reason.RESTARTED: _("Ngày hết tạm dừng, không tính; thời hạn tính lại từ đầu sau ngày này."),
    }


def _counted_minutes(day: DayCount, _: Translate) -> str:
    time = minutes_text(day.minutes or 0, _)
    if day.code == Reason.RESUMED:
        return _("Hết tạm dừng trong ngày này, tính tiếp {time}.").format(time=time)
    if day.code == Reason.SWAPPED_WORK:
        return _("Ngày làm việc hoán đổi: {name}. Được tính {time}.").format(name=day.name, time=time)
    return _("Được tính {time}.").format(time=time)


def minutes_text(minutes: int, _: Translate = str) -> str:
    """Số phút bằng lời: "2 giờ 30 phút"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{rest} phút").format(rest=rest)
    if not rest:
        return _("{hours} giờ").format(hours=hours)
    return _("{hours} giờ {rest} phút").format(hours=hours, rest=rest)


def duration_text(duration: Duration, _: Translate = str) -> str:
    """Thời hạn bằng lời: "1,5 ngày làm việc", "trong ngày"."""
    if duration.unit is DurationUnit.SAME_DAY:
        return _("trong ngày làm việc")
    units = {
        DurationUnit.HOUR: _("{quantity} giờ làm việc"),
        DurationUnit.WORKING_DAY: _("{quantity} ngày làm việc"),
        DurationUnit.DAY: _("{quantity} ngày"),
        DurationUnit.MONTH: _("{quantity} tháng"),
    }
    return units[duration.unit].format(quantity=number_text(duration.quantity))


def number_text(number: Decimal) -> str:
    """Số theo cách viết Việt Nam: dấu phẩy trước phần lẻ, không có số không thừa."""
    return f"{number.normalize():f}".replace(".", ",")


def remaining_text(left: Remaining, _: Translate = str) -> str:
    """Còn hay đã quá hạn bao lâu: "còn 2 ngày làm việc", "còn 3 giờ làm việc", "quá hạn 3 giờ"."""
    if left.days:
        text = _("quá hạn {days} ngày làm việc") if left.late else _("còn {days} ngày làm việc")
        return text.format(days=left.days)
    if left.time >= HOUR:
        text = _("quá hạn {hours} giờ") if left.late else _("còn {hours} giờ làm việc")
        return text.format(hours=left.time // HOUR)
    if left.time >= MINUTE:
        text = _("quá hạn {minutes} phút") if left.late else _("còn {minutes} phút")
        return text.format(minutes=left.time // MINUTE)
    return _("vừa quá hạn") if left.late else _("đến hạn ngay bây giờ")


def moment_text(at: datetime, _: Translate = str) -> str:
    """Thời điểm bằng lời: "17:00, thứ Ba 08/07/2025"."""
    here = local(at)
    return f"{here:%H:%M}, {weekday_text(here.isoweekday(), _)} {here:%d/%m/%Y}"


def weekday_text(weekday: int, _: Translate = str) -> str:
    """Tên thứ trong tuần (1 = thứ Hai)."""
    names = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    return names[weekday - 1]
