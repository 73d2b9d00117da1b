"""Cửa của việc chia: Mai Phụ is split in a plan of next month; its own people decide, the province sees figures."""

from datetime import date
from typing import Any

from tests.factories.cutover_split import add_unit
from tests.walks.samples.base import BOTH, FINE, WORKING, Sample, hands_of
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import Going, Plan, Side
from thongsuot.cutover.services.plans import NewPlan, draw_up
from thongsuot.org.models import Relation

CODE = "chia-thu"
SPLIT = "can-bo/chuyen-doi/<slug:code>/chia/"
SPLIT_UNIT = f"{SPLIT}<str:unit>/"
RULES = f"{SPLIT_UNIT}quy-tac/"


def split_plan(stage: Stage) -> Plan:
    """Mai Phụ goes to Thạch Khê and Thành Sen."""
    found = Plan.objects.filter(code=CODE).first()
    if found is not None:
        return found
    new = NewPlan("Chia thử", stage.world.province.id, date(2025, 8, 1), "Nghị quyết thử", CODE, is_exercise=True)
    plan = draw_up(new=new, by=None, at=NOW)
    old = add_unit(plan, Side.OLD, stage.world.mai_phu)
    for unit, relation in ((stage.world.thach_khe, Relation.WHOLE_AREA), (stage.world.thanh_sen, Relation.PART_PEOPLE)):
        Going.objects.create(plan=plan, old=old, new=add_unit(plan, Side.NEW, unit), relation=relation)
    return plan


def here(**more: Any):
    """The plan and the unit as parameters."""
    return lambda stage: {"code": split_plan(stage).code, "unit": "18583", **more}


def in_the_plan(stage: Stage, persona: Persona) -> bool:
    """The province's readers, and everybody who has a post in a unit the plan names: Mai Phụ and Thạch Khê."""
    return persona.holds("province", Role.PROVINCE_ADMIN, Role.AUDITOR, Role.PROCEDURE_CONTROLLER) or persona.place in (
        "own",
        "foreign",
    )


def near_the_split(stage: Stage, persona: Persona) -> bool:
    """Planners, and whoever works in the old unit."""
    return persona.holds("province", Role.PROVINCE_ADMIN) or persona.holds("own", *WORKING)


def writes_rules(stage: Stage, persona: Persona) -> bool:
    """Planners and leaders of the old unit."""
    return persona.holds("province", Role.PROVINCE_ADMIN) or persona.holds("own", Role.CHAIR, Role.UNIT_LEADER)


def post(hands: Any, **params: Any) -> Sample:
    """Something done there."""
    return Sample(here(**params), ("POST",), sees=near_the_split, hands=hands, fine=FINE | {404})


SPLIT_PAGES: dict[str, Sample] = {
    SPLIT: Sample(here(), sees=in_the_plan),
    SPLIT_UNIT: Sample(here(), sees=near_the_split, hands=hands_of(*WORKING)),
    f"{SPLIT_UNIT}quyet/": post(hands_of(*WORKING)),
    f"{SPLIT_UNIT}tung-viec/": Sample(here(), BOTH, sees=near_the_split, hands=hands_of(*WORKING)),
    f"{SPLIT_UNIT}hoan-tac/<int:act>/": post(hands_of(*WORKING), act=999_999),
    f"{SPLIT_UNIT}gom/": post(near_the_split),
    RULES: Sample(here(), sees=near_the_split),
    f"{RULES}them/": post(writes_rules),
    f"{RULES}<int:rule>/bo/": post(writes_rules, rule=999_999),
    f"{RULES}<int:rule>/len/": post(writes_rules, rule=999_999),
    f"{RULES}de-xuat/<slug:key>/": post(writes_rules, key="none"),
    f"{RULES}thon.xlsx": Sample(here(), sees=near_the_split),
    f"{RULES}nap/": post(writes_rules),
}
