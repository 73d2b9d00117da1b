"""Một bản cài thật cho các bài thử: `thongsuot run` in a folder and on ports of its own, and ways to hurt it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from config.run.places import ROOT, Places
from config.run.waiting import PATIENCE, put_down, wait_for_process

READY_WITHIN = 400


def free_port():
    """A port whose successor is free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


class Installation:
    """Started from nothing, stopped and removed at the end."""

    def __init__(self):
        self.var = Path(tempfile.mkdtemp(prefix="thongsuot-chaos-"))
        self.var.chmod(0o755)  # as root PostgreSQL runs as somebody else
        self.port = free_port()
        self.output = self.var / "output"
        dropped = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "THONGSUOT_WEB_DATABASE_URL", "THONGSUOT_TEST_VAR")
        self.environment = {k: v for k, v in os.environ.items() if k not in dropped}
        self.environment |= {"THONGSUOT_VAR": str(self.var), "PYTHONPATH": str(ROOT)}
        self.process = None

    @property
    def url(self):
        """Address of the web."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words):
        """Run `thongsuot …` against this installation."""
        line = [sys.executable, "-m", "config.cli", *words]
        return subprocess.run(
            line, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )

    def start(self):
        """Start and wait until it is ready."""
        line = [sys.executable, "-m", "config.cli", "run", "--port", str(self.port), "--with-parent"]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(line, env=self.environment, cwd=ROOT, stdout=output, stderr=output)
        wait_for_process(self.process, self.ready, output=self.output, seconds=READY_WITHIN, gently=signal.SIGINT)

    def ready(self):
        """Web, database and job worker answer."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=10) as answer:
                return answer.status == 200 and json.load(answer)["workers"] > 0
        except OSError:
            return False

    def addresses(self):
        """Where the database is."""
        return Places(self.var, 17000).address_file("owner").read_text()

    def stop(self):
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    def remove(self):
        """Leave nothing behind, whatever happened."""
        if self.process:
            put_down(self.process, gently=signal.SIGINT)
        folder = self.var / "pg"
        if folder.is_symlink():
            shutil.rmtree(folder.resolve(), ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)

    # Who is who -----------------------------------------------------------------------------------------------

    def living(self):
        """Processes that belong to this installation: number → command line."""
        marks = (str(self.var), f"--port\0{self.port}", f"--port\0{self.port + 1}")
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    line = (entry / "cmdline").read_text()
                    known = f"{line}\0{(entry / 'environ').read_text()}" if "config.run" in line else line
                    state = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if state[0] != "Z" and any(mark in known for mark in marks):
                    found[int(entry.name)] = line
        return found

    def web_parent(self):
        """Granian that serves pages."""
        return next(pid for pid in children_of(self.process.pid) if f"--port\0{self.port}\0" in command_of(pid))

    def web_workers(self):
        """Its workers."""
        return children_of(self.web_parent())

    def postgres(self):
        """The postmaster."""
        return next(pid for pid in children_of(self.process.pid) if "/postgres\0" in command_of(pid))

    def jobs(self):
        """The process that does the background work."""
        return next(pid for pid in children_of(self.process.pid) if "config.run.worker" in command_of(pid))

    def holds_port(self):
        """Somebody still listens on one of our two ports."""
        return any(_answers(port) for port in (self.port, self.port + 1))


def children_of(parent):
    """Child processes."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append(int(entry.name))
    return sorted(found)


def command_of(pid):
    """Command line of a process, words parted by NUL."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
