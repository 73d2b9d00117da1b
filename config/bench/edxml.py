"""Trục văn bản, chiều vào: a message stored raw and read whole, beside a bare lxml parse and one insert of the same bytes."""

import json
from statistics import median
from typing import Any

from config.bench.ground import Ground
from config.bench.results import Line

SIDE = "edxml"


def edxml(ground: Ground, rounds: int, messages: int) -> list[Line]:
    """12 · Thông điệp edXML đến: a letter of 200 kB, then one without attachment; in messages a second."""
    mark = ground.places.var / "bench_edxml"
    if not mark.exists():
        ground.copy(SIDE)
        mark.touch()
    told = json.dumps({"rounds": rounds, "messages": messages})
    found: dict[str, Any] = json.loads(ground.command(SIDE, "config.bench.edxml_inside", told=told))
    lines = []
    for key, name in (("letter", "Đọc và cất thông điệp edXML có tệp 200 kB"), ("small", "… không kèm tệp")):
        ours, bare = median(found[key]["ours"]), median(found[key]["bare"])
        lines.append(Line("12", name, f"{ours:.0f}/s", f"{bare:.0f}/s", ours / bare, 0.5, at_least=True))
    return lines
