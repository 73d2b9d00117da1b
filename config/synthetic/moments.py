"""Thời điểm trong giờ làm việc: moments as the rows need them, without any arithmetic on dates for each row."""

from random import Random
from typing import NamedTuple

from config.synthetic.world import Day

CLOCK = tuple(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400))
LAST_MINUTES = 600  # nothing begins in the last ten minutes of a day, so that something may still follow it


class Moment(NamedTuple):
    """Một thời điểm: as text for COPY, in microseconds of the epoch, and where it lies."""

    text: str
    micro: int
    day: int
    second: int


class Calendar:
    """Những ngày làm việc của thế giới giả; events never pass the end of `today`."""

    def __init__(self, days: tuple[Day, ...], today: int, chance: Random) -> None:
        self._days, self._today, self._of = days, today, chance.random

    def at(self, day: int, second: int) -> Moment:
        """The moment at this second of this working day."""
        when = self._days[day]
        return Moment(f"{when.text} {CLOCK[second]}+07", (when.midnight + second) * 1_000_000, day, second)

    def some_second(self, day: int) -> int:
        """Any second of the working hours."""
        sessions = self._days[day].sessions
        left = int(self._of() * (sum(end - start for start, end in sessions) - LAST_MINUTES))
        for start, end in sessions:
            if left < end - start:
                return start + left
            left -= end - start
        return sessions[-1][1] - LAST_MINUTES

    def after(self, moment: Moment, days: int = 0) -> Moment:
        """A later moment, about so many working days on, at the latest at the close of today."""
        day = min(moment.day + days, self._today)
        close = self._days[day].sessions[-1][1]
        if day > moment.day:
            return self.at(day, self.some_second(day))
        return self.at(day, min(moment.second + 1 + int(self._of() * (close - moment.second)), close))

    def forward(self, moment: Moment, minutes: int) -> Moment:
        """So many working minutes later."""
        left, day, second = minutes * 60, moment.day, moment.second
        while True:
            for start, end in self._days[day].sessions:
                begin = max(start, second)
                if begin < end and left <= end - begin:
                    return self.at(day, begin + left)
                left -= max(end - begin, 0)
            day, second = day + 1, 0
