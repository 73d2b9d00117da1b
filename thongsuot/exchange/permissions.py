"""Ai thấy việc kẹt nào: those who work in its unit; the province's administrators see what has no unit, and counts.

A message's contents are for those who may see its dossier: people of its unit. Counts name no person.
"""

from dataclasses import dataclass

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.permissions import working_units

WORKING = (Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR)
PROVINCIAL = (Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER)
MAY_COME_IN = (*WORKING, *PROVINCIAL)


@dataclass(frozen=True, slots=True)
class Scope:
    """Phạm vi: units whose waiting things are listed, those that may be acted on, provinces that are counted."""

    units: tuple[int, ...]
    acting: frozenset[int]
    provinces: tuple[int, ...]

    def sees(self, unit_id: int | None, province_id: int | None) -> bool:
        """Whether a thing that waits is shown one by one."""
        if unit_id is not None:
            return unit_id in self.units
        return bool(self.provinces) and (province_id is None or province_id in self.provinces)

    def acts(self, unit_id: int | None, province_id: int | None) -> bool:
        """Whether it may be tried again or solved."""
        return unit_id in self.acting if unit_id is not None else self.sees(None, province_id)


def scope_of(principal: Principal) -> Scope:
    """Phạm vi của một người."""
    return Scope(
        tuple(sorted(working_units(principal))),
        principal.units_with(*WORKING),
        tuple(sorted(principal.provinces_seen(*PROVINCIAL))),
    )
