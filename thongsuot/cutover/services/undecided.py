"""Việc của đơn vị bị chia mà chưa ai quyết, và việc quyết sau khi đã tạm nhận: what holds a run up, and what moves on later."""

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from thongsuot.common.errors import Refused
from thongsuot.cutover.models import Batch, Plan
from thongsuot.cutover.selectors import split
from thongsuot.cutover.selectors.routes import Leaving
from thongsuot.org.moving import mover, movers

STAYS_LISTED = frozenset({"ticket"})  # an appointment for which the new hall has no service


class Undecided(Refused):
    """Còn việc của đơn vị bị chia chưa ai quyết và chưa chọn nơi tạm nhận: a red line."""

    code = "undecided"
    status = 409
    title = _("Còn việc chưa quyết đi đâu")
    detail = _(
        "Đơn vị bị chia còn việc chưa ai quyết và chưa chọn đơn vị tạm nhận nên chưa chuyển được. "
        "Hãy quyết nốt, hoặc chọn đơn vị tạm nhận cho từng đơn vị cũ, rồi chạy lại; chưa có gì bị dở dang."
    )


def decided_later(plan: Plan, one: Leaving) -> dict[int, dict[str, list[int]]]:
    """Việc đã tạm nhận mà sau đó có người quyết, by new unit and kind of root: only what its caretaker still holds."""
    if not one.split or one.caretaker is None:
        return {}
    taken = set(
        Batch.objects.filter(run__plan=plan, caretaking=True, old_unit_id=one.unit_id, undone_at=None)
        .values_list("parts__kind", flat=True)
        .distinct()
    )
    found: dict[int, dict[str, list[int]]] = {}
    for heir, kinds in split.decided(one.plan_unit).items():
        for kind, ids in kinds.items():
            if heir != one.caretaker and kind in taken and (held := _held_by_caretaker(plan, one, kind, ids)):
                found.setdefault(heir, {})[kind] = held
    return found


HELD_BY_CARETAKER = """
SELECT DISTINCT i.id FROM cutover_batch b JOIN cutover_run r ON r.id = b.run_id JOIN cutover_batchpart p ON p.batch_id = b.id
  CROSS JOIN LATERAL unnest(p.ids) AS i(id)
 WHERE r.plan_id = %(plan)s AND b.caretaking AND b.undone_at IS NULL AND b.old_unit_id = %(old)s AND p.kind = %(kind)s
   AND i.id = ANY(%(ids)s)
   AND NOT EXISTS (SELECT FROM cutover_batch n JOIN cutover_run s ON s.id = n.run_id JOIN cutover_batchpart q ON q.batch_id = n.id
     WHERE s.plan_id = %(plan)s AND n.undone_at IS NULL AND n.old_unit_id = b.new_unit_id AND q.kind = p.kind AND i.id = ANY(q.ids))
"""


def _held_by_caretaker(plan: Plan, one: Leaving, kind: str, ids: Sequence[int]) -> list[int]:
    """Of these the ones that were taken care of and have not moved on; what was closed meanwhile moves nothing."""
    given = {"plan": plan.pk, "old": one.unit_id, "kind": kind, "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(HELD_BY_CARETAKER, given)
        taken = sorted(row[0] for row in cursor.fetchall())
    still = sum(line[1] for province in one.provinces for line in mover(kind).held(province, one.caretaker or 0, taken))
    return taken if still else []


def refuse_undecided(leaving: Sequence[Leaving]) -> None:
    """Raises Undecided, naming the units and how much of each waits."""
    found = {one.plan_unit.full_name: n for one in leaving if one.caretaker is None and (n := undecided_of(one))}
    if found:
        raise Undecided(units=found)


def undecided_of(one: Leaving) -> int:
    """Bao nhiêu việc gốc đang mở của một đơn vị bị chia mà chưa ai quyết; 0 for a unit that goes over whole."""
    if not one.split:
        return 0
    known = {(kind, i) for kinds in split.decided(one.plan_unit).values() for kind, ids in kinds.items() for i in ids}
    return sum(
        (each.kind, thing.id) not in known
        for each in movers()
        if each.kind not in STAYS_LISTED
        for province in one.provinces
        for thing in each.roots(province, one.unit_id)
    )
