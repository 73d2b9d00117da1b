"""Sắp xếp đơn vị: a province of 547 old communes becomes 166 while people read and write; beside rewriting every dossier."""

import json
import subprocess
import sys
from typing import Any

from config.bench.client import Stream, crowd
from config.bench.ground import ROOT, Ground, loaded, say
from config.bench.results import Line
from config.bench.visitors import LIST, SPECIALIST, sign_in
from config.run.problem import CannotRun

SIDE = "cutover"
OPEN_SHARE = 1 / 11
BASE_ROWS = 2_000_000  # rewriting more takes longer in proportion, at best; with --whole-base all are rewritten
PAGES_A_SECOND, BROWSERS, ROUND = 20.0, 8, 2.0
IDLE = 10.0


def cutover(ground: Ground, rows: int, *, whole_base: bool = False) -> list[Line]:
    """11 · Cả tỉnh và bốn xã; chờ lâu nhất của người ghi; trang việc trong lúc chuyển; hồ sơ đã khép qua đồ thị kế thừa; diễn tập."""
    _furnish(ground, rows)
    prepared = _inside(ground, do="prepare")
    say(f"{prepared['old']} đơn vị cũ → {prepared['new']} đơn vị mới.")
    visitor = sign_in(ground, SIDE, SPECIALIST)
    ask = Stream("list", lambda: visitor.get(LIST), PAGES_A_SECOND)
    idle = _pages(ground, ask, IDLE)
    four = _inside(ground, do="four")
    rehearsed = _inside(ground, do="rehearse")
    during, whole = _while_carried(ground, ask)
    lists = _inside(ground, do="lists", four=prepared["four"])
    base = _inside(ground, do="base", four=prepared["four"], most=rows if whole_base else BASE_ROWS)
    say(
        f"Chuyển: {json.dumps(whole)}; bốn xã: {json.dumps(four)}; viết lại: {json.dumps(base)}; danh sách: {lists['rows']}."
    )
    say(f"Diễn tập: {json.dumps(rehearsed)}.")
    return [
        *_against_base(whole, four, base),
        *_beside(idle, during, whole),
        *_graph(lists),
        _rehearsal(rehearsed["seconds"], whole["seconds"]),
    ]


def _furnish(ground: Ground, rows: int) -> None:
    """A province as it was, and a neighbour whose officials look at their lists all the time.

    A kept installation that was loaded but not yet carried over (its mark says so) is taken as it is, once.
    """
    mark = ground.places.var / "bench_cutover"
    if not mark.exists() or mark.read_text() != str(rows):
        ground.copy(SIDE)
        loaded(ground, SIDE, "--units", "547", "--dossiers", str(rows), "--open-share", f"{OPEN_SHARE:.4f}")
    mark.unlink(missing_ok=True)
    loaded(ground, SIDE, "--seed", "2", "--dossiers", "10000", "--open-share", "0.3", "--hot-unit", "all")
    ground.serve(SIDE)


def _pages(ground: Ground, ask: Stream, seconds: float) -> list[float]:
    return crowd(ground.servers[SIDE].port, [ask], seconds=seconds, connections=BROWSERS)["list"]


def _while_carried(ground: Ground, ask: Stream) -> tuple[list[float], dict[str, Any]]:
    """The pages that were asked for while the province was carried over, and what that took."""
    line = [sys.executable, "-m", "config.bench.cutover_inside"]
    work = subprocess.Popen(  # noqa: S603  (our own module)
        line, env=ground.environment(SIDE), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert work.stdin is not None
    assert work.stdout is not None
    work.stdin.write(json.dumps({"do": "all"}))
    work.stdin.close()
    work.stdout.readline()  # it has begun
    times = _pages(ground, ask, ROUND)
    while work.poll() is None:
        times += _pages(ground, ask, ROUND)
    if work.returncode:
        raise CannotRun(f"Phần chuyển kết thúc với mã {work.returncode}.")
    return times, json.loads(work.stdout.read())


def _inside(ground: Ground, **told: Any) -> dict[str, Any]:
    return dict(json.loads(ground.command(SIDE, "config.bench.cutover_inside", told=json.dumps(told))))


def _against_base(whole: dict[str, Any], four: dict[str, Any], base: dict[str, Any]) -> list[Line]:
    seconds, other = base["seconds"], f"{base['seconds']:.1f} s"
    names = ("Chuyển cả tỉnh so với viết lại mọi hồ sơ", "Người ghi chờ lâu nhất", "Bốn xã thành một")
    taken = (whole["seconds"], whole["longest_wait"], four["seconds"])
    limits = (1 / 5, 1 / 50, 1 / 300)
    return [
        Line("11", name, f"{ours:.2f} s", other, ours / seconds, limit, unit="%")
        for name, ours, limit in zip(names, taken, limits, strict=True)
    ]


def _beside(idle: list[float], during: list[float], whole: dict[str, Any]) -> list[Line]:
    ours, other = _p99(during), _p99(idle)
    return [
        Line(
            "11", "Trang việc trong lúc chuyển: p99", f"{ours * 1e3:.0f} ms", f"{other * 1e3:.0f} ms", ours / other, 3.0
        ),
        Line(
            "11",
            "Hồ sơ đã khép bị ghi lại",
            str(whole["closed_written"]),
            "0",
            whole["closed_written"],
            0,
            unit="hồ sơ",
        ),
        Line(
            "11",
            f"Người đọc phải chờ khoá ({whole['reads']} lần đọc)",
            str(whole["blocked"]),
            "0",
            whole["blocked"],
            0,
            unit="lần",
        ),
    ]


def _graph(lists: dict[str, Any]) -> list[Line]:
    other = f"{lists['direct'] * 1e3:.2f} ms"
    return [
        Line("11", f"Hồ sơ đã khép qua {words}", f"{lists[key] * 1e3:.2f} ms", other, lists[key] / lists["direct"], 4.0)
        for key, words in (("one", "một đời kế thừa"), ("two", "hai đời kế thừa"))
    ]


def _rehearsal(seconds: dict[str, float], execution: float) -> Line:
    """All of the rehearsal beside the execution (which has writers in its way) and the copying."""
    ours, other = seconds["all"], execution + seconds["copy"]
    return Line("11", "Diễn tập so với chuyển và chép", f"{ours:.1f} s", f"{other:.1f} s", ours / other, 1.3)


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]
