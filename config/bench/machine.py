"""Máy và tiến trình: CPU time of a tree of processes, the load of the machine, what it is."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """CPU time of a process and all below it; of children that have ended too, as far as they were waited for."""
    return sum(_spent(pid) for pid in _tree(root))


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        found.append(pid := waiting.pop())
        waiting += children.get(pid, [])
    return found


def _spent(pid: int) -> float:
    fields = _fields(pid)
    return sum(int(ticks) for ticks in fields[11:15]) / TICK if fields else 0.0


def _fields(pid: int) -> list[str]:
    """Fields of /proc/PID/stat behind the command's name: state, parent, …, utime, stime, cutime, cstime."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def load_average() -> float:
    """Of the last minute: says how far other programs were in the way."""
    return os.getloadavg()[0]


def description() -> str:
    """Cores and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} nhân, {memory:.0f} GB, tải {load_average():.1f}"
