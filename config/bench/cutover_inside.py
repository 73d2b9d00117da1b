"""Sắp xếp một tỉnh, trong một tiến trình của nền tảng: Thanh Hoá before 1/7/2025 becomes what it is. Prints JSON; run by the bench.

python -m config.bench.cutover_inside < {"do": "prepare" | "four" | "all" | "lists" | "base", …}
"""

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  (Django must be ready first)

from thongsuot.accounts.principal import PostHeld, Principal  # noqa: E402
from thongsuot.common import stamps  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.cutover.models import Going, Plan, PlanState, PlanUnit, Run, Side  # noqa: E402
from thongsuot.cutover.selectors.checks import CLOSED_WRITTEN  # noqa: E402
from thongsuot.cutover.selectors.progress import of_run  # noqa: E402
from thongsuot.cutover.services.executing import Pace, execute  # noqa: E402
from thongsuot.dossiers.selectors import lists  # noqa: E402
from thongsuot.org.models import Level, Succession, UnitVersion  # noqa: E402
from thongsuot.org.selectors import predecessors, unit_by_code, unit_info  # noqa: E402
from thongsuot.org.store import NewLink, NewVersion, add_links, add_units  # noqa: E402

DAY, EVE, LATER = date(2025, 7, 1), date(2025, 6, 30), date(2026, 9, 1)
PROVINCE = "38"
FOUR, ALL = "bench-bon-xa", "bench-ca-tinh"
TIMES = 300


def main(told: dict[str, Any]) -> dict[str, Any]:
    """What was asked for."""
    with stamps.of_one_request():
        return DOES[told["do"]](told)


def _prepare(told: dict[str, Any]) -> dict[str, Any]:
    """Two plans out of what `org` knows: one new commune made of four old ones, and all the others."""
    province = unit_by_code(PROVINCE, DAY, {Level.PROVINCE})
    assert province is not None, "the reference data know Thanh Hoá"
    links = list(
        Succession.objects.filter(effective_on=DAY, successor__versions__province_id=province.id)
        .filter(predecessor__level=Level.COMMUNE, successor__level=Level.COMMUNE)
        .values_list("predecessor_id", "successor_id", "relation")
        .distinct()
        .order_by("predecessor_id", "successor_id")
    )
    busy = _open_by_unit()
    four = _four(links, busy)
    plans = {FOUR: [link for link in links if link[1] == four], ALL: [link for link in links if link[1] != four]}
    for code, own in plans.items():
        _plan(code, province.id, own)
    return {"four": four, "old": len({link[0] for link in links}), "new": len({link[1] for link in links})}


def _open_by_unit() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit_id, count(*) FROM dossiers_holding GROUP BY 1")
        return dict(cursor.fetchall())


def _four(links: list[tuple[int, int, str]], busy: dict[int, int]) -> int:
    """A new commune of four old ones that go nowhere else; the one with most open dossiers."""
    goes: dict[int, int] = {}
    made: dict[int, list[int]] = {}
    for old, new, _relation in links:
        goes[old] = goes.get(old, 0) + 1
        made.setdefault(new, []).append(old)
    whole = [new for new, olds in made.items() if len(olds) == 4 and all(goes[old] == 1 for old in olds)]
    return max(whole, key=lambda new: sum(busy.get(old, 0) for old in made[new]))


def _plan(code: str, province_id: int, links: list[tuple[int, int, str]]) -> None:
    plan = Plan.objects.create(
        code=code, title=code, province_id=province_id, effective_on=DAY, legal_basis="Nghị quyết số 1686/NQ-UBTVQH15",
        is_exercise=True, state=PlanState.DECIDED, created_at=now(), decided_at=now(),
    )  # fmt: skip
    sides = {
        (side, unit): PlanUnit(
            plan=plan, side=side, unit_id=unit, code=info.code, name=info.name, full_name=info.full_name,
            kind=info.kind, identifier=info.identifier,
        )
        for side, unit, day in _both_sides(links)
        for info in [unit_info(unit, day)]
    }  # fmt: skip
    PlanUnit.objects.bulk_create(sides.values())
    Going.objects.bulk_create(
        Going(plan=plan, old=sides[Side.OLD, old], new=sides[Side.NEW, new], relation=relation)
        for old, new, relation in links
    )
    for old, new, _relation in links:  # of a split one somebody has chosen who takes care of it
        if sides[Side.OLD, old].caretaker_id is None:
            sides[Side.OLD, old].caretaker = sides[Side.NEW, new]
    PlanUnit.objects.bulk_update([one for (side, _u), one in sides.items() if side == Side.OLD], ["caretaker"])


