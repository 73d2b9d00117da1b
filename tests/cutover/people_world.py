"""A carried-out plan over the world's units of 1/7/2025, as small as the tests for citizens and first weeks need."""

from datetime import UTC, date, datetime
from typing import Any

from tests.factories.units import DAY, World
from thongsuot.cutover.models import Going, Plan, PlanState, PlanUnit, Seat, Side
from thongsuot.org.book import UnitInfo
from thongsuot.org.heirs import predecessors

DECIDED_AT = datetime(2025, 6, 20, 2, tzinfo=UTC)


def carried_out(world: World, *, state: str = PlanState.EXECUTED, on: date = DAY, **more: Any) -> Plan:
    """Plan `ha-tinh`: Mai Phụ and Hà Huy Tập with all that went into them."""
    plan = Plan.objects.create(
        **{
            "code": "ha-tinh",
            "title": "Sắp xếp Hà Tĩnh",
            "province_id": world.province.id,
            "effective_on": on,
            "legal_basis": "Nghị quyết số 1665/NQ-UBTVQH15",
            "state": state,
            "created_at": DECIDED_AT,
            "decided_at": DECIDED_AT,
        }
        | more
    )
    for new in (world.mai_phu, world.ha_huy_tap):
        side = place(plan, Side.NEW, new)
        for heir in predecessors(new.id, DAY):
            old = _old(plan, heir.unit_id)
            Going.objects.create(plan=plan, old=old, new=side, relation=heir.relation)
    return plan


def _old(plan: Plan, unit_id: int) -> PlanUnit:
    from tests.factories.units import BEFORE
    from thongsuot.org.selectors import unit_info

    return place(plan, Side.OLD, unit_info(unit_id, BEFORE))


def place(plan: Plan, side: str, info: UnitInfo) -> PlanUnit:
    """A unit on one side of the plan."""
    names = {"name": info.name, "full_name": info.full_name, "kind": info.kind}
    return PlanUnit.objects.get_or_create(plan=plan, side=side, code=info.code, defaults={"unit_id": info.id, **names})[
        0
    ]


def seats(plan: Plan, new: UnitInfo, old: UnitInfo) -> None:
    """Two seats of a new unit: the main one in an old office, another at an address."""
    at = PlanUnit.objects.get(plan=plan, side=Side.NEW, unit_id=new.id)
    former = PlanUnit.objects.get(plan=plan, side=Side.OLD, unit_id=old.id)
    Seat.objects.create(plan=plan, new=at, old=former, organs="Đảng ủy, HĐND, UBND", is_main=True)
    Seat.objects.create(plan=plan, new=at, organs="Ủy ban MTTQ", address="Thôn 3")
