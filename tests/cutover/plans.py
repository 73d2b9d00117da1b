"""Plans for tests: drawn up by the command line, filled from what the world's units became."""

from datetime import date
from typing import Any

from tests.factories.units import DAY
from tests.walks.stage import NOW
from thongsuot.cutover.models import Plan, PlanKind
from thongsuot.cutover.services.from_org import fill_from_org
from thongsuot.cutover.services.plans import NewPlan, draw_up


def make_plan(world: Any, *, on: date = DAY, code: str = "ha-tinh", kind: str = PlanKind.PROVINCE, **more: Any) -> Plan:
    """An empty plan of Hà Tĩnh."""
    facts = {"title": "Sắp xếp Hà Tĩnh", "province_id": world.province.id, "legal_basis": "Nghị quyết số 1665"} | more
    return draw_up(new=NewPlan(effective_on=on, code=code, kind=kind, **facts), by=None, at=NOW)


def known_plan(world: Any, **more: Any) -> Plan:
    """The plan of 1/7/2025 as `org` knows it."""
    plan = make_plan(world, **more)
    fill_from_org(plan=plan, by=None, at=NOW)
    plan.refresh_from_db()
    return plan