def _both_sides(links: list[tuple[int, int, str]]) -> list[tuple[str, int, date]]:
    olds, news = sorted({link[0] for link in links}), sorted({link[1] for link in links})
    return [(Side.OLD, unit, EVE) for unit in olds] + [(Side.NEW, unit, DAY) for unit in news]


def _execute(code: str, told: dict[str, Any]) -> dict[str, Any]:
    plan = Plan.objects.get(code=code)
    unit_info(plan.province_id, DAY)  # a process at work knows the units already
    began = time.perf_counter()
    run = execute(plan, pace=Pace(workers=told.get("workers", 1), chunk=told.get("chunk", 1_000)))
    seconds = time.perf_counter() - began
    progress = of_run(run, at=run.seen_at)
    return {"seconds": seconds, "longest": progress.longest, "batches": progress.batches, "moved": run.report["moved"]}


def _four_units(told: dict[str, Any]) -> dict[str, Any]:
    return _execute(FOUR, told)


def _all(told: dict[str, Any]) -> dict[str, Any]:
    """The whole province, while writers change and readers read what is being carried."""
    with _at_work(_write) as waits, _at_work(_read) as reads:
        print("bắt đầu", flush=True)
        found = _execute(ALL, told)
    return found | {
        "writes": len(waits),
        "longest_wait": max(waits, default=0.0),
        "reads": len(reads),
        "blocked": sum(one < 0 for one in reads),
        "closed_written": _closed_written(),
    }


Hand = Callable[[Any, int, int], float]


@contextmanager
def _at_work(hand: Hand) -> Any:
    """A thread that does one thing after another to dossiers of the unit that is being carried; the seconds of each."""
    stop, times = threading.Event(), []

    def work() -> None:
        chance = random.Random(1)  # noqa: S311
        with connection.cursor() as cursor:
            while not stop.is_set():
                for province, dossier in _about_to_move(cursor, chance):
                    times.append(hand(cursor, province, dossier))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield times
    finally:
        stop.set()
        thread.join()


def _about_to_move(cursor: Any, chance: random.Random) -> list[tuple[int, int]]:
    """Some dossiers of the old unit whose batches are the newest, or of any unit while there are none."""
    cursor.execute("SELECT old_unit_id FROM cutover_batch ORDER BY id DESC LIMIT 1")
    row = cursor.fetchone()
    cursor.execute(
        "SELECT province_id, dossier_id FROM dossiers_holding WHERE unit_id >= %s ORDER BY unit_id LIMIT 400",
        [row[0] if row else 0],
    )
    found = cursor.fetchall()
    time.sleep(0.002)
    return chance.sample(found, min(5, len(found)))


def _write(cursor: Any, province: int, dossier: int) -> float:
    """What a verb does first and last: locks the dossier, changes its holdings."""
    began = time.perf_counter()
    with transaction.atomic():
        cursor.execute(
            "SELECT 1 FROM dossiers_dossier WHERE province_id = %s AND id = %s FOR UPDATE", [province, dossier]
        )
        cursor.execute(
            "UPDATE dossiers_holding SET due_at = due_at WHERE province_id = %s AND dossier_id = %s",
            [province, dossier],
        )
    return time.perf_counter() - began


def _read(cursor: Any, province: int, dossier: int) -> float:
    """A reader that would rather fail than wait for a lock; negative when it had to."""
    began = time.perf_counter()
    try:
        cursor.execute("SET lock_timeout = 1")
        cursor.execute(
            "SELECT d.code, h.unit_id FROM dossiers_dossier d JOIN dossiers_holding h USING (province_id)"
            " WHERE d.province_id = %s AND d.id = %s AND h.dossier_id = d.id",
            [province, dossier],
        )
        cursor.fetchall()
    except Exception:
        return -1.0
    return time.perf_counter() - began


