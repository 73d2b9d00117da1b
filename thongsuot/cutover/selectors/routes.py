"""Đường đi của từng đơn vị cũ: to which new units its open things go, and from which moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import connection

from thongsuot.common.clock import TIMEZONE
from thongsuot.cutover.models import Going, Plan, PlanUnit, Side
from thongsuot.org.moving import movers
from thongsuot.org.selectors import children, organ_id_of, unit_info

PROVINCES = """
SELECT unit_id, array_agg(DISTINCT province_id) FROM (
  SELECT unit_id, province_id FROM dossiers_holding WHERE unit_id = ANY(%(units)s)
  UNION SELECT unit_id, province_id FROM tasks_openwork WHERE unit_id = ANY(%(units)s)) f GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Một đơn vị cũ. More than one of `heirs` = it is split, and what nobody decided goes to `caretaker` if there is one.

    `provinces` are the keys of the partitions in which its open things stand (its own, and those of earlier mergers).
    """

    plan_unit: PlanUnit
    unit_id: int
    heirs: tuple[int, ...]
    caretaker: int | None
    provinces: tuple[int, ...] = field(default=())

    @property
    def split(self) -> bool:
        """Whether somebody must decide what goes where."""
        return len(self.heirs) > 1


def instant(plan: Plan) -> datetime:
    """Thời điểm có hiệu lực: 00:00 in Việt Nam of the effective day."""
    return datetime.combine(plan.effective_on, time(), TIMEZONE)


def leaving_units(plan: Plan) -> list[Leaving]:
    """Các đơn vị cũ của kế hoạch, in the one order in which everybody works on them: by identity; four statements.

    A unit that goes on as itself (its own only heir) is no leaving one.
    """
    heirs: dict[int, list[int]] = {}
    for old, new in Going.objects.filter(plan=plan).order_by("new__unit_id").values_list("old_id", "new__unit_id"):
        heirs.setdefault(old, []).append(new)
    olds = list(PlanUnit.objects.filter(plan=plan, side=Side.OLD).select_related("caretaker").order_by("unit_id"))
    for old in olds:  # a district goes nowhere by itself: all it holds goes where people have chosen
        if old.pk not in heirs and old.caretaker is not None:
            heirs[old.pk] = [old.caretaker.unit_id]
    wanted = [old for old in olds if old.pk in heirs and heirs[old.pk] != [old.unit_id]]
    places = _provinces([old.unit_id for old in wanted if old.unit_id])
    day = plan.effective_on - timedelta(days=1)
    found = []
    for old in wanted:
        assert old.unit_id is not None, "the database keeps old units known"
        own = unit_info(old.unit_id, day)
        provinces = {own.province_id or own.id, *places.get(old.unit_id, ())}
        caretaker = old.caretaker.unit_id if old.caretaker else None
        found.append(Leaving(old, old.unit_id, tuple(heirs[old.pk]), caretaker, tuple(sorted(provinces))))
    return found


def organs_between(plan: Plan, old: int, new: int) -> dict[int, int]:
    """Cơ quan của đơn vị cũ → cơ quan cùng loại của đơn vị mới; what the new one has not is left out."""
    before = plan.effective_on - timedelta(days=1)
    pairs = {
        organ.id: organ_id_of(new, organ.organ_kind, plan.effective_on)
        for organ in children(old, before)
        if organ.organ_kind
    }
    return {organ: heir for organ, heir in pairs.items() if heir is not None and heir != organ}


def left_at_all(leaving: Sequence[Leaving]) -> dict[int, dict[str, int]]:
    """Còn lại ở từng đơn vị cũ, by unit and kind, only what there is; one statement per kind and province."""
    found: dict[int, dict[str, int]] = {}
    for province, unit_ids in by_province(leaving).items():
        for mover in movers():
            for line in mover.sums(province, unit_ids):
                kinds = found.setdefault(line.unit_id, {})
                kinds[mover.kind] = kinds.get(mover.kind, 0) + line.count
    return found


def by_province(leaving: Sequence[Leaving]) -> dict[int, list[int]]:
    """Đơn vị cũ theo ngăn của bảng in which their open things stand."""
    found: dict[int, list[int]] = {}
    for one in leaving:
        for province in one.provinces:
            found.setdefault(province, []).append(one.unit_id)
    return found


def _provinces(unit_ids: Sequence[int]) -> dict[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(PROVINCES, {"units": list(unit_ids)})
        return dict(cursor.fetchall())
