"""Kỳ của chỉ số và báo cáo."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Kỳ: first days of the first and the last month."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """Last day of the period."""
        return last_day(self.last)

    @property
    def before(self) -> date:
        """First day of the month before the period."""
        return (self.first - timedelta(days=1)).replace(day=1)


def last_day(month: date) -> date:
    """Ngày cuối của tháng that begins on this day."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)
