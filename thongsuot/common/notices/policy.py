"""Cách báo tin của tỉnh, của xã: order of the channels, quiet hours, marks in short messages; dated, cached by stamp."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from thongsuot.common.models import NoticeChannel, NoticePolicy
from thongsuot.common.stamps import cached

STAMP = "notices"
# Asked of nobody's law: what people usually bear. Proposed, each province decides ("đề xuất").
CHANNELS = (NoticeChannel.MAIL, NoticeChannel.ZALO, NoticeChannel.SMS)
QUIET_FROM, QUIET_TO = time(21), time(7)


@dataclass(frozen=True, slots=True)
class Policy:
    """Cách báo tin có hiệu lực; `quiet_from` = `quiet_to` means that no hour is quiet."""

    channels: tuple[str, ...] = tuple(str(channel) for channel in CHANNELS)
    quiet_from: time = QUIET_FROM
    quiet_to: time = QUIET_TO
    mail_at_night: bool = False
    unaccented: bool = True

    def is_quiet(self, channel: str, at: datetime) -> bool:
        """Whether a message that is not urgent has to wait now."""
        if channel == NoticeChannel.MAIL and self.mail_at_night:
            return False
        moment = timezone.localtime(at).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= moment < self.quiet_to
        return moment >= self.quiet_from or moment < self.quiet_to

    def may_go_at(self, channel: str, at: datetime) -> datetime:
        """Lúc được gửi: now, or the end of the quiet hours."""
        if not self.is_quiet(channel, at):
            return at
        local = timezone.localtime(at)
        end = local.replace(hour=self.quiet_to.hour, minute=self.quiet_to.minute, second=0, microsecond=0)
        return end if end > local else end + timedelta(days=1)


def policy_of(province_id: int, unit_id: int | None, at: datetime) -> Policy:
    """Có hiệu lực lúc đó ở xã này: the commune's own words before those of its province before the usual ones."""
    return _policy(province_id, unit_id, timezone.localdate(at))


@cached(STAMP)
def _policy(province_id: int, unit_id: int | None, day: date) -> Policy:
    rows = list(NoticePolicy.objects.filter(unit_id__in=[province_id, unit_id or 0], valid__contains=day))
    own_first = sorted(rows, key=lambda row: row.unit_id == province_id)
    usual = Policy()
    quiet = next((row for row in own_first if row.quiet_from is not None), None)
    return Policy(
        channels=tuple(str(one) for one in _first(own_first, "channels") or usual.channels),
        quiet_from=quiet.quiet_from if quiet and quiet.quiet_from else (usual.quiet_from if quiet is None else time(0)),
        quiet_to=quiet.quiet_to if quiet and quiet.quiet_to else (usual.quiet_to if quiet is None else time(0)),
        mail_at_night=bool(_first(own_first, "mail_at_night")),
        unaccented=usual.unaccented if (said := _first(own_first, "unaccented")) is None else bool(said),
    )


def _first(rows: Sequence[NoticePolicy], name: str) -> Any:
    return next((value for row in rows if (value := getattr(row, name)) is not None), None)
