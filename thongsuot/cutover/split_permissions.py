"""Ai chia việc: whoever works in the old unit decides, for he may read those dossiers; the project team sees figures.

After the execution the old unit is gone: what its caretaker received is decided by whoever works at the caretaker.
"""

from dataclasses import dataclass

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.cutover.models import Plan, PlanState, PlanUnit, Side
from thongsuot.cutover.permissions import plan_in_sight, plans_for
from thongsuot.dossiers.permissions import WORKING_ROLES

RULERS = (Role.CHAIR, Role.UNIT_LEADER)
BEFORE = frozenset({PlanState.DRAFT, PlanState.DECIDED})
AFTER = frozenset({PlanState.EXECUTED, PlanState.VERIFIED})


@dataclass(frozen=True, slots=True)
class Place:
    """Nơi đang làm: a plan, its split unit, and what this person may do there."""

    plan: Plan
    old: PlanUnit
    decides: bool
    rules: bool

    @property
    def moved(self) -> bool:
        """Whether open work has moved already, so that a decision moves something on."""
        return self.plan.state in AFTER


def place_of(principal: Principal, plan_code: str, unit_code: str) -> Place:
    """Nơi này với quyền của người này; NotFound for a plan or unit out of sight."""
    plan = plan_in_sight(principal, plan_code)
    old = PlanUnit.objects.filter(plan=plan, side=Side.OLD, code=unit_code).select_related("caretaker").first()
    if old is None:
        raise NotFound()
    decides = decides_for(principal, plan, old)
    rules = plans_for(principal, plan) or bool(principal.roles_in(old.unit_id or 0) & set(RULERS))
    if not (decides or rules):
        raise NotFound()
    return Place(plan, old, decides, rules and plan.state in BEFORE)


def decides_for(principal: Principal, plan: Plan, old: PlanUnit) -> bool:
    """Whether this person decides cases of this old unit now."""
    return bool(principal.roles_in(_holder(plan, old)) & set(WORKING_ROLES))


def require_deciding(principal: Principal, place: Place) -> None:
    """Forbidden for who sees figures only."""
    if not place.decides:
        raise Forbidden()


def _holder(plan: Plan, old: PlanUnit) -> int:
    """The unit that holds the undecided work now."""
    if plan.state in AFTER:
        return (old.caretaker.unit_id if old.caretaker else None) or 0
    return old.unit_id or 0
