"""Ai thấy và làm gì với văn bản: officials of the unit that has the document; outside it does not exist (404)."""

from datetime import date, datetime

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.documents.timing import local_day
from thongsuot.org.heirs import predecessor_ids
from thongsuot.org.selectors import in_force, versions_of

# Who works with documents in a unit; others of the unit (its technical administrator) do not read them.
WORKERS = (
    Role.DOCUMENT_CLERK,
    Role.COUNTER_CLERK,
    Role.SPECIALIST,
    Role.UNIT_LEADER,
    Role.CHAIR,
    Role.DEPARTMENT_OFFICIAL,
    Role.ARCHIVIST,
)
# Who keeps the registers, the form and the agency's seal; a unit without a document clerk has its office head do it.
CLERKS = (Role.DOCUMENT_CLERK, Role.UNIT_LEADER)
LEADERS = (Role.UNIT_LEADER, Role.CHAIR)


def units_worked_in(principal: Principal) -> frozenset[int]:
    """Đơn vị mà người này làm việc với văn bản."""
    return principal.units_with(*WORKERS)


def see_unit(principal: Principal, unit_id: int) -> None:
    """NotFound for a unit in which this person does not work with documents."""
    if unit_id not in units_worked_in(principal):
        raise NotFound()


def need(principal: Principal, unit_id: int, *roles: str) -> None:
    """NotFound outside one's units; Forbidden without one of these roles there."""
    see_unit(principal, unit_id)
    if not principal.roles_in(unit_id) & set(roles):
        raise Forbidden()


def need_to_bring(principal: Principal, unit_id: int, province_id: int) -> bool:
    """Who brings a letter in: True for a clerk of the unit, False for another system of its province; else as `need`."""
    if principal.roles_in(unit_id) & set(CLERKS):
        return True
    if province_id in principal.provinces_with(Role.INTEGRATION):
        return False
    need(principal, unit_id, *CLERKS)
    return True


def ended_on(unit_id: int, day: date) -> date | None:
    """Ngày đơn vị thôi hiệu lực, when it has ended by `day`."""
    return None if in_force(unit_id, day) else versions_of(unit_id)[-1].valid_to


def keeping_unit(principal: Principal, unit_id: int, at: datetime, *, roles: tuple[str, ...] = CLERKS) -> int:
    """Đơn vị giữ sổ (hay kho mẫu) của đơn vị này: itself, or, once it has ended, the successor in which this person keeps it.

    NotFound outside one's units and their predecessors, Forbidden for who holds none of `roles` there.
    """
    own = units_worked_in(principal)
    if not ended_on(unit_id, local_day(at)):
        need(principal, unit_id, *roles)
        return unit_id
    heirs = sorted(unit for unit in own if unit_id in predecessor_ids(unit))
    if not heirs:
        raise NotFound()
    keeps = [unit for unit in heirs if principal.roles_in(unit) & set(roles)]
    if not keeps:
        raise Forbidden()
    return keeps[0]
