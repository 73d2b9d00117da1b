"""Văn bản đi: a letter beside bare Typst, and numbers of one hot register beside a bare locked counter."""

import json
from statistics import median

from config.bench.ground import Ground
from config.bench.results import Line

INSIDE = "config.bench.letters_inside"
CLERKS = 16


def letter(ground: Ground, rounds: int) -> list[Line]:
    """Văn bản một trang, with all its boxes, beside the same words set by a bare template."""
    told = {"do": "letter", "rounds": rounds, "times": 20}
    found = json.loads(ground.command("big", INSIDE, told=json.dumps(told)))
    ours, bare = median(found["ours"]), median(found["bare"])
    name = "Văn bản một trang theo thể thức: so với Typst trần"
    return [Line("12", name, f"{ours * 1000:.1f} ms", f"{bare * 1000:.1f} ms", ours / bare, 1.3)]


def numbers(ground: Ground, rounds: int, seconds: float) -> list[Line]:
    """Sổ nóng: sixteen clerks reserve numbers of one register at once; not one is missing or given twice."""
    told = {"do": "numbers", "rounds": rounds, "seconds": seconds, "clerks": CLERKS}
    found = json.loads(ground.command("big", INSIDE, told=json.dumps(told)))
    ours, bare = median(found["ours"]), median(found["bare"])
    name = f"Cấp số một sổ, {CLERKS} người cùng lúc ({found['gaps']} số hở hoặc trùng): so với bộ đếm khoá trần"
    ratio = ours / bare if not found["gaps"] else 0.0
    return [Line("12", name, f"{ours:.0f}/s", f"{bare:.0f}/s", ratio, 1 / 3, at_least=True)]
