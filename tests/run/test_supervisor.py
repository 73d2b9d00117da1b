"""Người trông nom: what follows when a part is killed, fails, ends, or somebody asks to stop."""

import os
import signal
import subprocess
import sys

import pytest

from config.run.waiting import PATIENCE, put_down, wait_for

DRIVER = """
import os, signal, sys
from pathlib import Path
from config.run.process import spawn
from config.run.supervisor import Part, Supervisor
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have it ignored (nohup)

folder = Path(sys.argv[1])
def part(name, code, **more):
    def start():
        with (folder / f"{name}.log").open("ab") as log:
            return spawn([sys.executable, "-c", code], environment=dict(os.environ), output=log.fileno())
    return Part(name, start, folder / f"{name}.log", **more)

supervisor = Supervisor([part(*words[:2], **(words[2] if len(words) > 2 else {})) for words in eval(sys.argv[2])], lambda text: print(text, flush=True), patience=2)
supervisor.take_charge()
for one in supervisor.parts:
    supervisor.start(one)
    print("pid", one.name, one.process.pid, flush=True)
supervisor.watch()
supervisor.stop()
print("stopped", flush=True)
sys.exit(supervisor.exit_code)
"""
WAIT = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)
WITH_CHILD = (
    "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
    " start_new_session=True); print(p.pid, flush=True); time.sleep(600)"
)
SAYING = "import time; print('again', flush=True); time.sleep(600)"


class Driven:
    """A supervisor in a process of its own."""

    def __init__(self, folder, parts):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(folder), repr(parts)], stdout=subprocess.PIPE, text=True
        )
        self.pids = {}

    def begin(self, count):
        """Read which parts have been started."""
        for _ in range(count):
            _, name, pid = self.process.stdout.readline().split()
            self.pids[name] = int(pid)

    def end(self):
        """Wait for its end: exit code and what it said."""
        said, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


@pytest.fixture
def driven(tmp_path):
    started = []

    def start(*parts):
        started.append(Driven(tmp_path, parts))  # before anything can fail: what was started is put down
        started[-1].begin(len(parts))
        return started[-1]

    yield start
    for one in started:
        put_down(one.process)


def alive(pid):
    """The process runs (a zombie does not)."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid):
    """True as soon as it has ended."""
    return wait_for(lambda: not alive(pid))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_parts(driven, number):
    run = driven(("a", WAIT), ("b", WAIT))
    run.process.send_signal(number)
    code, said = run.end()
    assert code == 0
    assert said.endswith("stopped\n")
    assert not alive(run.pids["a"])
    assert not alive(run.pids["b"])


def test_a_killed_part_comes_back(driven):
    run = driven(("a", WAIT), ("b", SAYING))
    log = run.folder / "b.log"
    assert wait_for(lambda: log.read_text() == "again\n")
    os.kill(run.pids["b"], signal.SIGKILL)
    assert "khởi động lại" in run.process.stdout.readline()
    assert wait_for(lambda: log.read_text() == "again\nagain\n")
    run.process.send_signal(signal.SIGINT)
    assert run.end()[0] == 0


def test_a_part_that_may_be_missing_ends_nothing(driven):
    run = driven(("a", WAIT), ("b", "raise SystemExit(0)", {"optional": True}))
    assert "chạy tiếp" in run.process.stdout.readline()
    assert alive(run.pids["a"])
    run.process.send_signal(signal.SIGINT)
    assert run.end()[0] == 0


def test_a_part_that_keeps_failing_ends_the_house(driven):
    run = driven(("a", WAIT), ("b", "print('no such table'); raise SystemExit(3)"))
    code, said = run.end()
    assert code == 1
    assert "hỏng quá 5 lần" in said
    assert "no such table" in said, "người chạy phải thấy vì sao"
    assert gone(run.pids["a"])


def test_an_orderly_end_of_one_part_ends_the_house(driven):
    run = driven(("a", WAIT), ("b", WAIT))
    os.kill(run.pids["b"], signal.SIGTERM)
    code, said = run.end()
    assert code == 1
    assert "đã kết thúc" in said
    assert gone(run.pids["a"])


def test_killing_the_supervisor_ends_its_parts(driven):
    run = driven(("a", WAIT), ("b", WAIT))
    run.process.kill()
    assert gone(run.pids["a"])
    assert gone(run.pids["b"])


def test_grandchildren_in_sessions_of_their_own_do_not_survive(driven):
    run = driven(("a", WAIT), ("b", WITH_CHILD))
    assert wait_for((run.folder / "b.log").read_text)
    grandchild = int((run.folder / "b.log").read_text())
    assert alive(grandchild)
    run.process.send_signal(signal.SIGINT)
    assert run.end()[0] == 0
    assert gone(grandchild)


def test_a_stubborn_part_is_killed_in_the_end(driven):
    run = driven(("a", WAIT), ("b", STUBBORN))
    assert wait_for((run.folder / "b.log").read_text)
    run.process.send_signal(signal.SIGINT)
    assert run.end()[0] == 0
    assert not alive(run.pids["b"])
