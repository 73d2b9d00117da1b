"""Hạn công bố: was the decision published and entered in the national database in time (NĐ 63/2010, Đ 13, 15, 24).

A ministry publishes at least 20 days before the legal text takes effect, a provincial chair at least 5; under the fast
track at most 3 days after. Entry in the database: 10, 5 or 2 working days from the signature.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from thongsuot.common import clock
from thongsuot.procedures.models import Decision

DAYS_BEFORE = {Decision.Rank.MINISTRY: 20, Decision.Rank.PROVINCE: 5}
FAST_DAYS_AFTER = 3
ENTRY_DAYS = {Decision.Rank.MINISTRY: 10, Decision.Rank.PROVINCE: 5}
FAST_ENTRY_DAYS = 2
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Check:
    """Một hạn: `state` on_time, late (done too late), waiting, overdue (not done, too late), unknown (a day is missing)."""

    name: str
    due_on: date | None
    done_on: date | None
    state: str
    rule: str


def checks(decision: Decision, calendar: clock.Calendar, today: date) -> tuple[Check, Check]:
    """Công bố và nhập cơ sở dữ liệu; raises CalendarUnknown for a year without calendar."""
    return _published(decision, today), _entered(decision, calendar, today)


def for_index(decision: Decision, calendar: clock.Calendar, on: date) -> tuple[str, str]:
    """Công bố, công khai đúng hạn theo cách tính của QĐ 766 (chỉ tiêu 1.1, 1.2): states as in `Check`, as seen on a day.

    The index counts the days before the law in working days; a year without calendar makes the state unknown.
    """
    try:
        return _state(_index_due(decision, calendar), decision.signed_on, on), _entered(decision, calendar, on).state
    except clock.CalendarUnknown:
        return "unknown", "unknown"


def _index_due(decision: Decision, calendar: clock.Calendar) -> date | None:
    if decision.law_effective_on is None or decision.signed_on is None:
        return None
    if decision.fast_track:
        return decision.law_effective_on + timedelta(days=FAST_DAYS_AFTER)
    day, left = decision.law_effective_on, DAYS_BEFORE[Decision.Rank(decision.rank)]
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day


def _published(decision: Decision, today: date) -> Check:
    if decision.fast_track:
        rule = _("rút gọn: chậm nhất %(days)d ngày sau ngày văn bản có hiệu lực") % {"days": FAST_DAYS_AFTER}
        margin = timedelta(days=FAST_DAYS_AFTER)
    else:
        days = DAYS_BEFORE[Decision.Rank(decision.rank)]
        rule = _("ít nhất %(days)d ngày trước khi văn bản có hiệu lực") % {"days": days}
        margin = -timedelta(days=days)
    due_on = decision.law_effective_on + margin if decision.law_effective_on else None
    return Check(_("Công bố"), due_on, decision.signed_on, _state(due_on, decision.signed_on, today), rule)


def _entered(decision: Decision, calendar: clock.Calendar, today: date) -> Check:
    days = FAST_ENTRY_DAYS if decision.fast_track else ENTRY_DAYS[Decision.Rank(decision.rank)]
    rule = _("%(days)d ngày làm việc từ ngày ký") % {"days": days}
    due_on = None
    if decision.signed_on:
        signed = datetime.combine(decision.signed_on, NOON, clock.TIMEZONE)
        limit = clock.Duration(Decimal(days), clock.DurationUnit.WORKING_DAY)
        due_on = clock.local(clock.due(calendar, signed, limit).due_at).date()
    state = _state(due_on, decision.entered_on, today)
    return Check(_("Nhập cơ sở dữ liệu quốc gia"), due_on, decision.entered_on, state, rule)


def _state(due_on: date | None, done_on: date | None, today: date) -> str:
    if due_on is None:
        return "unknown"
    if done_on is not None:
        return "on_time" if done_on <= due_on else "late"
    return "waiting" if today <= due_on else "overdue"
