"""Chờ tiến trình khác: as soon as it is ready, no longer than it lives, and nothing is left when waiting fails."""

import subprocess
import sys
import time
from signal import SIGTERM

import pytest

from config.run.process import spawn
from config.run.waiting import NotReady, put_down, wait_for, wait_for_process
from tests.run.test_supervisor import alive

LIVES = "import time; time.sleep(600)"


def start(code, **more):
    """A child that runs this code; its words on standard error can be read."""
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, **more)


def test_it_goes_on_as_soon_as_the_condition_holds_and_leaves_the_process_alone(tmp_path):
    made = tmp_path / "xong"
    process = start(f"import time; time.sleep(0.2); open({str(made)!r}, 'w').close(); time.sleep(600)")
    wait_for_process(process, made.exists)
    assert process.poll() is None
    put_down(process)
    assert process.returncode is not None


def test_a_process_that_has_ended_is_noticed_at_once_with_its_code_and_last_words():
    began = time.monotonic()
    process = start("import sys; print('cổng đã có người dùng', file=sys.stderr); raise SystemExit(3)")
    with pytest.raises(NotReady, match="mã 3") as never:
        wait_for_process(process, lambda: False)
    assert "cổng đã có người dùng" in str(never.value)
    assert time.monotonic() - began < 60, "không chờ hết giờ"
    assert process.stderr.closed


def test_words_written_to_a_file_are_told_too(tmp_path):
    log = tmp_path / "nhat-ky"
    with log.open("ab") as output:
        process = spawn(
            [sys.executable, "-c", "print('hỏng'); raise SystemExit(4)"], environment={}, output=output.fileno()
        )
    with pytest.raises(NotReady, match="mã 4:\nhỏng"):
        wait_for_process(process, lambda: False, output=log)


def test_when_time_is_over_the_process_and_what_it_started_are_gone(tmp_path):
    number = tmp_path / "con"
    code = (
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {LIVES!r}]);"
        f" open({str(number)!r}, 'w').write(str(p.pid)); p.wait()"
    )
    process = start(code, start_new_session=True)
    assert wait_for(lambda: number.exists() and number.read_text())
    with pytest.raises(NotReady, match="chưa sẵn sàng sau 0 giây"):
        wait_for_process(process, lambda: False, seconds=0.1)
    assert process.poll() is not None
    assert wait_for(lambda: not alive(int(number.read_text())))


def test_a_condition_that_fails_leaves_nothing_either():
    process = start(LIVES)

    def broken():
        raise ValueError("hỏng")

    with pytest.raises(ValueError, match="hỏng"):
        wait_for_process(process, broken)
    assert process.poll() is not None


def test_who_is_asked_gently_may_put_things_in_order_first(tmp_path):
    tidy = tmp_path / "gọn"
    code = (
        "import signal, sys, time\n"
        f"def end(*_): open({str(tidy)!r}, 'w').close(); sys.exit(0)\n"
        f"signal.signal(signal.SIGTERM, end); open({str(tidy) + '.ready'!r}, 'w').close(); time.sleep(600)"
    )
    process = start(code)
    wait_for_process(process, (tmp_path / "gọn.ready").exists)
    put_down(process, gently=SIGTERM)
    assert (process.returncode, tidy.exists()) == (0, True)
