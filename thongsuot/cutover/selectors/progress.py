"""Tiến độ của một lần chuyển, read from its batches while it runs: how many of how many, how fast, how long still."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.cutover.models import Run
from thongsuot.org.moving import mover

BY_UNIT = """
SELECT b.old_unit_id, p.kind, sum(p.count)::bigint FROM cutover_batch b JOIN cutover_batchpart p ON p.batch_id = b.id
 WHERE b.run_id = %(run)s GROUP BY 1, 2
"""
SPEED = "SELECT count(*), max(at), coalesce(sum(seconds), 0), coalesce(max(seconds), 0) FROM cutover_batch WHERE run_id = %(run)s"


@dataclass(frozen=True, slots=True)
class Row:
    """Một đơn vị cũ, một loại việc."""

    unit_id: int
    kind: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Tiến độ; `seconds_left` None while nothing has moved yet. `longest` is the longest batch: whom it held waited as long."""

    rows: list[Row]
    done: int
    total: int
    batches: int
    per_second: float
    seconds_left: float | None
    longest: float

    def by_kind(self) -> list[tuple[str, int, int]]:
        """Theo loại: label, done, of how many."""
        kinds: dict[str, list[int]] = {}
        for row in self.rows:
            place = kinds.setdefault(row.kind, [0, 0])
            place[0] += row.done
            place[1] += row.total
        return [(str(mover(kind).label), done, total) for kind, (done, total) in sorted(kinds.items())]

    def as_dict(self) -> dict[str, Any]:
        """For the command line and the page."""
        kinds = [{"kind": label, "done": done, "total": total} for label, done, total in self.by_kind()]
        return {
            "done": self.done,
            "total": self.total,
            "batches": self.batches,
            "per_second": round(self.per_second, 1),
            "seconds_left": None if self.seconds_left is None else round(self.seconds_left),
            "longest_batch_seconds": self.longest,
            "kinds": kinds,
        }


def of_run(run: Run, *, at: datetime) -> Progress:
    """Tiến độ của lần chạy; two statements. What came in while it ran counts as done, not as more to do."""
    with connection.cursor() as cursor:
        cursor.execute(BY_UNIT, {"run": run.pk})
        moved = {(unit, kind): int(count) for unit, kind, count in cursor.fetchall()}
        cursor.execute(SPEED, {"run": run.pk})
        batches, last, _busy, longest = cursor.fetchone()
    totals = dict.fromkeys(moved, 0)
    leaving = {batch[0] for batch in moved} | _leaving(run)
    for kind, unit, _state, count, _hash in run.books_before:
        if unit in leaving:
            totals[unit, kind] = totals.get((unit, kind), 0) + count
    rows = [Row(unit, kind, moved.get((unit, kind), 0), total) for (unit, kind), total in sorted(totals.items())]
    rows = [Row(r.unit_id, r.kind, r.done, max(r.done, r.total)) for r in rows]
    done, total = sum(row.done for row in rows), sum(row.total for row in rows)
    elapsed = max(0.001, ((last or at) - run.started_at).total_seconds())
    speed = done / elapsed if done else 0.0
    left = None if not done else (0.0 if run.ended_at else (total - done) / speed)
    return Progress(rows, done, total, batches, speed, left, float(longest))


def _leaving(run: Run) -> set[int]:
    units = run.plan.units.filter(side="old").values_list("unit_id", flat=True)
    return {unit for unit in units if unit is not None}
