"""Cửa của kế hoạch chuyển đổi."""

from datetime import date
from typing import Any

from tests.walks.samples.base import BOTH, FINE, Sample
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


def draws_up(stage: Stage, persona: Persona) -> bool:
    """The province's administrator."""
    return persona.holds("province", Role.PROVINCE_ADMIN)


def nothing_of(*methods: str) -> Sample:
    """Acts at what is not in the empty plan."""
    return Sample(
        lambda stage: plan_code(stage) | {"pk": 999_999, "verb": "bo"}, methods, sees=sees_the_plan, fine=FINE | {404}
    )


READ = Sample(plan_code, sees=sees_the_plan)
WRITE = Sample(plan_code, ("POST",), sees=draws_up)
PLAN_PAGES: dict[str, Sample] = {
    HERE: Sample(),
    f"{HERE}lap-moi/": Sample(methods=BOTH),
    f"{HERE}thay-doi/": Sample(methods=BOTH),
    ONE: READ,
    f"{ONE}nap/": Sample(plan_code, BOTH, sees=draws_up),
    f"{ONE}nap/lam/": Sample(plan_code, ("POST",), lambda stage: {"nguon": "bo"}, draws_up),
    f"{ONE}ke-hoach.xlsx": Sample(plan_code, sees=draws_up),
    f"{ONE}don-vi/": READ,
    f"{ONE}don-vi/them/": Sample(plan_code, BOTH, sees=draws_up),
    f"{ONE}don-vi/<int:pk>/": nothing_of("GET"),
    f"{ONE}don-vi/<int:pk>/lam/<str:verb>/": nothing_of("POST"),
    f"{ONE}nhan-su/": Sample(plan_code, sees=draws_up),
    f"{ONE}nhan-su/ghi/": WRITE,
    f"{ONE}nhan-su/<int:pk>/bo/": nothing_of("POST"),
    f"{ONE}kiem-tra/": READ,
    f"{ONE}quyet/": Sample(plan_code, BOTH, sees=draws_up),
    f"{ONE}quyet/huy/": WRITE,
    f"{ONE}lich-su/": READ,
    f"{ONE}lich-su/hoan-tac/": WRITE,
}
