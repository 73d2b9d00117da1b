"""Ký số: two hundred letters signed in one act, and checked, beside pyHanko by itself with the same token and time stamps."""

import json
import subprocess
import sys
from typing import Any

from config.bench.ground import Ground
from config.bench.results import Line
from config.run import token
from config.run.places import ROOT
from config.run.problem import CannotRun


def signing(ground: Ground, rounds: int, documents: int = 200) -> list[Line]:
    """12 · Ký: seconds of our act over seconds of the library's, medians of turns; the same for checking."""
    if token.missing():
        raise CannotRun("Đo ký số cần SoftHSM (gói softhsm2).")
    found = measured(rounds, documents)
    signed, checked = found["sign"], found["check"]
    return [
        _line("12", f"Ký {documents} văn bản B-LTA trong một lượt: so với pyHanko trần", signed, documents, 1.15),
        _line("12", "Kiểm tra một tệp B-LTA: so với pyHanko trần", checked, found["checks"], 1.2),
    ]


def measured(rounds: int, documents: int) -> dict[str, Any]:
    """What the measuring process says."""
    command = [sys.executable, "-m", "config.bench.signing_inside", str(rounds), str(documents)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  (ourselves)
    if done.returncode:
        raise CannotRun(f"Đo ký số không chạy được: {done.stderr[-1500:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _line(goal: str, name: str, seconds: dict[str, float], each: int, limit: float) -> Line:
    ours, bare = (f"{seconds[side] / each * 1000:.0f} ms" for side in ("ours", "bare"))
    return Line(goal, name, ours, bare, seconds["ours"] / seconds["bare"], limit)
