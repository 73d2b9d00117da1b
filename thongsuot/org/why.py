"""Vì sao ngày này?: a due moment and its stops, told day by day in Vietnamese, ready for `org/_why_day.html`.

    explain(due, pauses, calendar=calendar, duration=duration)  →  {{ why_day(explanation) }}

`pauses` are mappings as `Dossier.clock["pauses"]` holds them: reason, policy, from, to, due_before, due_after (ISO text),
perhaps note; one whose policy is EXTEND is the extension.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common import clock
from thongsuot.common.clock import Calendar, DayCount, Due, Duration, PausePolicy, Reason

SHOWN_ONE_BY_ONE = 31  # longer counts are told in stretches of equal days
POLICIES = {
    PausePolicy.RESTART: gettext_lazy("Tính lại từ đầu sau khi hết tạm dừng."),
    PausePolicy.RESUME: gettext_lazy("Cộng thêm thời gian làm việc đã tạm dừng."),
    PausePolicy.NO_STOP: gettext_lazy("Không dừng thời hạn, hạn giữ nguyên."),
}
REASONS = {
    "supplement": gettext_lazy("chờ bổ sung hồ sơ"),
    "payment": gettext_lazy("chờ thực hiện nghĩa vụ tài chính"),
    "stop": gettext_lazy("cơ quan tạm dừng giải quyết"),
    "consult": gettext_lazy("chờ ý kiến của cơ quan khác"),
    "extension": gettext_lazy("cơ quan xin lỗi và hẹn lại"),
}
EXTEND = "EXTEND"  # no stop: the office promised a later moment, once
WITHIN_A_DAY = {Reason.SAME_DAY, Reason.NEXT_WORKING_DAY}
CALENDAR_DAYS = {Reason.COUNTED, Reason.COUNTED_DAY_OFF, Reason.SWAPPED_WORK}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Một ngày, hoặc nhiều ngày liền nhau cùng lý do; `detail` may be empty."""

    first: date
    last: date
    counted: bool
    headline: str
    detail: str
    is_due: bool

    @property
    def weekday(self) -> str:
        """Thứ của ngày đầu."""
        return clock.weekday_text(self.first.isoweekday(), _)

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Stop:
    """Một lần tạm dừng hoặc gia hạn, with the due moment before and after it; `note` is why, in the office's words."""

    reason: str
    note: str
    is_extension: bool
    rule: str
    stopped_at: datetime
    resumed_at: datetime
    due_before: datetime
    due_after: datetime
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Toàn bộ lời giải thích: `due_at` is the present one, after all stops; `first_due_at` the one before them."""

    due_at: datetime
    first_due_at: datetime
    counting_from: datetime
    duration: str
    stretches: tuple[Stretch, ...]
    stops: tuple[Stop, ...]
    provisional_years: tuple[int, ...]


def explain(
    due: Due,
    pauses: Sequence[Mapping[str, Any]] = (),
    *,
    calendar: Calendar | None = None,
    duration: Duration | None = None,
) -> Explanation:
    """Giải thích một hạn. With the calendar the days of each stop are told too, and years only computed are named."""
    stops = tuple(_stop(pause, calendar, duration) for pause in pauses)
    due_at = stops[-1].due_after if stops else due.due_at
    ends = [stretch.last for stop in stops for stretch in stop.stretches] + [day.date for day in due.days]
    return Explanation(
        due_at=due_at,
        first_due_at=due.due_at,
        counting_from=due.counting_from,
        duration=clock.duration_text(duration, _) if duration else "",
        stretches=stretches(due.days, clock.local(due.due_at).date()),
        stops=stops,
        provisional_years=_provisional(calendar, ends),
    )


def stretches(days: Sequence[DayCount], due_on: date | None = None) -> tuple[Stretch, ...]:
    """Từng ngày; a long count as stretches of days that have the same reason."""
    numbered = list(zip(days, _numbers(days), strict=True))
    if len(days) <= SHOWN_ONE_BY_ONE:
        return tuple(_stretch([each], due_on) for each in numbered)
    by_calendar = any(day.code == Reason.COUNTED_DAY_OFF for day in days)
    groups = groupby(numbered, key=lambda each: _alike(each[0], due_on, by_calendar=by_calendar))
    return tuple(_stretch(list(group), due_on) for _key, group in groups)


def _numbers(days: Sequence[DayCount]) -> Iterator[int | None]:
    """Which day of the duration each day is; None for those that do not count and where the count goes by the hour."""
    number = 0
    for day in days:
        by_hour = day.minutes is not None and day.code != Reason.COUNTED_PART
        if not day.counted or by_hour or day.code in WITHIN_A_DAY:
            yield None
        else:
            number += 1
            yield number


def _alike(day: DayCount, due_on: date | None, *, by_calendar: bool) -> tuple[Any, ...]:
    """What days of one stretch have in common; the due day always stands alone."""
    if day.date == due_on:
        return (day.date,)
    if by_calendar and day.code in CALENDAR_DAYS:
        return (Reason.COUNTED_DAY_OFF,)
    return day.reason, day.name, day.minutes


def _stretch(group: list[tuple[DayCount, int | None]], due_on: date | None) -> Stretch:
    (first, first_number), (last, number) = group[0], group[-1]
    headline, detail = clock.day_sentence(last, _), ""
    if number is not None:
        detail = "" if last.reason == Reason.COUNTED else headline
        headline = _("Ngày thứ %(n)d") % {"n": number}
    if number is not None and first_number != number:
        mixed = len({day.code for day, _number in group}) > 1
        detail = _("Được tính: thời hạn theo ngày lịch tính cả ngày nghỉ.") if mixed else detail
        headline = _("Ngày thứ %(first)d đến %(last)d") % {"first": first_number, "last": number}
    return Stretch(first.date, last.date, last.counted, headline, detail, is_due=last.date == due_on)


def _stop(pause: Mapping[str, Any], calendar: Calendar | None, duration: Duration | None) -> Stop:
    extends = pause["policy"] == EXTEND
    policy = PausePolicy.NO_STOP if extends else PausePolicy(pause["policy"])
    stopped_at, resumed_at = _moment(pause["from"]), _moment(pause["to"])
    due_before, due_after = _moment(pause["due_before"]), _moment(pause["due_after"])
    days: tuple[DayCount, ...] = ()
    if calendar is not None and (policy is not PausePolicy.RESTART or duration is not None):
        days = clock.pause_end(calendar, due_before, stopped_at, resumed_at, policy, duration).days
    return Stop(
        reason=str(REASONS.get(pause["reason"], pause["reason"])),
        note=pause.get("note", ""),
        is_extension=extends,
        rule="" if extends else str(POLICIES[policy]),
        stopped_at=stopped_at,
        resumed_at=resumed_at,
        due_before=due_before,
        due_after=due_after,
        stretches=stretches(days, clock.local(due_after).date()),
    )


def _moment(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _provisional(calendar: Calendar | None, days: Iterable[date]) -> tuple[int, ...]:
    """Years among these days whose special days were only computed by rule."""
    years = {day.year for day in days}
    return tuple(sorted(years & calendar.provisional_years)) if calendar else ()
