"""Câu hỏi về hạn: from what people and programs ask (moment, duration, unit) to the legal clock's answer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common.clock import Calendar, CalendarUnknown, Due, Duration, DurationInvalid, DurationUnit, due, local
from thongsuot.common.errors import Invalid, NoCalendar
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import require_in_force

LONGEST = 1_000
WRONG_DURATIONS = {
    "positive": gettext_lazy("Thời hạn phải lớn hơn 0."),
    "too_long": gettext_lazy("Thời hạn quá dài."),
    "whole": gettext_lazy("Thời hạn tính bằng ngày hoặc tháng phải là số nguyên."),
    "same_day": gettext_lazy("Thời hạn trong ngày không có số lượng khác 1."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Câu trả lời: the due moment with its days, and the calendar and duration that gave it."""

    due: Due
    calendar: Calendar
    duration: Duration


def duration_from(quantity: Decimal | None, unit: str) -> Duration:
    """Thời hạn như người hỏi ghi; only "trong ngày" needs no quantity. Raises Invalid on the field `quantity`."""
    if quantity is None and unit != DurationUnit.SAME_DAY:
        raise _wrong_quantity(_("Thiếu mục này."))
    if quantity is not None and quantity > LONGEST:
        raise _wrong_quantity(str(WRONG_DURATIONS["too_long"]))
    try:
        return Duration(Decimal(1) if quantity is None else quantity, DurationUnit(unit))
    except DurationInvalid as wrong:
        raise _wrong_quantity(str(WRONG_DURATIONS[wrong.reason])) from None


def answer(received_at: datetime, duration: Duration, unit_code: str = "") -> Answer:
    """Hạn theo lịch của tỉnh có đơn vị này (không nêu đơn vị: lịch chung cả nước).

    Raises Invalid for a unit that is not in force on the day of reception, NoCalendar for a year without a calendar.
    """
    try:
        received_on = local(received_at).date()
        calendar = calendar_for(province_of(received_at, unit_code), received_on)
        return Answer(due(calendar, received_at, duration), calendar, duration)
    except CalendarUnknown as unknown:
        raise NoCalendar(unknown.year) from None


def province_of(received_at: datetime, unit_code: str) -> int | None:
    """Tỉnh của đơn vị mang mã này trong ngày nhận; None when no unit is named."""
    if not unit_code:
        return None
    unit = require_in_force(unit_code, local(received_at).date(), field="org_unit")
    return unit.province_id or unit.id


def _wrong_quantity(message: str) -> Invalid:
    return Invalid(errors=[{"field": "quantity", "message": message}])
