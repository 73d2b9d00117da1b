"""Ai làm gì ở sảnh: clerks of the unit serve, its leaders and administrators see all of it and set it up."""

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound

SERVES = (Role.COUNTER_CLERK,)
SETS_UP = (Role.UNIT_LEADER, Role.UNIT_ADMIN)
SEES = (Role.COUNTER_CLERK, Role.UNIT_LEADER, Role.CHAIR, Role.UNIT_ADMIN)


def hall_units(principal: Principal) -> list[int]:
    """Units whose hall this person sees; the one where he serves first."""
    serving = principal.units_with(*SERVES)
    return sorted(principal.units_with(*SEES), key=lambda unit: (unit not in serving, unit))


def require_serves(principal: Principal, unit_id: int) -> None:
    """Refuse whoever is no clerk of this hall: 404 for strangers, 403 for its other officials."""
    _require(principal, unit_id, SERVES)


def require_sets_up(principal: Principal, unit_id: int) -> None:
    """Refuse whoever does not lead or administer this hall."""
    _require(principal, unit_id, SETS_UP)


def may_set_up(principal: Principal, unit_id: int) -> bool:
    """Whether this person leads or administers the hall."""
    return bool(principal.roles_in(unit_id) & set(SETS_UP))


def may_serve(principal: Principal, unit_id: int) -> bool:
    """Whether this person is a clerk of the hall."""
    return bool(principal.roles_in(unit_id) & set(SERVES))


def _require(principal: Principal, unit_id: int, roles: tuple[str, ...]) -> None:
    held = principal.roles_in(unit_id)
    if not held & set(SEES):
        raise NotFound()
    if not held & set(roles):
        raise Forbidden()
