"""Tiến trình con: children that die with their parent, as the right user, in a session of their own."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Servant:
    """The unprivileged user who runs PostgreSQL when we are root."""

    name: str
    uid: int
    gid: int


def step_back(steps: int, pid: int = 0) -> None:
    """Nhường máy cho người đang chờ: `steps` (0–19) behind the others, for this process or the session that `pid` leads.

    Where Linux shares the processor between sessions (autogroup), the nice value of a process counts only inside its
    session, and the session has one of its own; it is set only by whoever leads it, so that nobody else is held back.
    """
    os.setpriority(os.PRIO_PROCESS, pid, steps)
    pid = pid or os.getpid()
    with contextlib.suppress(OSError):  # no autogroups here
        if os.getsid(pid) == pid:
            Path(f"/proc/{pid}/autogroup").write_text(str(steps))


def servant(data: Path) -> Servant | None:
    """Whom PostgreSQL runs as: None for ourselves; as root the owner of its data, the system's `postgres`, else our own."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Servant(_name_of(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in ("postgres", "thongsuot"):
        if known := _user(name):
            return known
    if maker := shutil.which("useradd"):
        words = [maker, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "thongsuot"]
        subprocess.run(words, check=False, capture_output=True)
    made = _user("thongsuot") or _user("nobody")
    if made is None:
        raise OSError("no unprivileged user to run PostgreSQL as")
    return made


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _user(name: str) -> Servant | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Servant(entry.pw_name, entry.pw_uid, entry.pw_gid)


def identity(user: Servant | None) -> dict:
    """Arguments for `subprocess` to become that user."""
    return {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}


def die_with_parent(death_signal: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when its parent ends, however it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def bind_to_parent() -> None:
    """A web worker of `thongsuot run` ends when its granian is killed, so that no orphan holds the port."""
    if os.environ.get("THONGSUOT_PART"):
        die_with_parent(signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of whatever our children leave behind, so that nothing escapes the end."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes] | int | None,
    death_signal: signal.Signals = signal.SIGTERM,
    user: Servant | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session that gets `death_signal` when we die, even by kill -9."""
    parent = os.getpid()

    def before_exec() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(death_signal)
        if os.getppid() != parent:  # it died before the kernel knew our wish
            os._exit(1)

    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=before_exec,
        cwd=folder,
        **identity(user),
    )


def signal_group(leader: int, number: signal.Signals) -> None:
    """Signal a child and everything of its session group that still lives."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def children() -> list[int]:
    """Process numbers of our living children, adopted ones included."""
    mine = os.getpid()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == mine and fields[0] != "Z":
                    found.append(int(entry.name))
    return found
