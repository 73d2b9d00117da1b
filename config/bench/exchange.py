"""Việc kẹt và hai đồng hồ: the list and the comparison over all dossiers, beside the bare SQL of the same answers."""

import json
from statistics import median
from typing import Any

from config.bench.ground import Ground
from config.bench.results import Line

INSIDE = "config.bench.exchange_inside"


def stuck(ground: Ground, rounds: int) -> list[Line]:
    """10 · Danh sách việc kẹt: a page of it, first and deep, beside the statement that nothing can beat."""
    found = _asked(ground, {"do": "stuck", "rounds": rounds})
    ours, bare = median(found["ours"]), median(found["bare"])
    name = f"Danh sách việc kẹt ({found['rows']:,} việc): so với câu lệnh trần".replace(",", ".")
    return [Line("10", name, f"{ours:.2f} ms", f"{bare:.2f} ms", ours / bare, 1.5)]


def clocks(ground: Ground, rounds: int) -> list[Line]:
    """10 · Hai đồng hồ: every difference with its cause and the figures of all units, beside bare join and counting."""
    found = _asked(ground, {"do": "clocks", "rounds": rounds})
    ours, bare = median(found["ours"]), median(found["bare"])
    name = f"So hai đồng hồ {found['rows']:,} hồ sơ ({found['differing']:,} khác): so với SQL trần".replace(",", ".")
    lines = [Line("10", name, f"{ours:.2f} s", f"{bare:.2f} s", ours / bare, 1.5)]
    page, read = median(found["page"]), median(found["read"])
    title = f"Báo cáo hai đồng hồ {found['units']} đơn vị: so với câu lệnh trần"
    lines.append(Line("10", title, f"{page:.2f} ms", f"{read:.2f} ms", page / read, 1.5))
    return lines


def _asked(ground: Ground, told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ground.command("wide", INSIDE, told=json.dumps(told)))
    return found
