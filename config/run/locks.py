"""Khoá: one server at a time per installation, and commands that share it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(path: Path, *, shared: bool = False, wait: float = 0) -> Iterator[bool]:
    """Hold a file lock for the time of a block; yields whether it could be had within `wait` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        yield _try(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, wait)
    finally:
        os.close(handle)


def _try(handle: int, kind: int, wait: float) -> bool:
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(0.1)
        else:
            return True
