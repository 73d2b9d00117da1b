"""Nhường: whoever sends waits when the processor is wanted by somebody else, so that people at counters do not.

Nice values alone are not enough: the database works for the sender at everybody's priority. Linux says how long our
threads stood in line for a processor; when that is more than twice what they used, somebody else wants it.
"""

import time
from pathlib import Path

THREADS = Path("/proc/self/task")
LONGEST = 4.0  # seconds between two batches
PATIENCE = 2.0  # times as long in line as at work
STEPS = 12.0  # seconds of rest for each second in line


class GivingWay:
    """Một người gửi biết nhường."""

    def __init__(self) -> None:
        self._before = used()

    def pause(self) -> float:
        """Seconds to rest now, by how long we stood in line since the last time; 0 where the system does not say."""
        now = used()
        worked, waited = (after - before for after, before in zip(now, self._before, strict=True))
        self._before = now
        return rest_after(worked, waited)

    def rest(self) -> None:
        """Rest so long; the time in line while resting is not held against anybody."""
        if seconds := self.pause():
            time.sleep(seconds)
            self._before = used()


def rest_after(worked: float, waited: float) -> float:
    """Seconds to rest after so many seconds at work and in line."""
    if worked < 0 or waited <= PATIENCE * worked:  # threads that ended took their times along
        return 0.0
    return min(LONGEST, (waited - PATIENCE * worked) * STEPS)


def used() -> tuple[float, float]:
    """Seconds at work and in line of all threads of this process."""
    worked = waited = 0
    for thread in THREADS.glob("*/schedstat"):
        try:
            at_work, in_line, _times = thread.read_text().split()
        except (OSError, ValueError):  # just ended, or a system that counts otherwise
            continue
        worked, waited = worked + int(at_work), waited + int(in_line)
    return worked / 1e9, waited / 1e9
