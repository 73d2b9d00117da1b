"""Đọc một thông điệp edXML từ tệp; asks no database."""

import argparse
import json
from pathlib import Path
from typing import Any

from config.cli import FOUND_SOMETHING
from config.run.problem import CannotRun


def read(chosen: argparse.Namespace) -> int:
    """Print what the file says; 1 when it would be refused, with the reason."""
    import django

    django.setup()
    from thongsuot.exchange.axis.edxml import read as read_edxml
    from thongsuot.exchange.axis.edxml.limits import LIMITS
    from thongsuot.exchange.axis.edxml.shown import shown

    if chosen.anchor:
        _bytes(chosen.anchor, 1)
    found = shown(read_edxml(_bytes(chosen.file, LIMITS.whole + 1), anchors=chosen.anchor))
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found)))
    return FOUND_SOMETHING if found["result"] == "refused" else 0


def _bytes(name: str, most: int) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError as problem:
        raise CannotRun(f"Không đọc được tệp “{name}”: {problem.strerror}") from problem


def _lines(found: dict[str, Any], indent: str = "") -> list[str]:
    """Name and value a line, nothing that is empty."""
    lines: list[str] = []
    for name, value in found.items():
        if isinstance(value, dict):
            inside = _lines(value, indent + "  ")
            lines += [f"{indent}{name}:", *inside] if inside else []
        elif isinstance(value, list):
            for one in value:
                lines += (
                    [f"{indent}{name}:", *_lines(one, indent + "  ")]
                    if isinstance(one, dict)
                    else [f"{indent}{name}: {one}"]
                )
        elif value not in ("", None):
            lines.append(f"{indent}{name}: {value}")
    return lines
