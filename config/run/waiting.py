"""Chờ tiến trình khác: one way to wait for what another process does, for the start of the platform and for its tests.

A loaded machine may need a minute where a quiet one needs a second, so the limit is long and nobody waits it out in
vain: a process that has ended is noticed at once, and its last words are told.
"""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL, Signals

from config.run.process import signal_group

PATIENCE = 120.0  # seconds; a limit for what hangs, never a measure of speed


class NotReady(Exception):
    """Chờ không được: says whether the process ended (with its code) or time was over, and its last words."""


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether the condition came to hold in time; returns as soon as it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def wait_for_process(
    process: subprocess.Popen[bytes] | subprocess.Popen[str],
    condition: Callable[[], object],
    *,
    output: Path | None = None,
    seconds: float = PATIENCE,
    gently: Signals | None = None,
) -> None:
    """Chờ tới khi điều kiện có; raises NotReady, with the end of `output`, when the process ends or time is over.

    Whoever raises leaves nothing behind: see `put_down`, which gets `gently`.
    """
    held = False
    try:
        held = wait_for(lambda: condition() or process.poll() is not None, seconds) and bool(condition())
        if not held:
            raise NotReady(_why(process, output, seconds))
    finally:
        if not held:  # also when the condition itself failed or somebody pressed Ctrl-C
            put_down(process, gently=gently)


def put_down(process: subprocess.Popen[bytes] | subprocess.Popen[str], *, gently: Signals | None = None) -> None:
    """Dừng hẳn: kill the process and what it started in its session, wait for it, close its pipes.

    A database is asked first, by the signal `gently`. Harmless when the process has ended.
    """
    if gently is not None and process.poll() is None:
        process.send_signal(gently)
        wait_for(lambda: process.poll() is not None)
    if process.poll() is None:
        signal_group(process.pid, SIGKILL)  # nobody, unless it leads a session of its own
        process.kill()
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log file."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError as error:
        return f"({path}: {error.strerror})"


def _why(process: subprocess.Popen[bytes] | subprocess.Popen[str], output: Path | None, seconds: float) -> str:
    """What is told of the failure; reads a pipe only when nobody writes to it any more."""
    code = process.poll()
    what = f"chưa sẵn sàng sau {seconds:.0f} giây" if code is None else f"đã kết thúc với mã {code}"
    if output is not None:
        return f"{what}:\n{tail(output)}"
    said = process.stderr.read() if process.stderr is not None and code is not None else ""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{what}:\n{words[-2000:]}" if words else what
