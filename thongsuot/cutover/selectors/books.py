"""Sổ: how many open things each unit holds, by kind and state, with a hash over their identities.

Lines are lists so that they stand in a run as they are: [kind, unit, state, count, hash].
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from thongsuot.cutover.models import Plan, Run
from thongsuot.cutover.selectors.routes import Leaving
from thongsuot.org.moving import movers

Line = list[Any]
MOVED = """
SELECT p.kind, sum(p.count) FROM cutover_batchpart p JOIN cutover_batch b ON b.id = p.batch_id
 WHERE b.run_id = %s AND b.undone_at IS NULL GROUP BY 1 ORDER BY 1
"""


def of_units(unit_ids: Sequence[int], provinces: Sequence[int]) -> list[Line]:
    """Sổ của các đơn vị, all kinds; one statement per kind and province."""
    found: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for mover in movers():
        for province in provinces:
            for line in mover.sums(province, unit_ids):
                place = found[mover.kind, line.unit_id, line.state]
                place[0] += line.count
                place[1] += line.hash
    return [[*key, count, str(total)] for key, (count, total) in sorted(found.items())]


def of_plan(plan: Plan, leaving: Sequence[Leaving]) -> list[Line]:
    """Sổ của mọi đơn vị cũ và mới của một kế hoạch."""
    units = {one.unit_id for one in leaving} | {heir for one in leaving for heir in one.heirs}
    provinces = {province for one in leaving for province in one.provinces} | {plan.province_id}
    return of_units(sorted(units), sorted(provinces))


def totals(lines: Sequence[Line], units: set[int] | None = None) -> dict[tuple[str, str], tuple[int, int]]:
    """Cộng sổ theo loại và trạng thái, of all units or of some."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for kind, unit, state, count, total in lines:
        if units is None or unit in units:
            found[kind, state][0] += count
            found[kind, state][1] += int(total)
    return {key: (count, total) for key, (count, total) in sorted(found.items())}


def moved_by_kind(run: Run) -> dict[str, int]:
    """Đã chuyển bao nhiêu, by kind."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, [run.pk])
        return {kind: int(count) for kind, count in cursor.fetchall()}


def written_by(run: Run) -> str:
    """Số giao dịch đã ghi dòng của lần chạy này: what is written later has a younger one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM cutover_run WHERE id = %s", [run.pk])
        return str(cursor.fetchone()[0])
