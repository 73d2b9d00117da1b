"""Một đợt chuyển: what one transaction carries from one unit to another, with its journal entries and its own record.

The books of exactly these things are read before and after, in the transaction; when they differ nothing has happened.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError, connection, transaction

from thongsuot.common.errors import ClockMovedBack, Refused, Unavailable, database_refusals
from thongsuot.common.now import now
from thongsuot.cutover.models import Batch, BatchPart, Run
from thongsuot.org import moving
from thongsuot.org.moving import Mover, movers

PATIENCE = "3s"  # for a row that somebody else holds; meanwhile others would wait for ours
TRIES = 40
APPEND_MANY = "SELECT journal_append_many(%s, %s, %s, 'transferred', %s, %s, %s, %s::jsonb)"


class BooksDiffer(Refused):
    """Sổ trước và sau một đợt không bằng nhau: nothing of the batch is kept."""

    code = "books_differ"
    status = 500


@dataclass(frozen=True)
class Route:
    """Từ đâu sang đâu, and what the entries say about it."""

    province_id: int
    old: int
    new: int
    said: str  # data of the journal entries, as JSON
    organs: Mapping[int, int] = field(default_factory=dict)
    caretaking: bool = False
    by_id: int | None = None


@contextmanager
def patient() -> Iterator[None]:
    """The connection gives up a lock that it does not get in time, for the length of a run; carrying tries again."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def carry(run: Run, route: Route, *, kinds: Sequence[str], roots: Mapping[str, Sequence[int]] | None = None) -> int:
    """Chuyển một đợt in one transaction; how many things moved. Waits its turn when somebody works on one of them."""
    for turn in range(TRIES):
        try:
            with database_refusals():
                return _carried(run, route, kinds, roots)
        except (Unavailable, OperationalError, ClockMovedBack):
            if turn == TRIES - 1 or connection.in_atomic_block:
                raise
            time.sleep(0.05 * (turn + 1))
    return 0


@transaction.atomic
def _carried(run: Run, route: Route, kinds: Sequence[str], roots: Mapping[str, Sequence[int]] | None) -> int:
    began = time.perf_counter()
    batch = moving.Batch(route.province_id, route.old, route.new, now(), route.organs, roots)
    parts = [(mover, mover.move(batch)) for mover in movers() if mover.kind in kinds]
    parts = [(mover, moved) for mover, moved in parts if moved.ids]
    if not parts:
        return 0
    for mover, moved in parts:
        _compare(mover, moved, batch)
        if mover.journal:
            write_entries(mover.journal, moved.ids, route, at=now())
    row = Batch.objects.create(
        run=run,
        province_id=route.province_id,
        old_unit_id=route.old,
        new_unit_id=route.new,
        at=batch.at,
        seconds=round(time.perf_counter() - began, 4),
        caretaking=route.caretaking,
    )
    BatchPart.objects.bulk_create(
        BatchPart(batch=row, kind=mover.kind, ids=moved.ids, kept=moved.kept, count=len(moved.ids), books=moved.books)
        for mover, moved in parts
    )
    return sum(len(moved.ids) for _mover, moved in parts)


def _compare(mover: Mover, moved: moving.Moved, batch: moving.Batch) -> None:
    after = moved.after if moved.after is not None else mover.held(batch.province_id, batch.new_unit, moved.ids)
    if after != moved.books:
        raise BooksDiffer(kind=mover.kind, before=moved.books, after=after)


def write_entries(kind: str, ids: Sequence[int], route: Route, *, at: datetime) -> None:
    """Một bút toán cho mỗi việc, one statement for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND_MANY, [route.province_id, kind, list(ids), at, route.by_id, route.new, route.said])
