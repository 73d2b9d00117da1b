"""Cả lượt đo, from an empty folder to the table; about as long as it takes to load the dossiers plus three minutes."""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from config.bench import exchange, goals
from config.bench.board import board
from config.bench.crowd import neighbour, surge
from config.bench.cutover import cutover
from config.bench.edxml import edxml
from config.bench.filestore import filestore
from config.bench.fulltext import fulltext
from config.bench.ground import Ground, loaded, prepared, say
from config.bench.letters import letter, numbers
from config.bench.machine import description, load_average
from config.bench.merging import merge
from config.bench.names import names
from config.bench.ocr import ocr
from config.bench.outbox import outbox
from config.bench.resolve import resolve
from config.bench.results import Line, table
from config.bench.signing import signing
from config.bench.steps import steps
from thongsuot.common.clock import TIMEZONE

SMALL, SMALL_OPEN = 10_000, 0.3  # few dossiers, yet so many open ones of one unit that their list has fifty pages
LAST_CALENDAR_DAY = date(2027, 9, 30)
PARTS = (
    "submit",
    "step",
    "list",
    "flat",
    "names",
    "export",
    "inside",
    "board",
    "neighbour",
    "surge",
    "load",
    "outbox",
    "index",
    "stuck",
    "clocks",
    "merge",
    "resolve",
    "letter",
    "numbers",
    "cutover",
    "signing",
    "filestore",
    "edxml",
    "ocr",
    "fulltext",
)
BARE = 200_000  # dossiers of the bare side at least; else as many as ours, so that both touch as much
# Figures of all units together: measured on 166 units that share the dossiers evenly, without web servers.
WIDE = frozenset({"index", "stuck", "clocks"})
OWN = frozenset({"cutover", "signing", "edxml", "fulltext"})  # make what they need themselves
DISK = frozenset({"filestore", "ocr"})  # needs no dossiers
WIDE_WORDS = ("--units", "166", "--first-day", "2025-07-01", "--open-share", "0.09")


