"""Người trông nom: starts the parts, restarts what was killed, and ends all of it together.

Three ways to end: told to stop (Ctrl-C, SIGTERM, closed terminal); a part ended in an orderly way, which nobody does
by accident; a part that keeps failing. In each case every part is stopped and nothing is left behind. When the
supervisor itself is killed the kernel signals every part (see `process.spawn`).
docs/decisions/ says why a killed part is restarted and an ended one is not.
"""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.run.process import adopt_orphans, children, signal_group
from config.run.programs import Say
from config.run.waiting import tail

RESTARTS, WITHIN_SECONDS = 5, 60.0
PATIENCE = 15.0  # seconds a part gets to end before it is killed
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}


@dataclass
class Part:
    """Một phần của hệ thống: how to start it, how to stop it, what has happened to it."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    falls_with_the_first: bool = False  # it would wait long on connections that are gone
    optional: bool = False  # the platform goes on without it
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))
    start_at: float = 0.0

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None

    def delay_after_death(self, now: float) -> float | None:
        """Seconds to wait before the next start: 0.2, 0.4, 0.8 …; None when it has died too often."""
        if len(self.deaths) == RESTARTS and now - self.deaths[0] < WITHIN_SECONDS:
            return None
        recent = sum(1 for moment in self.deaths if now - moment < WITHIN_SECONDS)
        self.deaths.append(now)
        return 0.2 * 2**recent


class Supervisor:
    """Trông nom mọi phần cho đến khi kết thúc; the first part carries the others and ends after them."""

    def __init__(self, parts: list[Part], say: Say, patience: float = PATIENCE):
        self.parts = parts
        self.patience = patience
        self.say = say
        self.signals = {signal.SIGCHLD, *STOP_SIGNALS}
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # under nohup it stays ignored
            self.signals.add(signal.SIGHUP)
        self.told_to_stop = False
        self.failed = False
        self.errands: dict[int, int | None] = {}

    @property
    def exit_code(self) -> int:
        """1 when a part made us stop, 0 when a person did."""
        return int(self.failed)

    def take_charge(self) -> None:
        """From now on signals wait for us and orphans of our children become our children."""
        signal.pthread_sigmask(signal.SIG_BLOCK, self.signals)
        adopt_orphans()

    def start(self, part: Part) -> None:
        """Start one part."""
        part.process = part.start()

    def errand(self, process: subprocess.Popen[bytes]) -> int | None:
        """Wait for a child that does one thing; its exit code, or None when everything has to end."""
        self.errands[process.pid] = None
        if not self.watch(until=lambda: self.errands[process.pid] is not None):
            return None
        process.returncode = self.errands[process.pid]
        return self.errands.pop(process.pid)

    def watch(self, until: Callable[[], bool] | None = None) -> bool:
        """Look after the parts until `until()` is true (returns True) or everything has to end (returns False)."""
        while not (self.told_to_stop or self.failed):
            if until is not None and until():
                return True
            self._start_the_waiting()
            self._wait_for_news(0.2)
            self._bury_the_dead()
        return False

    def _start_the_waiting(self) -> None:
        now = time.monotonic()
        for part in self.parts:
            if not part.alive and part.start_at and part.start_at <= now:
                self.start(part)

    def _wait_for_news(self, seconds: float) -> None:
        news = signal.sigtimedwait(self.signals, seconds)
        # Interrupted just as its time was over, Python gives back memory that nobody filled: no signal of ours.
        if news is not None and news.si_signo in self.signals - {signal.SIGCHLD}:
            self.told_to_stop = True

    def _bury_the_dead(self) -> None:
        """Reap every ended child, our own and adopted ones; decide what follows from the death of a part."""
        for pid, code in _ended_children():
            if pid in self.errands:
                self.errands[pid] = code
            part = next((p for p in self.parts if p.process is not None and p.process.pid == pid), None)
            if part is None or part.process is None:
                continue
            part.process.returncode = code
            part.process = None
            signal_group(pid, signal.SIGKILL)  # its workers must not keep the port
            if not (self.told_to_stop or self.failed):
                self._decide(part, code)

    def _decide(self, part: Part, code: int) -> None:
        orderly = code in (0, -signal.SIGTERM, -signal.SIGINT)
        delay = None if orderly else part.delay_after_death(time.monotonic())
        if delay is None and part.optional:
            self.say(
                f"Phần “{part.name}” đã kết thúc ({_cause(code)}); hệ thống chạy tiếp không có phần này. Nhật ký: {part.log}"
            )
            part.start_at = 0.0
            return
        if delay is None:
            why = "đã kết thúc" if orderly else f"hỏng quá {RESTARTS} lần trong một phút ({_cause(code)})"
            self.say(f"Phần “{part.name}” {why}; dừng toàn bộ hệ thống. Nhật ký: {part.log}\n{tail(part.log)}")
            self.failed = True
            return
        self.say(f"Phần “{part.name}” bị ngắt ({_cause(code)}); khởi động lại sau {delay:.1f} giây.")
        part.start_at = time.monotonic() + delay
        for other in self.parts:
            if part is self.parts[0] and other.falls_with_the_first and other.process is not None:
                signal_group(other.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the services together, then what they stand on, then whatever they left behind."""
        self.told_to_stop = True
        for group in (self.parts[:0:-1], self.parts[:1]):
            for part in group:
                if part.process is not None:
                    part.process.send_signal(part.stop_signal)
            if not self._wait_for_end(group, self.patience):
                for part in group:
                    if part.process is not None:
                        signal_group(part.process.pid, signal.SIGKILL)
                self._wait_for_end(group, 5)
        for number in (signal.SIGTERM, signal.SIGKILL):
            left = children()
            for pid in left:
                os.kill(pid, number)
            end = time.monotonic() + 3
            while left and children() and time.monotonic() < end:
                _ended_children()
                time.sleep(0.05)

    def _wait_for_end(self, group: list[Part], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while any(part.alive for part in group) and time.monotonic() < end:
            self._wait_for_news(0.1)
            self._bury_the_dead()
        return not any(part.alive for part in group)


def _ended_children() -> list[tuple[int, int]]:
    """Process numbers and exit codes (negative: killed by that signal) of all children that have ended."""
    ended: list[tuple[int, int]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended.append((pid, os.waitstatus_to_exitcode(status)))


def _cause(code: int) -> str:
    return f"tín hiệu {signal.Signals(-code).name}" if code < 0 else f"mã {code}"
