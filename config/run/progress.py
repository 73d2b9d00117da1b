"""Thanh tiến độ: one line on standard error; plain lines when nobody watches a terminal."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 24
Report = Callable[[int, int], None]


class Progress:
    """Steps with a title; within a step the loader reports (done, total)."""

    def __init__(self, steps: int, stream: TextIO | None = None):
        self.stream = stream or sys.stderr
        self.steps = steps
        self.step = 0
        self.title = ""
        self.began = 0.0
        self.live = self.stream.isatty()

    def begin(self, title: str) -> Report:
        """Start the next step; returns what its loader calls now and then."""
        self.step += 1
        self.title = title
        self.began = time.monotonic()
        self._draw(0, 0)
        return self._draw

    def done(self) -> None:
        """Finish the step with the time that it took."""
        seconds = time.monotonic() - self.began
        start = "\r\x1b[K" if self.live else ""
        self.stream.write(f"{start}[{self.step}/{self.steps}] {self.title}: xong ({seconds:.1f} giây)\n")
        self.stream.flush()

    def _draw(self, done: int, total: int) -> None:
        if not self.live:
            return
        filled = WIDTH * done // total if total else 0
        bar = "█" * filled + "·" * (WIDTH - filled)
        share = f" {100 * done // total:3d} %" if total else ""
        self.stream.write(f"\r\x1b[K[{self.step}/{self.steps}] {bar} {self.title}{share}")
        self.stream.flush()
