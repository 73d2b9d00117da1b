"""Người của danh sách dùng thử, at moments of the last working days: what rooms need to act demo data through their verbs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.demo_roster import PROVINCE, SINCE
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import clock
from thongsuot.common.errors import Forbidden
from thongsuot.org.calendars import calendar_for
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, require_in_force

MINUTE = timedelta(minutes=1)
CLOSE = time(17)  # of the office, on the day a due date is for


@dataclass(frozen=True)
class Cast:
    """Dàn vai dùng thử at the moment `at` of the first start; `ids` are the demo accounts that exist."""

    at: datetime
    ids: dict[str, int] = field(default_factory=dict)

    @classmethod
    def gathered(cls, at: datetime) -> "Cast":
        """Các tài khoản dùng thử đang có. Raises Forbidden outside a demonstration."""
        if not settings.DEMO:
            raise Forbidden(_("Dữ liệu dùng thử chỉ có ở bản dùng thử, không có ở bản vận hành thật."))
        return cls(at, dict(User.objects.filter(is_demo=True).values_list("username", "id")))

    @cached_property
    def today(self) -> date:
        """Ngày của lần chạy đầu, in Viet Nam."""
        return timezone.localdate(self.at)

    @cached_property
    def province_id(self) -> int:
        """Tỉnh của bản dùng thử."""
        return self.unit(PROVINCE).id

    @cached_property
    def _calendar(self) -> clock.Calendar:
        return calendar_for(self.province_id, self.today)

    def unit(self, code: str) -> UnitInfo:
        """Đơn vị mang mã này hôm nay."""
        levels = (Level.PROVINCE,) if code == PROVINCE else ()
        return require_in_force(code, self.today, levels=levels) if levels else require_in_force(code, self.today)

    def who(self, username: str, at: datetime) -> Principal:
        """Người này, with the posts of that moment."""
        principal = principal_of(self.ids[username], at)
        assert principal is not None, f"{username} có trong danh sách tài khoản dùng thử"
        return principal

    def ago(self, hours: float) -> datetime:
        """So many working hours before the first start. Raises CalendarUnknown in a year without a calendar."""
        return clock.subtract_minutes(self._calendar, self.at, int(hours * 60))

    def end_of_day(self, days: int) -> datetime:
        """When the office closes today (0), or so many days later or (negative) before."""
        return timezone.make_aware(datetime.combine(self.today + timedelta(days=days), CLOSE))

    def dated(self, text: str) -> str:
        """Lời của dữ liệu dùng thử with the year, the month that is running and the one before it."""
        last = self.today.replace(day=1) - timedelta(days=1)
        ahead = self.today + timedelta(days=14)
        return text.format(
            year=self.today.year, month=self.today.month, last_month=last.month, last_year=last.year,
            soon=f"{ahead:%d/%m/%Y}", before=f"{self.today - timedelta(days=7):%d/%m/%Y}",
        )  # fmt: skip

    def may_begin(self, hours: Sequence[float]) -> bool:
        """Whether everything lies in the time of the two-tier units, and the calendar is known."""
        try:
            return timezone.localdate(self.ago(max(hours))) >= SINCE
        except clock.CalendarUnknown:
            return False
