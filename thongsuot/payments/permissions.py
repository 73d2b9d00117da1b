"""Ai được làm gì với tiền: the hand over a dossier's money comes from `dossiers`, the rest from posts in a unit."""

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.dossiers.permissions import WORKING_ROLES, has_hand, holders_before, possible
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.states import VERBS

COLLECTORS = (Role.COUNTER_CLERK, Role.SPECIALIST)
SUPERVISORS = (Role.UNIT_LEADER, Role.CHAIR)
MONEY_VERBS = frozenset({"request-payment", "record-payment"})


def money_verbs(principal: Principal, loaded: Loaded) -> frozenset[str]:
    """Which of the two verbs of money this person may do on the dossier now."""
    return MONEY_VERBS & set(possible(principal, loaded.dossier, loaded.holders))


def may_note_money(principal: Principal, loaded: Loaded) -> bool:
    """Whether this person may write down money that came for the dossier, also after it was closed."""
    return has_hand(
        principal, VERBS["record-payment"], loaded.dossier, loaded.holders or holders_before(loaded.dossier)
    )


def units_worked_in(principal: Principal) -> frozenset[int]:
    """Đơn vị mà người này xem được sổ quỹ, biên lai, hoàn tiền."""
    return principal.units_with(*WORKING_ROLES)


def see_unit(principal: Principal, unit_id: int) -> None:
    """NotFound for a unit in which this person does not work."""
    if unit_id not in units_worked_in(principal):
        raise NotFound()


def need(principal: Principal, unit_id: int, *roles: str) -> None:
    """NotFound outside one's units; Forbidden without one of these roles there."""
    see_unit(principal, unit_id)
    if not principal.roles_in(unit_id) & set(roles):
        raise Forbidden()


def drawer_unit(principal: Principal, loaded: Loaded) -> int:
    """Đơn vị có quầy đang thu: the receiving counter when this person works there, else where he works on the dossier."""
    mine = units_worked_in(principal)
    for unit_id in (loaded.counter_id, loaded.competent_id):
        if unit_id in mine:
            return unit_id
    return next((h.unit_id for h in loaded.holders if h.unit_id in mine), loaded.counter_id)
