"""Cửa của quầy khi mất mạng."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.walks.samples.base import BOTH, NOBODYS, Sample, clerk, hands_of
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.offline import services as offline
from thongsuot.offline.sent import Sent
from thongsuot.offline.services.merging import Hand

# --- the counter without the line -------------------------------------------------------------------------------------
OFFLINE = "can-bo/quay-ngoai-tuyen/"


def machine(stage: Stage) -> Any:
    """A counter PC of Mai Phụ."""
    return offline.register(unit=stage.world.mai_phu.code, name="Quầy 1", principal=clerk(stage), at=NOW)


def machine_id(stage: Stage) -> dict[str, Any]:
    """As a parameter of the route."""
    return {"uid": machine(stage).uid}


def of_machine(**more: Any) -> Callable[[Stage], Mapping[str, Any]]:
    """As a body."""
    return lambda stage: {"device": str(machine(stage).uid), **more}


def set_aside(stage: Stage) -> dict[str, Any]:
    """An item of that PC whose clock cannot be believed, and which waits for a person."""
    sent = Sent(UUID(NOBODYS), 1, "H-T1-0001", NOW, timedelta(days=-3), NOW, {"applicant": {"name": "Lan"}})
    return {"uid": offline.merge(sent, Hand(machine(stage), clerk(stage), NOW, timedelta(0))).uid}


def watches_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Counter, leader and administrator of the commune."""
    return persona.holds("own", Role.COUNTER_CLERK, Role.UNIT_LEADER, Role.UNIT_ADMIN)


def near_the_machine(stage: Stage, persona: Persona) -> bool:
    """Whoever has a post in the commune, and the auditor of its province: for them it is there."""
    return (persona.place == "own" and bool(persona.roles)) or persona.holds("province", Role.AUDITOR)


def settles_at_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Counter and leader of the commune."""
    return persona.holds("own", Role.COUNTER_CLERK, Role.UNIT_LEADER)


OFFLINE_PAGES: dict[str, Sample] = {
    OFFLINE: Sample(),
    f"{OFFLINE}sw.js": Sample(),
    f"{OFFLINE}ung-dung.webmanifest": Sample(),
    f"{OFFLINE}nhip/": Sample(),
    f"{OFFLINE}may/": Sample(),
    f"{OFFLINE}may/<uuid:uid>/thu-hoi/": Sample(
        machine_id,
        ("POST",),
        lambda stage: {"why": "mất máy"},
        watches_mai_phu,
        hands_of(Role.UNIT_LEADER, Role.UNIT_ADMIN),
    ),
    f"{OFFLINE}cho-xu-ly/": Sample(),
    f"{OFFLINE}cho-xu-ly/<uuid:uid>/": Sample(set_aside, BOTH, sees=settles_at_mai_phu),
    f"{OFFLINE}cho-xu-ly/<uuid:uid>/da-bao/": Sample(set_aside, ("POST",), sees=settles_at_mai_phu),
}