def main(words: Sequence[str] = ()) -> int:
    """Measure and print; always 0, for a figure is not a fault."""
    chosen = _parser().parse_args(words)
    began = time.monotonic()
    with _place(chosen.keep) as var, prepared(var) as ground:
        asked = set(chosen.only or PARTS)
        if asked & WIDE:
            _furnish_wide(ground, chosen.rows)
        if asked - WIDE - OWN - DISK:
            _furnish(ground, chosen.rows)
        elif asked & OWN:
            _remember(ground)
        lines = _measure(ground, chosen)
    print(f"Máy: {description()}. Hồ sơ: {chosen.rows:,}. Trung vị của {chosen.rounds} vòng xen kẽ.".replace(",", "."))
    print(table(sorted(lines, key=lambda line: line.goal)))
    missed = sum(not line.met for line in lines)
    print(f"{len(lines) - missed}/{len(lines)} mục tiêu đạt. {time.monotonic() - began:.0f} giây.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="thongsuot bench", description="Đo tốc độ so với mức nền.")
    rows = int(os.environ.get("PERF_ROWS") or 1_000_000)
    parser.add_argument("--rows", type=int, default=rows, help="số hồ sơ (PERF_ROWS), mặc định 1.000.000")
    parser.add_argument("--rounds", type=int, default=5, help="số vòng")
    parser.add_argument("--seconds", type=float, default=3.0, help="mỗi bên trong một vòng")
    parser.add_argument("--times", type=int, default=200, help="số lần hỏi khi đo độ trễ")
    parser.add_argument("--surge-seconds", type=float, default=60.0, help="thời gian của đợt dồn dập")
    parser.add_argument("--copy-rows", type=int, default=150_000, help="số hồ sơ khi đo tốc độ nạp")
    parser.add_argument("--messages", type=int, default=10_000, help="số tin khi đo gửi đi")
    parser.add_argument("--only", choices=PARTS, action="append", help="chỉ đo phần này (lặp lại được)")
    parser.add_argument(
        "--whole-base", action="store_true", help="phần cutover: viết lại mọi hồ sơ để so, không ngoại suy"
    )
    parser.add_argument("--keep", type=Path, help="thư mục giữ lại bản cài giữa các lần đo")
    return parser


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """A folder for the installation; removed with the cluster in it, unless it is to be kept."""
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.absolute()
        return
    var = Path(tempfile.mkdtemp(prefix="thongsuot-bench-"))
    var.chmod(0o755)  # as root PostgreSQL runs as somebody else
    try:
        yield var
    finally:
        if (folder := var / "pg").is_symlink():
            shutil.rmtree(folder.resolve(), ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)


def _furnish(ground: Ground, rows: int) -> None:
    """Fill the databases, unless a kept installation has them, and start the servers."""
    if not _kept(ground, "bench_rows", rows):
        _remember(ground)
        ground.copy("small")
        ground.create_bare(max(BARE, rows))
        words = ("--hot-unit", "all", *_last_day(), "--open-share", str(SMALL_OPEN))
        loaded(ground, "small", "--dossiers", str(SMALL), *words)
        open_share = max(0.09, min(0.9, 3_000 / rows))
        _load(ground, "big", rows, "--hot-unit", "7" if rows >= 300_000 else "all", "--open-share", str(open_share))
        (ground.places.var / "bench_rows").write_text(str(rows))
    for side in ("big", "small", "bare"):
        ground.serve(side)


def _furnish_wide(ground: Ground, rows: int) -> None:
    """A database of its own for what is counted over all units of a province."""
    if not _kept(ground, "bench_wide", rows):
        _remember(ground)
        ground.copy("wide")
        _load(ground, "wide", rows, *WIDE_WORDS)
        (ground.places.var / "bench_wide").write_text(str(rows))


def _kept(ground: Ground, name: str, rows: int) -> bool:
    """Whether a kept installation has these databases; one with another number of dossiers is refused."""
    mark = ground.places.var / name
    if mark.exists() and mark.read_text() != str(rows):
        raise SystemExit(f"{mark.parent} giữ bản cài với {mark.read_text()} hồ sơ; hãy chọn thư mục khác.")
    return mark.exists()


def _remember(ground: Ground) -> None:
    """Keep the seeded database once, before any dossier comes into it."""
    mark = ground.places.var / "bench_seeded"
    if not mark.exists():
        ground.remember()
        mark.touch()


def _load(ground: Ground, side: str, rows: int, *words: str) -> None:
    summary = loaded(ground, side, "--dossiers", str(rows), *_last_day(), *words)
    speed = f"{summary['seconds']:.0f} giây, {summary['dossiers_per_second']:,}/s"
    say(f"Nạp {rows:,} hồ sơ, {summary['units']} đơn vị: {speed}".replace(",", "."))


def _last_day() -> tuple[str, str]:
    return "--last-day", min(datetime.now(TIMEZONE).date(), LAST_CALENDAR_DAY).isoformat()


def _measure(ground: Ground, chosen: argparse.Namespace) -> list[Line]:
    rounds, seconds, rows = chosen.rounds, chosen.seconds, f"{chosen.rows:,}".replace(",", ".")
    works = {
        "list": lambda: goals.task_list(ground, rounds, seconds),
        "flat": lambda: goals.flat(ground, chosen.times, rows),
        "names": lambda: names(ground, chosen.times),
        "export": lambda: goals.export(ground, rounds),
        "submit": lambda: goals.submit(ground, rounds, seconds),  # writes after reads: they leave work to the vacuum
        "step": lambda: steps(ground, rounds, seconds),
        "inside": lambda: goals.inside(ground, rounds),
        "board": lambda: board(ground, rounds),
        "neighbour": lambda: neighbour(ground, rounds, seconds),
        "surge": lambda: surge(ground, chosen.surge_seconds),
        "outbox": lambda: outbox(ground, rounds, seconds, chosen.messages),
        "filestore": lambda: filestore(rounds),
        "ocr": lambda: ocr(min(chosen.rounds, 3)),
        "index": lambda: goals.index(ground, rounds),
        "stuck": lambda: exchange.stuck(ground, rounds),
        "clocks": lambda: exchange.clocks(ground, rounds),
        "merge": lambda: merge(ground, min(3, rounds)),
        "resolve": lambda: resolve(ground, rounds, seconds),
        "cutover": lambda: cutover(ground, chosen.rows, whole_base=chosen.whole_base),
        "signing": lambda: signing(ground, min(3, rounds)),
        "edxml": lambda: edxml(ground, rounds, min(200, chosen.messages)),
        "letter": lambda: letter(ground, rounds),
        "numbers": lambda: numbers(ground, rounds, seconds),
        "fulltext": lambda: fulltext(ground, chosen.rows, rounds),
        "load": lambda: goals.loading(ground, chosen.copy_rows, min(3, rounds)),
    }
    lines = []
    for name, work in works.items():
        if not chosen.only or name in chosen.only:
            say(f"Đo {name} (tải {load_average():.1f})…")
            lines += (found := work())
            say(table(found))
    return lines
