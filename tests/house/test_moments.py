"""The day of a moment is that of Viet Nam: `at.date()` of a moment in UTC is the day before until seven in the morning.

On the first morning of a reorganisation the day before has other units.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from thongsuot.exchange import codes

ROOT = Path(__file__).resolve().parents[2] / "thongsuot"
IN_UTC = re.compile(r"(?<![\w.])(?:\w+\.)*(?:at|moment|\w+_at)\.date\(\)|(?<!local)now\(\)\.date\(\)")


def test_nobody_takes_the_day_of_a_moment_without_its_zone():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(ROOT.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if IN_UTC.search(line)
    ]
    assert not found, f"dùng timezone.localdate(…) thay cho .date(): {found}"


def test_a_code_that_comes_in_the_first_hour_is_looked_at_by_todays_units(monkeypatch):
    asked = []
    monkeypatch.setattr(codes, "numbered_by_us", lambda unit, day: asked.append(day) or False)
    monkeypatch.setattr(codes, "SHAPE", SimpleNamespace(fullmatch=lambda code: {"unit": "x", "tail": "1"}))
    codes.adoptable("x", datetime(2025, 6, 30, 17, 30, tzinfo=UTC))
    assert [f"{day:%d/%m/%Y}" for day in asked] == ["01/07/2025"]
