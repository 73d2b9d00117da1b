"""Tìm trong nội dung văn bản: the search of the page beside the bare statement, over so many documents, at p50 and p99."""

import json
from statistics import median
from typing import Any

from config.bench.crowd import p99
from config.bench.ground import Ground, say
from config.bench.results import Line

SIDE = "documents"
QUESTIONS = 8  # of each kind


def fulltext(ground: Ground, rows: int, rounds: int) -> list[Line]:
    """12 · Tìm trong nội dung: one commune with its predecessors, the province's office, a person of every unit."""
    mark = ground.places.var / "bench_fulltext"
    if not mark.exists():
        ground.copy(SIDE)
        made = json.loads(ground.command(SIDE, "config.bench.fulltext_load", str(rows)))
        parts = f"chép {made['copy']}, chỉ mục {made['index']}, dọn {made['vacuum']}"
        say(f"Nạp {rows:,} văn bản: {made['seconds']} giây ({parts})".replace(",", "."))
        mark.write_text(str(rows))
    elif mark.read_text() != str(rows):
        raise SystemExit(f"{mark.parent} giữ bản cài với {mark.read_text()} văn bản; hãy chọn thư mục khác.")
    told = json.dumps({"rounds": rounds, "questions": QUESTIONS})
    found: dict[str, Any] = json.loads(ground.command(SIDE, "config.bench.fulltext_inside", told=told))
    for scope, kinds in found.items():
        for kind, sides in kinds.items():
            say(f"  {scope}, {kind}: {_said(sides['ours'])}; trần {_said(sides['bare'])}")
    return [line for scope, kinds in found.items() for line in _lines(scope, list(kinds.values()))]


def _lines(scope: str, kinds: list[dict[str, list[float]]]) -> list[Line]:
    """All questions of a scope together."""
    ours, bare = ([one for kind in kinds for one in kind[side]] for side in ("ours", "bare"))
    return [
        Line("12", f"Tìm trong nội dung, {scope}: {name}", *(f"{at(side) * 1e3:.1f} ms" for side in (ours, bare)), at(ours) / at(bare), 1.5)
        for name, at in (("p50", median), ("p99", p99))
    ]  # fmt: skip


def _said(seconds: list[float]) -> str:
    return f"{median(seconds) * 1e3:.1f}/{p99(seconds) * 1e3:.1f} ms"
