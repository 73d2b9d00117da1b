"""Ai thấy số nào: a unit sees itself (and what is below it); the province's controllers and departments see all units.

Counting is no right to open: a figure opens only to dossiers the reader may see anyway.
"""

from dataclasses import dataclass

from django.utils import timezone

from thongsuot.accounts.models import Role
from thongsuot.accounts.permissions import leaders_view
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.dossiers.permissions import working_units
from thongsuot.org.selectors import unit_info

COUNTERS = (Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN, Role.DEPARTMENT_OFFICIAL, Role.AUDITOR)
READERS = (Role.UNIT_LEADER, Role.CHAIR, *COUNTERS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Phạm vi số liệu: one province; `units` None = all of it."""

    province_id: int
    units: frozenset[int] | None

    def has(self, unit_id: int) -> bool:
        """Whether this unit's figures may be read."""
        return self.units is None or unit_id in self.units


def scope(principal: Principal) -> Scope:
    """What this person counts; NotFound for who counts nothing (the rule of the door keeps most of them out)."""
    provinces = principal.provinces_with(*COUNTERS)
    if provinces:
        return Scope(min(provinces), None)
    units = leaders_view(principal, now())
    if not units:
        raise NotFound()
    info = unit_info(min(principal.units_with(Role.UNIT_LEADER, Role.CHAIR)), timezone.localdate(now()))
    return Scope(info.province_id or info.id, units)


def require_unit(principal: Principal, unit_id: int) -> Scope:
    """The scope, when the unit lies in it."""
    found = scope(principal)
    if not found.has(unit_id) or not _of_province(unit_id, found.province_id):
        raise NotFound()
    return found


def opens_to(principal: Principal, province_id: int) -> frozenset[int] | None:
    """Units whose dossiers this person may open behind a figure; None = all, as the province's auditor (metadata)."""
    if any(post.role == Role.AUDITOR and post.province_id == province_id for post in principal.posts):
        return None
    return working_units(principal)


def reads_persons(principal: Principal, unit_id: int) -> bool:
    """Whether figures of single officials of this unit are told: to who leads it."""
    return unit_id in leaders_view(principal, now())


def _of_province(unit_id: int, province_id: int) -> bool:
    info = unit_info(unit_id, timezone.localdate(now()))
    return (info.province_id or info.id) == province_id