def _closed_written() -> int:
    run = Run.objects.filter(kind=Run.Kind.EXECUTE).earliest("pk")
    given = {
        "provinces": [run.plan.province_id],
        "began": run.started_at,
        "xid": run.report["first_xid"],
        "most": 1_000,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLOSED_WRITTEN, given)
        return len(cursor.fetchall())


DIRECT = f"""
SELECT {lists.COLUMNS} FROM dossiers_dossier d WHERE d.competent_unit_id = %(unit)s AND d.status = ANY(%(closed)s)
  AND d.id < %(before)s ORDER BY d.id DESC LIMIT 21
"""  # noqa: S608  (names of our own columns)


def _lists(told: dict[str, Any]) -> dict[str, Any]:
    """Closed dossiers of a new commune through the graph, of one generation and of two, beside one index read."""
    new = told["four"]
    old = [one.unit_id for one in predecessors(new, DAY)]
    second = _second_generation(new)
    wanted = lists.Wanted(statuses=tuple(sorted(lists.CLOSED)))
    asks: dict[str, Callable[[], Any]] = {
        "direct": lambda: _direct(old[0]),
        "one": lambda: lists.dossiers_of_units(_official(new), wanted),
        "two": lambda: lists.dossiers_of_units(_official(second), wanted),
    }
    with stamps.of_one_request():  # anew: a unit has been made
        return _timed(asks)


def _timed(asks: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """Medians, in turns."""
    rows = {name: len(ask() if name == "direct" else ask().rows) for name, ask in asks.items()}
    times: dict[str, list[float]] = {name: [] for name in asks}
    for _n in range(TIMES):
        for name, ask in asks.items():
            began = time.perf_counter()
            ask()
            times[name].append(time.perf_counter() - began)
    return {"rows": rows} | {name: sorted(own)[len(own) // 2] for name, own in times.items()}


def _direct(unit_id: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(DIRECT, {"unit": unit_id, "closed": sorted(lists.CLOSED), "before": 2**62})
        return [lists.Line(*row) for row in cursor.fetchall()]


def _official(unit_id: int) -> Principal:
    post = PostHeld(1, unit_id, None, "specialist", "", unit_info(unit_id, now().date()).province_id or 0)
    return Principal(0, "bench", "bench", "official", (post,))


def _second_generation(new: int) -> int:
    """The new commune and a neighbour become one more, a year later."""
    info = unit_info(new, DAY)
    other = UnitVersion.objects.filter(province_id=info.province_id, level=Level.COMMUNE, valid__contains=DAY).exclude(
        unit_id=new
    )
    neighbour = other.earliest("unit_id").unit_id
    name = f"Bench {now():%H%M%S}"
    [made] = add_units(
        Level.COMMUNE,
        [[NewVersion("", name, f"Xã {name}", "commune", info.province_id, info.province_id, valid_from=LATER)]],
        "bench",
    )
    add_links([NewLink(unit, made, "whole", LATER) for unit in (new, neighbour)])
    stamps.bump(stamps.ORG)
    return made


def _base(told: dict[str, Any]) -> dict[str, Any]:
    """What it would take to write another competent unit into every dossier: measured on at most so many, rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(id) FROM dossiers_dossier")
        rows, first = cursor.fetchone()
        cursor.execute("SET statement_timeout = 0")
        try:
            with transaction.atomic():
                began = time.perf_counter()
                cursor.execute(
                    "UPDATE dossiers_dossier SET competent_unit_id = %s WHERE id < %s",
                    [told["four"], first + told["most"]],
                )
                written, seconds = cursor.rowcount, time.perf_counter() - began
                transaction.set_rollback(True)
        finally:
            cursor.execute("RESET statement_timeout")
    return {"rows": rows, "written": written, "measured": seconds, "seconds": seconds * rows / max(1, written)}


DOES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "prepare": _prepare,
    "four": _four_units,
    "all": _all,
    "lists": _lists,
    "base": _base,
}

if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
