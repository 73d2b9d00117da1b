"""Các phòng: read from the import-linter contract, so that there is one list of who stands above whom."""

import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def layers() -> list[list[str]]:
    """All rooms from the lowest layer to the highest, whether built yet or not."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    return [re.findall(r"\w+", layer) for layer in reversed(found)]


def level(room: str) -> int:
    """Height of a room; two rooms of one height may not know each other."""
    return next(height for height, names in enumerate(layers()) if room in names)


def built() -> list[str]:
    """Rooms that exist."""
    return sorted(p.parent.name for p in ROOT.glob("thongsuot/*/apps.py"))
