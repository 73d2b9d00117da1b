"""Gửi những thông báo đến lượt: many at once, each lane for itself, nothing locked meanwhile.

This thread alone speaks with the database; the threads of the pool only speak with the world outside. A lane begins
with one message and widens when it went out; when the other side is away the lane rests until the next round.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from thongsuot.common.models import Notice
from thongsuot.common.notices import lanes
from thongsuot.common.notices.lanes import Lane
from thongsuot.common.notices.senders import NotSent, Proof, Sender, sender

WIDE = 8  # messages of one lane on their way at once
AT_ONCE = 48  # of all lanes
SECONDS = 18.0  # after that no new message is taken up; the next round goes on
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Course:
    """How a lane fares in this round."""

    width: int = 1
    under_way: int = 0
    resting: bool = False
    empty: bool = False

    @property
    def room(self) -> int:
        return 0 if self.resting or self.empty else self.width - self.under_way


def send_due(clock: Callable[[], datetime], *, seconds: float = SECONDS) -> int:
    """Gửi thông báo đến lượt; returns how many were sent.

    A worker that dies between the other side's answer and our note sends the same message (same Message-ID, same
    key) once more when its lease is over: told twice rather than not at all.
    """
    end, round_ = time.monotonic() + seconds, _Round(clock)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="thong-bao") as pool:
        while True:
            if time.monotonic() < end:
                round_.take_up(pool)
            if not round_.under_way:
                return round_.sent
            round_.note_down()


class _Round:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.courses = {lane: _Course() for lane in lanes.due_lanes(clock())}
        self.under_way: dict[Future[Proof], tuple[Lane, Notice]] = {}
        self.sent = 0

    def take_up(self, pool: ThreadPoolExecutor) -> None:
        """Lanes in turn, the emptiest first, as long as there is room."""
        for lane, course in sorted(self.courses.items(), key=lambda pair: pair[1].under_way):
            room = min(course.room, AT_ONCE - len(self.under_way))
            if room <= 0:
                continue
            at = self.clock()
            leased = [one for one in lanes.lease(lane, at=at, limit=room) if not lanes.poisoned(one, at=at)]
            course.empty = not leased
            way = _sender(lane) if leased else None
            for notice in leased:
                self.under_way[pool.submit(_send, way, notice)] = (lane, notice)
                course.under_way += 1

    def note_down(self) -> None:
        """Wait for whichever comes first."""
        for future in wait(self.under_way, return_when=FIRST_COMPLETED).done:
            lane, notice = self.under_way.pop(future)
            course = self.courses[lane]
            course.under_way -= 1
            try:
                proof = future.result()
            except NotSent as problem:
                lanes.did_not_go(notice, problem, at=self.clock())
                course.resting = course.resting or problem.away
            else:
                lanes.went_out(notice, proof, at=self.clock())
                self.sent += 1
                course.width = WIDE


def _sender(lane: Lane) -> Sender | NotSent:
    try:
        return sender(lane.channel, lane.province_id)
    except ValueError as wrong:
        return NotSent(str(wrong), away=True)


def _send(way: Sender | NotSent | None, notice: Notice) -> Proof:
    """In a thread of the pool; a fault of ours counts as a way that is away, so that the message is not lost."""
    if isinstance(way, NotSent):
        raise way
    assert way is not None
    try:
        return way.send(notice)
    except NotSent:
        raise
    except Exception as fault:
        log.exception("thông báo %s/%s hỏng khi gửi", notice.province_id, notice.pk)
        raise NotSent(f"{type(fault).__name__}: {fault}", away=True) from fault
