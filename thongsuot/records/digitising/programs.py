"""Chương trình nhận dạng chữ của máy: what must be installed beside the Python packages, and what is missing now."""

import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGE = "vie"
_PATIENCE = 20  # seconds


@dataclass(frozen=True, slots=True)
class Missing:
    """Một thứ còn thiếu: what it is for, and the package of Debian that brings it."""

    package: str
    purpose: str | Promise


def missing() -> list[Missing]:
    """What this machine lacks to read scans; empty when pages can be read."""
    found = []
    if not shutil.which("tesseract"):
        found.append(Missing("tesseract-ocr", _("nhận dạng chữ")))
    elif LANGUAGE not in _languages(shutil.which("tesseract") or ""):
        found.append(Missing(f"tesseract-ocr-{LANGUAGE}", _("dữ liệu nhận dạng tiếng Việt")))
    return found


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    """Languages this tesseract knows; asked once a process, so a worker is started anew after an installation."""
    try:
        said = subprocess.run(  # noqa: S603  (a program found on the path, fixed words)
            [program, "--list-langs"], capture_output=True, text=True, timeout=_PATIENCE, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(said.split())
