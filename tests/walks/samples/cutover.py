"""Cửa của kế hoạch chuyển đổi."""

from datetime import date
from typing import Any

from tests.walks.samples.base import BOTH, Sample
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import Plan
from thongsuot.cutover.services.plans import NewPlan, draw_up

HERE = "quan-tri/chuyen-doi/"
ONE = f"{HERE}<slug:code>/"
CODE = "di-thu"


def plan_of(stage: Stage) -> Plan:
    """A plan of Hà Tĩnh without units, drawn up by the command line."""
    found = Plan.objects.filter(code=CODE).first()
    if found is not None:
        return found
    new = NewPlan("Đi thử", stage.world.province.id, date(2025, 8, 1), "Nghị quyết đi thử", CODE, is_exercise=True)
    return draw_up(new=new, by=None, at=NOW)


def plan_code(stage: Stage) -> dict[str, Any]:
    """The plan of the stage."""
    return {"code": plan_of(stage).code}


def sees_the_plan(stage: Stage, persona: Persona) -> bool:
    """The province's planners, auditors, controllers; it names no unit, so nobody of a commune."""
    return persona.holds("province", Role.PROVINCE_ADMIN, Role.AUDITOR, Role.PROCEDURE_CONTROLLER)


READ = Sample(plan_code, sees=sees_the_plan)
PLAN_PAGES: dict[str, Sample] = {
    HERE: Sample(),
    f"{HERE}lap-moi/": Sample(methods=BOTH),
    ONE: READ,
}
