"""Tiến trình con: who steps back, and who does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.run.process import step_back
from config.run.waiting import put_down


@pytest.fixture
def two():
    """A child that leads a session, and one of our own session."""
    words = [sys.executable, "-c", "import time; time.sleep(600)"]
    children = [subprocess.Popen(words, start_new_session=True), subprocess.Popen(words)]
    yield children
    for child in children:
        put_down(child)


def test_a_session_steps_back_as_a_whole_and_nobody_elses_does(two):
    for child in two:
        step_back(15, child.pid)
        assert os.getpriority(os.PRIO_PROCESS, child.pid) == 15
    assert os.getpriority(os.PRIO_PROCESS, 0) < 15
    group = Path(f"/proc/{two[0].pid}/autogroup")
    if not group.exists() or not Path("/proc/self/autogroup").read_text().strip():
        pytest.skip("máy này không chia bộ xử lý theo phiên")
    assert group.read_text().split()[-1] == "15"
    assert Path("/proc/self/autogroup").read_text().split()[-1] != "15", "it leads no session, so ours stays as it was"
